"""Hyperbolic tangent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from playground.catalog.families import Activation
from playground.catalog.tensor import Array, Tensor


class Tanh(Activation):
    """A sigmoid stretched to (−1, 1)."""

    kind = "tanh"
    title = "tanh"
    summary = "S-shaped, from −1 to 1, centred on zero."
    help = (
        "Keeps activations centred on zero, which makes the next layer's learning easier than the sigmoid does. "
        "Where |z| is large it is flat and the gradient vanishes."
    )
    formula = "g(z) = (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ),  g′(z) = 1 − g(z)²"
    aliases = ("hyperbolic tangent",)
    order = 20

    @classmethod
    def build(cls, p: Any) -> Callable[[Tensor], Tensor]:
        """torch.tanh."""
        from torch import tanh

        return tanh

    @classmethod
    def value(cls, p: Any, z: Array) -> Array:
        """Tanh z."""
        return np.tanh(z)

    @classmethod
    def derivative(cls, p: Any, z: Array) -> Array:
        """1 − tanh² z."""
        return 1.0 - np.tanh(z) ** 2
