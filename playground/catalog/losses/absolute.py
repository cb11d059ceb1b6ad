"""Absolute error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from playground.catalog.difference import DifferenceLoss
from playground.catalog.tensor import Array, Tensor


class Absolute(DifferenceLoss):
    """The absolute difference."""

    kind = "absolute"
    title = "Absolute error"
    summary = "The size of the difference, summed over the targets."
    help = (
        "The mean over the examples of the sum over the targets of |ŷ − y|. Every error pulls with the same force, "
        "so outliers matter less than with the squared error, and the best constant is the median. For classes ŷ is "
        "the probability (sigmoid for two classes, softmax for more) and y is 0 or 1."
    )
    formula = "Σ |ŷ − y|"
    aliases = ("mae", "mean absolute error", "l1 loss")
    order = 40

    @classmethod
    def distance(cls, p: Any) -> Callable[[Tensor], Tensor]:
        """The absolute value."""
        from torch import abs as absolute

        return absolute

    @classmethod
    def distance_value(cls, p: Any, difference: Array) -> Array:
        """The absolute value."""
        return np.abs(difference)
