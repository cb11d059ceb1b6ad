"""Root mean squared error."""

from __future__ import annotations

import numpy as np

from playground.catalog.families import Metric
from playground.catalog.tensor import Array, Ints


class Rmse(Metric):
    """The root of the mean squared difference."""

    kind = "rmse"
    title = "Root mean squared error"
    summary = "The typical error, in the target's own unit; large errors count more."
    help = "The square root makes it readable: it has the unit of the target. The mean goes over examples and targets."
    formula = "√(mean (ŷ − y)²)"
    aliases = ("root mean square",)
    tasks = frozenset({"regression"})
    better = "low"
    order = 20

    @classmethod
    def measure(cls, prediction: Array, y: Ints | Array) -> float:
        """At least 0."""
        return float(np.sqrt(np.mean((prediction - y) ** 2)))
