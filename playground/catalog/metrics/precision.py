"""Precision."""

from __future__ import annotations

from playground.catalog.confusion import counts, mean_ratio
from playground.catalog.families import Metric
from playground.catalog.tensor import Array, Ints


class Precision(Metric):
    """How many of the examples called positive are."""

    kind = "precision"
    title = "Precision"
    summary = "Of those called positive, the share that is."
    help = (
        "With two classes the second one is the positive; with more the mean over all classes, each counted alike "
        "(macro average). A class that is never predicted counts as 0."
    )
    formula = "true positives / predicted positives"
    aliases = ("positive predictive value",)
    tasks = frozenset({"classes"})
    better = "high"
    order = 30

    @classmethod
    def measure(cls, prediction: Array, y: Ints | Array) -> float:
        """Between 0 and 1; 0 where nothing was called positive."""
        right, predicted, _ = counts(prediction, y)
        return mean_ratio(right, predicted)
