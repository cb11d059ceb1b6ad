"""He initialization, normal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.families import Initializer
from playground.catalog.tensor import Array, Shape
from playground.spec.fields import param


class HeNormal(Initializer):
    """Normal with variance 2 / n_in."""

    kind = "he_normal"
    title = "He normal"
    summary = "Normal with variance 2/n_in: suits ReLU."
    help = (
        "ReLU sets half of its inputs to zero and so halves the mean square; the 2 makes up for that, so that "
        "activations keep their size through many layers."
    )
    formula = "w ~ gain · N(0, 2/n_in)"
    aliases = ("kaiming normal", "relu")
    order = 50

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        gain: float = param(1.0, low=0.0, high=100.0, effect="start", help="Multiplies the standard deviation.")

    @classmethod
    def draw(cls, p: Params, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        """Standard deviation gain · √(2/n_in); He and others, 2015."""
        return rng.normal(0.0, p.gain * np.sqrt(2.0 / fan_in), shape)
