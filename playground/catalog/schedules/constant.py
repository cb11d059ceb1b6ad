"""A learning rate that stays."""

from __future__ import annotations

from typing import Any

from playground.catalog.families import Schedule


class Constant(Schedule):
    """The same rate for ever."""

    kind = "constant"
    title = "Constant"
    summary = "The learning rate stays as it is set."
    help = "Simple, and right while you turn the learning rate by hand; near the minimum the steps stay as large."
    formula = "α = α₀"
    order = 10

    @classmethod
    def rate(cls, p: Any, base: float, epoch: float) -> float:
        """The base rate."""
        return base
