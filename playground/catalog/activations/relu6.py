"""ReLU that stops at 6."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from playground.catalog.families import Activation
from playground.catalog.tensor import Array, Tensor


class Relu6(Activation):
    """The positive part, at most 6."""

    kind = "relu6"
    title = "ReLU6"
    summary = "Zero below zero, z up to 6, 6 above."
    help = (
        "A ReLU with a ceiling: its numbers fit into few bits, which small processors need. MobileNet v2 has it. Above "
        "6 the slope is zero again, so such a unit gets no gradient."
    )
    formula = "g(z) = min(max(0, z), 6),  g′(z) = 1 for 0 < z < 6, else 0"
    aliases = ("relu 6", "clipped relu", "mobilenet")
    order = 31

    @classmethod
    def build(cls, p: Any) -> Callable[[Tensor], Tensor]:
        """Torch's relu6."""
        from torch.nn.functional import relu6

        return relu6

    @classmethod
    def value(cls, p: Any, z: Array) -> Array:
        """min(max(0, z), 6)."""
        return np.clip(z, 0.0, 6.0)

    @classmethod
    def derivative(cls, p: Any, z: Array) -> Array:
        """1 between 0 and 6, else 0 (also at both ends, as torch has it)."""
        return ((z > 0.0) & (z < 6.0)).astype(z.dtype)
