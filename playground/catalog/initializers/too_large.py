"""Far too large normal numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.families import Initializer
from playground.catalog.tensor import Array, Shape
from playground.spec.fields import param


class TooLarge(Initializer):
    """Normal, times ten."""

    kind = "too_large"
    title = "Too large"
    summary = "Normal × 10: to see what goes wrong."
    help = (
        "Sums are so large that sigmoid and tanh units sit on their flat ends, where no gradient passes, and that "
        "the first loss is huge. Here to be looked at, not to be used."
    )
    formula = "w ~ factor · N(0, 1)"
    aliases = ("large random", "exploding")
    order = 25

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        factor: float = param(
            10.0, low=1.0, high=1000.0, scale="log", effect="start", help="Multiplies the standard normal numbers."
        )

    @classmethod
    def draw(cls, p: Params, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        """Standard deviation ``factor``."""
        return p.factor * rng.standard_normal(shape)
