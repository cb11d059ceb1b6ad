"""Glorot initialization, normal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.families import Initializer
from playground.catalog.tensor import Array, Shape
from playground.spec.fields import param


class GlorotNormal(Initializer):
    """Normal with variance 2 / (n_in + n_out)."""

    kind = "glorot_normal"
    title = "Glorot normal"
    summary = "Normal with variance 2/(n_in + n_out): suits tanh."
    help = (
        "A compromise that keeps both the activations going forward and the gradients going back about the same "
        "size, for activations that are close to linear around zero, as tanh is."
    )
    formula = "w ~ gain · N(0, 2/(n_in + n_out))"
    aliases = ("xavier normal",)
    order = 40

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        gain: float = param(1.0, low=0.0, high=100.0, effect="start", help="Multiplies the standard deviation.")

    @classmethod
    def draw(cls, p: Params, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        """Standard deviation gain · √(2/(n_in + n_out)); Glorot and Bengio, 2010."""
        return rng.normal(0.0, p.gain * np.sqrt(2.0 / (fan_in + fan_out)), shape)
