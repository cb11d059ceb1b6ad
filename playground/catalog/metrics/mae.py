"""Mean absolute error."""

from __future__ import annotations

import numpy as np

from playground.catalog.families import Metric
from playground.catalog.tensor import Array, Ints


class Mae(Metric):
    """The mean size of the difference."""

    kind = "mae"
    title = "Mean absolute error"
    summary = "The mean error, in the target's own unit."
    help = (
        "Every error counts by its size, so single outliers matter less than in the root mean squared error. The "
        "mean goes over examples and targets."
    )
    formula = "mean |ŷ − y|"
    aliases = ("absolute",)
    tasks = frozenset({"regression"})
    better = "low"
    order = 30

    @classmethod
    def measure(cls, prediction: Array, y: Ints | Array) -> float:
        """At least 0."""
        return float(np.mean(np.abs(prediction - y)))
