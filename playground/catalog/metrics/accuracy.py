"""Accuracy."""

from __future__ import annotations

import numpy as np

from playground.catalog.families import Metric
from playground.catalog.tensor import Array, Ints


class Accuracy(Metric):
    """The share of examples whose most probable class is the right one."""

    kind = "accuracy"
    title = "Accuracy"
    summary = "Share of examples classified rightly."
    help = "Simple and honest when classes are about equally frequent; with rare classes look at F1 as well."
    formula = "#(argmax ŷ = y) / m"
    tasks = frozenset({"classes"})
    order = 10

    @classmethod
    def measure(cls, prediction: Array, y: Ints | Array) -> float:
        """Between 0 and 1."""
        return float(np.mean(prediction.argmax(axis=1) == y))
