"""Glorot initialization, uniform."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.families import Initializer
from playground.catalog.tensor import Array, Shape
from playground.spec.fields import param


class GlorotUniform(Initializer):
    """Uniform with variance 2 / (n_in + n_out)."""

    kind = "glorot_uniform"
    title = "Glorot uniform"
    summary = "Uniform with variance 2/(n_in + n_out): suits tanh."
    help = (
        "The same variance as the normal form, but no value lies outside the bound. Which of the two you take rarely "
        "matters."
    )
    formula = "w ~ gain · U(−r, r),  r = √(6/(n_in + n_out))"
    aliases = ("xavier uniform",)
    order = 45

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        gain: float = param(1.0, low=0.0, high=100.0, effect="start", help="Multiplies every value.")

    @classmethod
    def draw(cls, p: Params, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        """Bound gain · √(6/(n_in + n_out)); Glorot and Bengio, 2010."""
        bound = p.gain * np.sqrt(6.0 / (fan_in + fan_out))
        return rng.uniform(-bound, bound, shape)
