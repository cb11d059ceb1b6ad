"""The logistic function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from playground.catalog.families import Activation
from playground.catalog.tensor import Array, Tensor


class Sigmoid(Activation):
    """S-shaped, between 0 and 1."""

    kind = "sigmoid"
    title = "Sigmoid"
    summary = "S-shaped, from 0 to 1."
    help = (
        "Reads as a probability, so it stands at the output of two classes. In hidden layers its slope is at most "
        "1/4, so each layer makes the gradient at least four times smaller per unit weight: deep stacks of it hardly "
        "learn."
    )
    formula = "g(z) = 1 / (1 + e⁻ᶻ),  g′(z) = g(z)(1 − g(z))"
    aliases = ("logistic",)
    order = 10

    @classmethod
    def build(cls, p: Any) -> Callable[[Tensor], Tensor]:
        """torch.sigmoid."""
        from torch import sigmoid

        return sigmoid

    @classmethod
    def value(cls, p: Any, z: Array) -> Array:
        """σ(z), written with tanh so that no exponential overflows."""
        half: Array = 0.5 * (1.0 + np.tanh(0.5 * z))
        return half

    @classmethod
    def derivative(cls, p: Any, z: Array) -> Array:
        """The formula: g (1 − g)."""
        g = cls.value(p, z)
        return g * (1.0 - g)
