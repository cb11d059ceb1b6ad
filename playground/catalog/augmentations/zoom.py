"""Pictures seen from nearer or from further away."""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.catalog.augmenting import Affine, chance, matrix, uniform
from playground.catalog.tensor import Generator, Tensor
from playground.spec.fields import param


class Zoom(Affine):
    """Larger or smaller."""

    kind = "zoom"
    title = "Zoom"
    summary = "Larger or smaller, around the middle."
    help = "The same thing from nearer or from further away. The factor lies between 1/(1 + range) and 1 + range."
    formula = "(x, y) ← (x, y) / s"
    aliases = ("scale", "resize", "magnify")
    order = 50

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        range: float = param(0.15, low=0.0, high=3.0, help="How much larger or smaller at most: 0.15 is 15 %.")
        probability: float = chance(1.0)

    @classmethod
    def matrices(cls, p: Params, pixels: Tensor, generator: Generator) -> Tensor:
        """Twice as large is as likely as half as large."""
        most = math.log1p(p.range)
        factor = uniform(len(pixels), -most, most, generator).exp()
        zero = factor * 0.0
        return matrix(1.0 / factor, zero, zero, 1.0 / factor, zero, zero)
