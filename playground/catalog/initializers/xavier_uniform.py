"""Xavier initialization by fan-in, uniform."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.families import Initializer
from playground.catalog.tensor import Array, Shape
from playground.spec.fields import param


class XavierUniform(Initializer):
    """Uniform with variance 1 / n_in."""

    kind = "xavier_uniform"
    title = "Xavier uniform"
    summary = "Uniform with variance 1/n_in: suits tanh."
    help = (
        "The same variance as the normal form, but no value lies outside the bound. Keeps activations about the same "
        "size from layer to layer where the activation is close to linear around zero."
    )
    formula = "w ~ gain · U(−r, r),  r = √(3/n_in)"
    aliases = ("fan in", "lecun uniform")
    order = 31

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        gain: float = param(1.0, low=0.0, high=100.0, effect="start", help="Multiplies every value.")

    @classmethod
    def draw(cls, p: Params, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        """Bound gain · √(3/n_in), since U(−r, r) has variance r²/3."""
        bound = p.gain * np.sqrt(3.0 / fan_in)
        return rng.uniform(-bound, bound, shape)
