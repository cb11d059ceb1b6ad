"""The sigmoid linear unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from playground.catalog.families import Activation
from playground.catalog.tensor import Array, Tensor


class Silu(Activation):
    """The formula: z times its own sigmoid."""

    kind = "silu"
    title = "SiLU"
    summary = "Smooth ReLU: z times its sigmoid."
    help = (
        "Also called swish. Smooth everywhere, slightly negative below zero with a dip near z = −1.28; passes "
        "gradients about as well as ReLU and leaves no unit quite dead."
    )
    formula = "g(z) = z σ(z),  g′(z) = σ(z)(1 + z(1 − σ(z)))"
    aliases = ("swish", "sigmoid linear")
    order = 70

    @classmethod
    def build(cls, p: Any) -> Callable[[Tensor], Tensor]:
        """Torch's silu."""
        from torch.nn.functional import silu

        return silu

    @classmethod
    def value(cls, p: Any, z: Array) -> Array:
        """The formula: z σ(z)."""
        silu: Array = z * 0.5 * (1.0 + np.tanh(0.5 * z))
        return silu

    @classmethod
    def derivative(cls, p: Any, z: Array) -> Array:
        """σ(1 + z(1 − σ))."""
        gate = 0.5 * (1.0 + np.tanh(0.5 * z))
        slope: Array = gate * (1.0 + z * (1.0 - gate))
        return slope
