"""F1."""

from __future__ import annotations

from playground.catalog.confusion import counts, mean_ratio
from playground.catalog.families import Metric
from playground.catalog.tensor import Array, Ints


class F1(Metric):
    """The harmonic mean of precision and recall."""

    kind = "f1"
    title = "F1"
    summary = "Precision and recall in one number."
    help = (
        "The harmonic mean is low as soon as one of the two is. With more than two classes the mean over all classes "
        "(macro average). Look at it when classes are of unequal size."
    )
    formula = "2PR / (P + R)"
    aliases = ("f-score", "f measure")
    tasks = frozenset({"classes"})
    better = "high"
    order = 50

    @classmethod
    def measure(cls, prediction: Array, y: Ints | Array) -> float:
        """Between 0 and 1; 0 where precision and recall have nothing to count."""
        right, predicted, actual = counts(prediction, y)
        return mean_ratio(2.0 * right, predicted + actual)
