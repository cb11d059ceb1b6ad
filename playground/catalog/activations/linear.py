"""No activation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from playground.catalog.families import Activation
from playground.catalog.tensor import Array, Tensor


class Linear(Activation):
    """Gives z back."""

    kind = "linear"
    title = "Linear"
    summary = "Gives z back: no bend."
    help = (
        "Layers without a bend between them are one linear layer, whatever their number. Right before a batch norm "
        "or an activation block of its own, and for numbers to predict."
    )
    formula = "g(z) = z,  g′(z) = 1"
    aliases = ("identity", "none")
    order = 0

    @classmethod
    def build(cls, p: Any) -> Callable[[Tensor], Tensor]:
        """The identity."""
        return lambda z: z

    @classmethod
    def value(cls, p: Any, z: Array) -> Array:
        """The formula: z."""
        return z

    @classmethod
    def derivative(cls, p: Any, z: Array) -> Array:
        """1."""
        return np.ones_like(z)
