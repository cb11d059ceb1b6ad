"""Pictures turned around their middle."""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.catalog.augmenting import Affine, chance, matrix, uniform
from playground.catalog.tensor import Generator, Tensor
from playground.spec.fields import param


class Rotate(Affine):
    """Turned to the left or to the right."""

    kind = "rotate"
    title = "Rotate"
    summary = "Turned a little, to the left or to the right."
    help = (
        "Nobody holds a camera, or a pen, quite straight. Too much of it and a 6 becomes a 9: stay below what a person "
        "would still read."
    )
    formula = "(x, y) ← (x cos φ − y sin φ, x sin φ + y cos φ)"
    aliases = ("rotation", "turn")
    order = 40

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        degrees: float = param(15.0, low=0.0, high=180.0, unit="°", help="The largest angle, to either side.")
        probability: float = chance(1.0)

    @classmethod
    def matrices(cls, p: Params, pixels: Tensor, generator: Generator) -> Tensor:
        """Any angle up to the largest is as likely as any other."""
        largest = math.radians(p.degrees)
        angle = uniform(len(pixels), -largest, largest, generator)
        zero = angle * 0.0
        return matrix(angle.cos(), -angle.sin(), angle.sin(), angle.cos(), zero, zero)
