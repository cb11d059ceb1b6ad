"""Metrics against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn import metrics as sk

from playground.catalog.confusion import confusion, per_class
from playground.catalog.entry import find
from playground.catalog.families import Metric
from playground.catalog.tensor import Array


def _classes(count: int, seed: int) -> tuple[Array, Any]:
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.ones(count), 60)
    return shares, rng.integers(0, count, 60)


@pytest.mark.parametrize("count", [2, 3, 5])
@pytest.mark.parametrize(
    ("kind", "reference"),
    [
        ("accuracy", lambda y, q, **_: sk.accuracy_score(y, q)),
        ("error_rate", lambda y, q, **_: sk.zero_one_loss(y, q)),
        ("precision", sk.precision_score),
        ("recall", sk.recall_score),
        ("f1", sk.f1_score),
    ],
)
def test_classes(kind: str, reference: Any, count: int) -> None:
    average = "binary" if count == 2 else "macro"
    for seed in range(5):
        prediction, y = _classes(count, seed)
        expected = reference(y, prediction.argmax(axis=1), average=average, zero_division=0)
        assert find(Metric, kind).measure(prediction, y) == pytest.approx(expected)


@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize(
    ("kind", "reference"),
    [("precision", sk.precision_score), ("recall", sk.recall_score), ("f1", sk.f1_score)],
)
def test_classes_that_are_never_predicted_or_never_there(kind: str, reference: Any, count: int) -> None:
    prediction = np.tile(np.eye(count)[0], (8, 1))
    y = np.array([0, 0, 0, 0, 0, 0, 0, 1])
    average = "binary" if count == 2 else "macro"
    expected = reference(
        y, prediction.argmax(axis=1), labels=None if count == 2 else range(count), average=average, zero_division=0
    )
    assert find(Metric, kind).measure(prediction, y) == pytest.approx(expected)
    assert find(Metric, kind).measure(prediction, np.zeros(8, dtype=np.int64)) in (0.0, pytest.approx(1 / count))


@pytest.mark.parametrize("targets", [1, 3])
@pytest.mark.parametrize(
    ("kind", "reference"),
    [
        ("r2", sk.r2_score),
        ("rmse", lambda y, q: np.sqrt(sk.mean_squared_error(y, q))),
        ("mae", sk.mean_absolute_error),
    ],
)
def test_numbers(kind: str, reference: Any, targets: int) -> None:
    rng = np.random.default_rng(4)
    y = rng.normal(3, 2, (40, targets))
    for prediction in (y + rng.normal(0, 1, y.shape), y * -2, np.zeros_like(y)):
        assert find(Metric, kind).measure(prediction, y) == pytest.approx(reference(y, prediction))


def test_r2_of_a_target_that_never_varies() -> None:
    y = np.array([[2.0, 1.0], [2.0, 3.0]])
    assert find(Metric, "r2").measure(y, y) == sk.r2_score(y, y) == 1.0
    missed = y + 1.0
    assert find(Metric, "r2").measure(missed, y) == pytest.approx(sk.r2_score(y, missed))


@pytest.mark.parametrize("count", [2, 3, 7])
@pytest.mark.parametrize("seed", range(4))
def test_numbers_of_every_class(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    prediction, y = rng.dirichlet(np.ones(count), 40), rng.integers(0, count - seed % 2, 40)
    found, predicted = per_class(confusion(prediction, y)), prediction.argmax(axis=1)
    classes = np.arange(count)
    expected = sk.precision_recall_fscore_support(y, predicted, labels=classes, zero_division=np.nan)
    np.testing.assert_allclose([found.precision, found.recall, found.f1], expected[:3])
    assert found.count.tolist() == expected[3].tolist()
    assert found.predicted.tolist() == np.bincount(predicted, minlength=count).tolist()
    means = sk.precision_recall_fscore_support(y, predicted, labels=classes, average="macro", zero_division=0)
    assert found.macro() == pytest.approx(means[:3])
    assert found.accuracy == pytest.approx(sk.accuracy_score(y, predicted))


def test_a_class_that_is_neither_there_nor_predicted_has_no_numbers() -> None:
    found = per_class(np.array([[3, 1, 0], [0, 2, 0], [0, 0, 0]]))
    assert np.isnan([found.precision[2], found.recall[2], found.f1[2]]).all()
    assert found.macro() == pytest.approx(((1 + 2 / 3) / 3, (3 / 4 + 1) / 3, (6 / 7 + 4 / 5) / 3))
    assert np.isnan(per_class(np.zeros((2, 2), dtype=np.int64)).accuracy)
