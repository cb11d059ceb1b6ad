"""Counts of right and wrong classifications, from which precision, recall and F1 are made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.catalog.tensor import Array, Ints

Floats = NDArray[np.float64]


def confusion(prediction: Array, y: Ints | Array) -> Ints:
    """How often class i was taken for class j; shape (classes, classes).

    ``prediction`` are probabilities of shape (m, classes); the most probable class is the predicted one.
    """
    classes = prediction.shape[1]
    pairs = y.astype(np.int64) * classes + prediction.argmax(axis=1)
    return np.bincount(pairs, minlength=classes * classes).reshape(classes, classes).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class PerClass:
    """How well every class is told; float64 of shape (classes,), NaN where there is nothing to divide by.

    With TP right of a class, FP others taken for it and FN of it taken for others:

    Attributes:
        precision: TP / (TP + FP). recall: TP / (TP + FN). f1: 2TP / (2TP + FP + FN).
        count: TP + FN, the examples of the class. predicted: TP + FP, those taken for it. Whole numbers, int64.

    """

    precision: Floats
    recall: Floats
    f1: Floats
    count: Ints
    predicted: Ints

    def macro(self) -> tuple[float, float, float]:
        """The means of precision, recall and F1 over all classes; what is NaN counts as 0, as in the metrics."""
        means = [float(np.nan_to_num(values).mean()) for values in (self.precision, self.recall, self.f1)]
        return means[0], means[1], means[2]

    @property
    def accuracy(self) -> float:
        """The share that is right of all; NaN of none."""
        total = int(self.count.sum())
        return float(np.nansum(self.recall * self.count)) / total if total else float("nan")


def per_class(table: Ints) -> PerClass:
    """From a confusion matrix of shape (classes, classes), rows the truth, columns what was predicted."""
    right, count, predicted = np.diag(table), table.sum(axis=1), table.sum(axis=0)
    return PerClass(
        precision=_ratio(right, predicted),
        recall=_ratio(right, count),
        f1=_ratio(2 * right, count + predicted),
        count=count.astype(np.int64),
        predicted=predicted.astype(np.int64),
    )


def _ratio(above: Ints, below: Ints) -> Floats:
    ratio: Floats = np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)
    return ratio


Counts = tuple[Floats, Floats, Floats]

_last: tuple[Array, Ints | Array, Counts] | None = None
"""What was counted last: several metrics are asked for the same examples, one after the other."""


def counts(prediction: Array, y: Ints | Array) -> Counts:
    """True positives, predicted and actual examples, of class 1 where there are two, else of every class.

    The arrays are known again by their identity: who changes one in place has to make another.
    """
    global _last
    last = _last
    if last is not None and last[0] is prediction and last[1] is y:
        return last[2]
    table = confusion(prediction, y).astype(np.float64)
    right, predicted, actual = np.diag(table), table.sum(axis=0), table.sum(axis=1)
    found = (right[1:], predicted[1:], actual[1:]) if len(table) == 2 else (right, predicted, actual)
    _last = prediction, y, found
    return found


def mean_ratio(above: Floats, below: Floats) -> float:
    """The mean of the quotients; a quotient with nothing below counts as 0."""
    return float(np.divide(above, below, out=np.zeros_like(above), where=below > 0).mean())
