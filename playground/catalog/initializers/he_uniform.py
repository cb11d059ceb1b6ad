"""He initialization, uniform."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.families import Initializer
from playground.catalog.tensor import Array, Shape
from playground.spec.fields import param


class HeUniform(Initializer):
    """Uniform with variance 2 / n_in."""

    kind = "he_uniform"
    title = "He uniform"
    summary = "Uniform with variance 2/n_in: suits ReLU."
    help = (
        "The same variance as the normal form, but no value lies outside the bound. Which of the two you take rarely "
        "matters."
    )
    formula = "w ~ gain · U(−r, r),  r = √(6/n_in)"
    aliases = ("kaiming uniform",)
    order = 55

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        gain: float = param(1.0, low=0.0, high=100.0, effect="start", help="Multiplies every value.")

    @classmethod
    def draw(cls, p: Params, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        """Bound gain · √(6/n_in); He and others, 2015."""
        bound = p.gain * np.sqrt(6.0 / fan_in)
        return rng.uniform(-bound, bound, shape)
