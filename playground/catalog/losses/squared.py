"""Squared error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.catalog.difference import DifferenceLoss
from playground.catalog.tensor import Array, Tensor


class Squared(DifferenceLoss):
    """The squared difference."""

    kind = "squared"
    title = "Squared error"
    summary = "The square of the difference, summed over the targets."
    help = (
        "The mean over the examples of the sum over the targets of (ŷ − y)², without a factor ½. Large errors count "
        "most, so outliers pull hard. For classes ŷ is the probability (sigmoid for two classes, softmax for more) "
        "and y is 0 or 1; there the gradient vanishes where the network is surely wrong, which is why cross-entropy "
        "learns faster."
    )
    formula = "Σ (ŷ − y)²"
    aliases = ("mse", "mean squared error", "l2 loss", "least squares", "brier")
    order = 30

    @classmethod
    def distance(cls, p: Any) -> Callable[[Tensor], Tensor]:
        """The square."""
        from torch import square

        return square

    @classmethod
    def distance_value(cls, p: Any, difference: Array) -> Array:
        """The square."""
        return difference**2
