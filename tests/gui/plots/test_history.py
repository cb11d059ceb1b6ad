from __future__ import annotations

import numpy as np
import pytest

from playground.gui.plots.history import History
from playground.gui.plots.spread import Counted, counted_on, nodes_of, quantiles


def test_a_long_history_is_thinned_evenly_and_keeps_both_ends() -> None:
    history: History[int] = History(most=40)
    for step in range(1, 10_001):
        history.take(step, step / 10, step)
        assert len(history) <= 40
        assert history.moments[-1].value == step
    epochs = np.array([moment.epoch for moment in history.moments])
    assert epochs[0] == 0.1
    assert len(epochs) >= 15
    gaps = np.diff(epochs)[:-1]  # the last stands for the present
    assert gaps.max() <= 3 * gaps.min()


def test_going_back_forgets_what_came_after() -> None:
    history: History[str] = History()
    for step in (10, 20, 30):
        history.take(step, step / 10, f"old {step}")
    history.take(20, 2.0, "new 20")
    assert [moment.value for moment in history.moments] == ["old 10", "new 20"]
    history.take(0, 0.0, "anew")
    assert [moment.value for moment in history.moments] == ["anew"]


def test_it_says_since_when() -> None:
    history: History[int] = History()
    assert history.began_in_words() == ""
    history.take(120, 12.0, 0)
    assert history.began_in_words() == "Measured since epoch 12"


def test_quantiles_and_other_bins_by_hand() -> None:
    counts, edges = np.array([1, 0, 3]), np.array([0.0, 1.0, 2.0, 3.0])
    assert quantiles(counts, edges, np.array([0.125, 0.5, 1.0])) == pytest.approx([0.5, 2 + 1 / 3, 3.0])
    halves = counted_on(counts, edges, np.array([-1.0, 0.5, 2.5, 4.0]))
    assert halves == pytest.approx([0.125, 0.5, 0.375])


def test_nodes_of_a_quantity() -> None:
    arrays = {name: np.zeros(1) for name in ("z/a/counts", "z/a/edges", "weights/b/counts", "weights/b/edges")}
    assert nodes_of(arrays, "z") == ["a"]
    assert nodes_of(arrays, "gradients") == []


def test_what_was_worked_out_is_not_taken_for_other_counts_of_the_same_step() -> None:
    counted = Counted()
    one, other = np.zeros(2), np.ones(2)
    assert counted.of(5, one, lambda: one) is one
    assert counted.of(5, one, lambda: other) is one
    assert counted.of(5, other, lambda: other) is other
