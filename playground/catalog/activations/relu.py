"""The rectified linear unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from playground.catalog.families import Activation
from playground.catalog.tensor import Array, Tensor


class Relu(Activation):
    """The positive part."""

    kind = "relu"
    title = "ReLU"
    summary = "Zero below zero, z above."
    help = (
        "Its slope is 1 wherever it is on, so gradients pass through many layers without shrinking: the usual "
        "choice. A unit that is off for every example gets no gradient and stays dead."
    )
    formula = "g(z) = max(0, z),  g′(z) = 1 for z > 0, else 0"
    aliases = ("rectifier", "rectified linear")
    order = 30

    @classmethod
    def build(cls, p: Any) -> Callable[[Tensor], Tensor]:
        """torch.relu."""
        from torch import relu

        return relu

    @classmethod
    def value(cls, p: Any, z: Array) -> Array:
        """max(0, z)."""
        return np.maximum(z, 0.0)

    @classmethod
    def derivative(cls, p: Any, z: Array) -> Array:
        """1 where z > 0, else 0 (also at 0, as torch has it)."""
        return (z > 0.0).astype(z.dtype)
