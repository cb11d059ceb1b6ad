"""Losses against scikit-learn and against numbers worked by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.metrics import log_loss, mean_absolute_error, mean_squared_error
from torch.nn import functional

from playground.catalog.entry import find
from playground.catalog.families import Loss
from tests.catalog.contract import FOUR_CLASSES, ONE_NUMBER, THREE_CLASSES, TWO_CLASSES, TWO_NUMBERS

RNG = np.random.default_rng(0)
LABELS3 = np.array([0, 2, 1, 1, 0, 2, 2])
LOGITS3 = RNG.normal(0, 2, (7, 3))
LABELS2 = np.array([0, 1, 1, 1, 0, 1, 0])
LOGIT = RNG.normal(0, 2, (7, 1))
NUMBERS = RNG.normal(0, 2, (7, 2))
TRUTH = RNG.normal(0, 2, (7, 2))


def _torch(kind: str, facts: Any, logits: Any, y: Any, **settings: float) -> float:
    loss = find(Loss, kind)
    return loss.build(loss.read(settings), facts)(torch.tensor(logits), torch.tensor(y)).item()


def test_binary_cross_entropy_is_log_loss() -> None:
    probability = 1 / (1 + np.exp(-LOGIT[:, 0]))
    assert _torch("binary_cross_entropy", TWO_CLASSES, LOGIT, LABELS2) == pytest.approx(log_loss(LABELS2, probability))


def test_softmax_cross_entropy_is_log_loss() -> None:
    shares = np.exp(LOGITS3) / np.exp(LOGITS3).sum(axis=1, keepdims=True)
    given = _torch("softmax_cross_entropy", THREE_CLASSES, LOGITS3, LABELS3)
    assert given == pytest.approx(log_loss(LABELS3, shares))


def test_softmax_with_two_classes_is_logistic_regression() -> None:
    """Logits (0, z) under softmax give what one logit z gives under the sigmoid."""
    both = np.concatenate([np.zeros_like(LOGIT), LOGIT], axis=1)
    softmax = _torch("softmax_cross_entropy", TWO_CLASSES, both, LABELS2)
    assert softmax == pytest.approx(_torch("binary_cross_entropy", TWO_CLASSES, LOGIT, LABELS2))


def test_the_gradient_of_softmax_cross_entropy_is_prediction_minus_truth() -> None:
    at = torch.tensor(LOGITS3, requires_grad=True)
    loss = find(Loss, "softmax_cross_entropy")
    loss.build(loss.read({}), THREE_CLASSES)(at, torch.tensor(LABELS3)).backward()  # type: ignore[no-untyped-call]
    shares = np.exp(LOGITS3) / np.exp(LOGITS3).sum(axis=1, keepdims=True)
    assert at.grad is not None
    np.testing.assert_allclose(at.grad.numpy(), (shares - np.eye(3)[LABELS3]) / 7, atol=1e-12)


def test_an_untrained_network_has_the_loss_of_a_guess() -> None:
    assert _torch("binary_cross_entropy", TWO_CLASSES, LOGIT * 0, LABELS2) == pytest.approx(math.log(2))
    assert _torch("softmax_cross_entropy", THREE_CLASSES, LOGITS3 * 0, LABELS3) == pytest.approx(math.log(3))


def test_squared_error_sums_over_targets_without_a_half() -> None:
    one = _torch("squared", ONE_NUMBER, NUMBERS[:, :1], TRUTH[:, :1])
    assert one == pytest.approx(mean_squared_error(TRUTH[:, :1], NUMBERS[:, :1]))
    two = _torch("squared", TWO_NUMBERS, NUMBERS, TRUTH)
    assert two == pytest.approx(2 * mean_squared_error(TRUTH, NUMBERS))
    assert _torch("squared", TWO_NUMBERS, [[1.0, 5.0]], [[0.0, 2.0]]) == pytest.approx(1 + 9)


def test_absolute_error() -> None:
    assert _torch("absolute", TWO_NUMBERS, NUMBERS, TRUTH) == pytest.approx(2 * mean_absolute_error(TRUTH, NUMBERS))


@pytest.mark.parametrize("delta", [0.3, 1.0, 2.5])
def test_huber_is_torchs(delta: float) -> None:
    expected = functional.huber_loss(torch.tensor(NUMBERS), torch.tensor(TRUTH), delta=delta).item() * 2
    assert _torch("huber", TWO_NUMBERS, NUMBERS, TRUTH, delta=delta) == pytest.approx(expected)


def test_huber_by_hand() -> None:
    """δ = 1: a difference of 0.5 costs 0.125, one of 3 costs 2.5."""
    assert _torch("huber", ONE_NUMBER, [[0.5], [3.0]], [[0.0], [0.0]]) == pytest.approx((0.125 + 2.5) / 2)


def test_squared_error_of_classes_compares_probabilities() -> None:
    probability = 1 / (1 + np.exp(-LOGIT[:, 0]))
    assert _torch("squared", TWO_CLASSES, LOGIT, LABELS2) == pytest.approx(np.mean((probability - LABELS2) ** 2))
    shares = np.exp(LOGITS3) / np.exp(LOGITS3).sum(axis=1, keepdims=True)
    expected = ((shares - np.eye(3)[LABELS3]) ** 2).sum(axis=1).mean()
    assert _torch("squared", THREE_CLASSES, LOGITS3, LABELS3) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        (TWO_CLASSES, "binary_cross_entropy"),
        (THREE_CLASSES, "softmax_cross_entropy"),
        (FOUR_CLASSES, "softmax_cross_entropy"),
        (TWO_NUMBERS, "squared"),
    ],
)
def test_auto_follows_the_task(facts: Any, kind: str) -> None:
    auto, picked = find(Loss, "auto"), find(Loss, kind)
    assert auto.units(facts) == picked.units(facts)
    logits = RNG.normal(0, 1, (3, auto.units(facts)))
    y: Any = np.array([0, 1, 1]) if facts.task == "classes" else RNG.normal(0, 1, (3, 2))
    assert _torch("auto", facts, logits, y) == _torch(kind, facts, logits, y)
    np.testing.assert_array_equal(auto.predict(auto.read({}), facts, logits), picked.predict({}, facts, logits))
