"""Recall."""

from __future__ import annotations

from playground.catalog.confusion import counts, mean_ratio
from playground.catalog.families import Metric
from playground.catalog.tensor import Array, Ints


class Recall(Metric):
    """How many of the positive examples are found."""

    kind = "recall"
    title = "Recall"
    summary = "Of those that are positive, the share that is found."
    help = (
        "With two classes the second one is the positive; with more the mean over all classes, each counted alike "
        "(macro average). A class without examples counts as 0."
    )
    formula = "true positives / actual positives"
    aliases = ("sensitivity", "true positive rate")
    tasks = frozenset({"classes"})
    better = "high"
    order = 40

    @classmethod
    def measure(cls, prediction: Array, y: Ints | Array) -> float:
        """Between 0 and 1; 0 where nothing is positive."""
        right, _, actual = counts(prediction, y)
        return mean_ratio(right, actual)
