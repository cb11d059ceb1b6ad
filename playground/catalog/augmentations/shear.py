"""Slanted pictures."""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.catalog.augmenting import Affine, chance, matrix, uniform
from playground.catalog.tensor import Generator, Tensor
from playground.spec.fields import param


class Shear(Affine):
    """Upright lines become slanted ones."""

    kind = "shear"
    title = "Shear"
    summary = "Slanted to the left or to the right, as handwriting is."
    help = "Rows are pushed sideways, the further from the middle the more. Handwriting differs by little else."
    formula = "x ← x + y tan φ"
    aliases = ("slant", "skew", "italic")
    order = 60

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        degrees: float = param(10.0, low=0.0, high=60.0, unit="°", help="The largest slant, to either side.")
        probability: float = chance(1.0)

    @classmethod
    def matrices(cls, p: Params, pixels: Tensor, generator: Generator) -> Tensor:
        """Any slant up to the largest is as likely as any other."""
        largest = math.radians(p.degrees)
        slant = uniform(len(pixels), -largest, largest, generator).tan()
        zero = slant * 0.0
        one = zero + 1.0
        return matrix(one, slant, zero, one, zero, zero)
