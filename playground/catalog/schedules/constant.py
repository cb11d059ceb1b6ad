"""A learning rate that stays."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.catalog.families import Schedule
from playground.catalog.tensor import Array


class Constant(Schedule):
    """The same rate for ever."""

    kind = "constant"
    title = "Constant"
    summary = "The learning rate stays as it is set."
    help = "Simple, and right while you turn the learning rate by hand; near the minimum the steps stay as large."
    formula = "α = α₀"
    order = 10

    @classmethod
    def rates(cls, p: Any, base: float, epochs: Array) -> Array:
        """The base rate."""
        return np.full(epochs.shape, base)
