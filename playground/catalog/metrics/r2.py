"""R²."""

from __future__ import annotations

import numpy as np

from playground.catalog.families import Metric
from playground.catalog.tensor import Array, Ints


class R2(Metric):
    """The share of the variance that is explained."""

    kind = "r2"
    title = "R²"
    summary = "Share of the variance explained; 1 is perfect."
    help = (
        "Compares the squared error with that of always predicting the mean: 1 is perfect, 0 is no better than the "
        "mean, below 0 is worse. With several targets the mean over them; a target that never varies counts 1 if it "
        "is met exactly, else 0."
    )
    formula = "1 − Σ(ŷ − y)² / Σ(y − ȳ)²"
    aliases = ("coefficient of determination", "explained variance")
    tasks = frozenset({"regression"})
    better = "high"
    order = 10

    @classmethod
    def measure(cls, prediction: Array, y: Ints | Array) -> float:
        """At most 1; the convention of scikit-learn for targets that never vary."""
        error = ((prediction - y) ** 2).sum(axis=0)
        spread = ((y - y.mean(axis=0)) ** 2).sum(axis=0)
        share = np.divide(error, spread, out=np.where(error > 0.0, 1.0, 0.0), where=spread > 0.0)
        return float(np.mean(1.0 - share))
