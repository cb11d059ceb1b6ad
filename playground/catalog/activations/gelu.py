"""The Gaussian error linear unit."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from playground.catalog.families import Activation
from playground.catalog.tensor import Array, Tensor

_ERF = np.vectorize(math.erf, otypes=[np.float64])


def _share_below(z: Array) -> Array:
    """Φ(z), the share of N(0, 1) below z."""
    share: Array = 0.5 * (1.0 + _ERF(z / math.sqrt(2.0)))
    return share


class Gelu(Activation):
    """The formula: z times the share of a normal distribution below z."""

    kind = "gelu"
    title = "GELU"
    summary = "Smooth ReLU weighted by a normal distribution."
    help = (
        "Φ is the distribution function of N(0, 1), computed exactly, not by the tanh approximation. Smooth "
        "everywhere, slightly negative below zero; the usual choice in transformers."
    )
    formula = "g(z) = z Φ(z),  g′(z) = Φ(z) + z φ(z)"
    aliases = ("gaussian error linear",)
    order = 60

    @classmethod
    def build(cls, p: Any) -> Callable[[Tensor], Tensor]:
        """Torch's gelu, the exact form."""
        from torch.nn.functional import gelu

        return gelu

    @classmethod
    def value(cls, p: Any, z: Array) -> Array:
        """The formula: z Φ(z)."""
        return z * _share_below(z)

    @classmethod
    def derivative(cls, p: Any, z: Array) -> Array:
        """Φ(z) + z φ(z)."""
        density = np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
        slope: Array = _share_below(z) + z * density
        return slope
