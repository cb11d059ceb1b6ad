"""Schedules at points worked by hand."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from playground.catalog.entry import find
from playground.catalog.families import Schedule
from playground.spec.values import Choice, Values


@pytest.mark.parametrize(
    ("kind", "settings", "epoch", "expected"),
    [
        ("constant", {}, 1000, 0.2),
        ("inverse_time", {"rate": 1.0}, 0, 0.2),
        ("inverse_time", {"rate": 1.0}, 1, 0.1),
        ("inverse_time", {"rate": 1.0}, 3, 0.05),
        ("inverse_time", {}, 100, 0.1),
        ("exponential", {}, 0, 0.2),
        ("exponential", {}, 1, 0.19),
        ("exponential", {}, 2, 0.1805),
        ("staircase", {"every": 10}, 9.99, 0.2),
        ("staircase", {"every": 10}, 10, 0.1),
        ("staircase", {"every": 10, "factor": 0.1}, 25, 0.002),
        ("square_root", {}, 0, 0.2),
        ("square_root", {}, 1, 0.2),
        ("square_root", {}, 16, 0.05),
        ("square_root", {"k": 2.0}, 4, 0.2),
        ("cosine", {"epochs": 100, "floor": 0.0}, 0, 0.2),
        ("cosine", {"epochs": 100, "floor": 0.0}, 50, 0.1),
        ("cosine", {"epochs": 100, "floor": 0.0}, 25, 0.1 * (1 + math.sqrt(0.5))),
        ("cosine", {"epochs": 100, "floor": 0.1}, 100, 0.02),
        ("cosine", {"epochs": 100, "floor": 0.1}, 5000, 0.02),
        ("warm_up", {}, 0, 0.02),
        ("warm_up", {"epochs": 10, "start": 0.0}, 5, 0.1),
        ("warm_up", {}, 5, 0.2),
        ("warm_up", {"then": Choice("exponential")}, 6, 0.19),
        ("warm_up", {"then": Choice("staircase", Values(every=2))}, 7, 0.1),
    ],
)
def test_rate(kind: str, settings: dict[str, Any], epoch: float, expected: float) -> None:
    schedule = find(Schedule, kind)
    assert schedule.rates(schedule.read(settings), 0.2, np.array([epoch])).item() == pytest.approx(expected)


@pytest.mark.parametrize("kind", ["inverse_time", "exponential", "staircase", "square_root", "cosine"])
def test_decay_never_rises(kind: str) -> None:
    schedule = find(Schedule, kind)
    rates = schedule.rates(schedule.read({}), 1.0, np.arange(2000) / 4)
    assert all(later <= earlier for earlier, later in pairwise(rates))
    assert rates[0] == 1.0
    assert rates[-1] < 0.5
