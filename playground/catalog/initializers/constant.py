"""One value everywhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.families import Initializer
from playground.catalog.tensor import Array, Shape
from playground.spec.fields import param


class Constant(Initializer):
    """Every value the same."""

    kind = "constant"
    title = "Constant"
    summary = "Every value the same number."
    help = (
        "Good for biases (a small positive one keeps ReLU units on at the start). Weights that are all equal get "
        "equal gradients, so the units of a layer never become different."
    )
    formula = "w = value"
    aliases = ("fill", "ones")
    order = 15

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        value: float = param(0.1, low=-1000.0, high=1000.0, effect="start", help="The value of every number.")

    @classmethod
    def draw(cls, p: Params, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        """The value."""
        return np.full(shape, p.value)
