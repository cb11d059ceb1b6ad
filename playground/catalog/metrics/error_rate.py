"""Error rate."""

from __future__ import annotations

import numpy as np

from playground.catalog.families import Metric
from playground.catalog.tensor import Array, Ints


class ErrorRate(Metric):
    """The share of examples whose most probable class is a wrong one."""

    kind = "error_rate"
    title = "Error rate"
    summary = "Share of examples classified wrongly."
    help = (
        "One minus the accuracy. Easier to compare when networks are good: from 2 % to 1 % the errors halve, while "
        "the accuracy hardly moves."
    )
    formula = "#(argmax ŷ ≠ y) / m"
    aliases = ("misclassification",)
    tasks = frozenset({"classes"})
    better = "low"
    order = 20

    @classmethod
    def measure(cls, prediction: Array, y: Ints | Array) -> float:
        """Between 0 and 1."""
        return float(np.mean(prediction.argmax(axis=1) != y))
