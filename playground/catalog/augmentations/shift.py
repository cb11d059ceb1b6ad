"""Pictures moved sideways and up and down."""

from __future__ import annotations

from dataclasses import dataclass

from playground.catalog.augmenting import Affine, chance, matrix, uniform
from playground.catalog.tensor import Generator, Tensor
from playground.spec.fields import param


class Shift(Affine):
    """Moved by a share of the picture's size."""

    kind = "shift"
    title = "Shift"
    summary = "Moved sideways and up or down."
    help = (
        "What a picture shows does not depend on where it stands. A network of dense layers has to learn that; a "
        "convolution knows it nearly by itself."
    )
    formula = "(x, y) ← (x + a, y + b)"
    aliases = ("translate", "move", "width shift", "height shift")
    order = 30

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        across: float = param(0.1, low=0.0, high=1.0, help="How far at most, as a share of the width.")
        up: float = param(0.1, low=0.0, high=1.0, help="How far at most, as a share of the height.")
        probability: float = chance(1.0)

    @classmethod
    def matrices(cls, p: Params, pixels: Tensor, generator: Generator) -> Tensor:
        """Any distance up to the largest is as likely as any other."""
        count, (height, width) = len(pixels), pixels.shape[-2:]
        x = uniform(count, -p.across * width, p.across * width, generator)
        y = uniform(count, -p.up * height, p.up * height, generator)
        zero = x * 0.0
        one = zero + 1.0
        return matrix(one, zero, zero, one, x, y)
