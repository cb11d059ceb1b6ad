"""LeCun initialization."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.families import Initializer
from playground.catalog.tensor import Array, Shape
from playground.spec.fields import param

# The standard deviation of N(0, 1) cut off at ±2.
_CUT_DEVIATION = 0.8796256610342398


class LecunNormal(Initializer):
    """Truncated normal with variance 1 / n_in."""

    kind = "lecun_normal"
    title = "LeCun normal"
    summary = "Variance 1/n_in, without outliers."
    help = (
        "The variance of Xavier, from a normal distribution that is cut off at two standard deviations, so that no "
        "weight starts out unusually large."
    )
    formula = "w ~ gain · N(0, 1/n_in) within two deviations"
    aliases = ("truncated normal", "selu")
    order = 60

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        gain: float = param(1.0, low=0.0, high=100.0, effect="start", help="Multiplies the standard deviation.")

    @classmethod
    def draw(cls, p: Params, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        """Standard deviation gain · √(1/n_in) after the cut; LeCun and others, 1998."""
        drawn = rng.standard_normal(shape)
        while (outside := np.abs(drawn) > 2.0).any():
            drawn[outside] = rng.standard_normal(int(outside.sum()))
        scaled: Array = drawn * (p.gain * np.sqrt(1.0 / fan_in) / _CUT_DEVIATION)
        return scaled
