"""Xavier initialization by fan-in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.families import Initializer
from playground.catalog.tensor import Array, Shape
from playground.spec.fields import param


class Xavier(Initializer):
    """Normal with variance 1 / n_in."""

    kind = "xavier"
    title = "Xavier"
    summary = "Normal with variance 1/n_in: suits tanh."
    help = (
        "Keeps the size of activations about the same from layer to layer when the activation is close to linear "
        "around zero, as tanh is."
    )
    formula = "w ~ gain · N(0, 1/n_in)"
    aliases = ("fan in",)
    order = 30

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        gain: float = param(1.0, low=0.0, high=100.0, effect="start", help="Multiplies the standard deviation.")

    @classmethod
    def draw(cls, p: Params, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        """Standard deviation gain · √(1/n_in)."""
        return rng.normal(0.0, p.gain * np.sqrt(1.0 / fan_in), shape)
