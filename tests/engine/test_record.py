"""What steps gave, as it is told."""

from __future__ import annotations

import numpy as np

from playground.engine.record import Record
from playground.wire.events import EVERY_STEP


def record(first: int, count: int) -> Record:
    values = np.random.default_rng(first).normal(size=(6, count))
    epoch, loss, cost, rate, norm, ratio = values
    return Record(first, epoch, loss, cost, rate, {"a": norm}, {"a": ratio})


def test_up_to_a_million_steps_every_one_is_told() -> None:
    made = record(EVERY_STEP, 3000)
    steps = made.steps(1, 0.0, took=6.0)
    assert steps.loss is made.loss or np.array_equal(steps.loss, made.loss)
    assert np.array_equal(steps.numbers, np.arange(EVERY_STEP, EVERY_STEP + 3000))
    assert np.isclose(steps.seconds.sum(), 6.0)
    assert steps.last == EVERY_STEP + 2999


def test_of_later_steps_whole_rows_are_told_with_their_numbers_and_all_of_the_time() -> None:
    made = record(EVERY_STEP + 2, 3001)
    steps = made.steps(1, 0.0, took=6.0)
    rows = steps.numbers - made.first
    assert 3001 / 16 < len(rows) < 3001 / 8
    assert set(range(EVERY_STEP + 16, EVERY_STEP + 3003, 16)) <= set(steps.numbers.tolist())
    assert steps.last == EVERY_STEP + 3002
    assert np.isclose(steps.seconds.sum(), 6.0)
    for told, whole in ((steps.loss, made.loss), (steps.gradient_norm["a"], made.gradient_norm["a"])):
        assert np.array_equal(told, whole[rows])
        assert (told.min(), told.max()) == (whole.min(), whole.max())
