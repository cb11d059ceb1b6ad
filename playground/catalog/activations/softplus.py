"""A smooth ReLU."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from playground.catalog.families import Activation
from playground.catalog.tensor import Array, Tensor


class Softplus(Activation):
    """The logarithm of 1 + eᶻ."""

    kind = "softplus"
    title = "Softplus"
    summary = "ReLU with its corner rounded off."
    help = (
        "Always positive, and its slope is the sigmoid: near zero it passes half of the gradient, far below zero "
        "none. Useful where an output must be positive."
    )
    formula = "g(z) = log(1 + eᶻ),  g′(z) = σ(z)"
    aliases = ("smooth relu",)
    order = 80

    @classmethod
    def build(cls, p: Any) -> Callable[[Tensor], Tensor]:
        """Torch's softplus."""
        from torch.nn.functional import softplus

        # Above 40 the result is z to the last digit, also in float64; torch's own threshold of 20 is not exact there.
        return lambda z: softplus(z, 1.0, 40.0)

    @classmethod
    def value(cls, p: Any, z: Array) -> Array:
        """log(1 + eᶻ), without overflow."""
        return np.logaddexp(0.0, z)

    @classmethod
    def derivative(cls, p: Any, z: Array) -> Array:
        """σ(z)."""
        slope: Array = 0.5 * (1.0 + np.tanh(0.5 * z))
        return slope
