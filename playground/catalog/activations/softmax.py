"""Softmax over the units or channels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from playground.catalog.families import Activation
from playground.catalog.tensor import Array, Tensor


class Softmax(Activation):
    """Positive numbers that add up to one."""

    kind = "softmax"
    title = "Softmax"
    summary = "Turns a layer into shares that add up to 1."
    help = (
        "Every unit is compared with all others of its layer (a picture's channels with each other, place by place), "
        "so it reads as probabilities of classes. The output block already has it in its loss; in a hidden layer it "
        "forces the units to compete and shrinks the gradient."
    )
    formula = "g(z)ⱼ = e^zⱼ / Σₖ e^zₖ,  ∂gⱼ/∂zⱼ = gⱼ(1 − gⱼ)"
    aliases = ("normalized exponential",)
    order = 90
    elementwise = False

    @classmethod
    def build(cls, p: Any) -> Callable[[Tensor], Tensor]:
        """Torch's softmax along the first dimension after the examples: units, or a picture's channels by place."""
        from torch.nn.functional import softmax

        return lambda z: softmax(z, min(1, z.ndim - 1))

    @classmethod
    def value(cls, p: Any, z: Array) -> Array:
        """e^z over its sum, the largest z subtracted first so that nothing overflows."""
        axis = min(1, z.ndim - 1)
        power = np.exp(z - z.max(axis=axis, keepdims=True))
        shares: Array = power / power.sum(axis=axis, keepdims=True)
        return shares

    @classmethod
    def derivative(cls, p: Any, z: Array) -> Array:
        """The diagonal of the Jacobian, g (1 − g)."""
        g = cls.value(p, z)
        return g * (1.0 - g)
