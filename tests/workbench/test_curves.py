from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground.spec.problems import PlaygroundError
from playground.wire.events import Evaluation, Steps
from playground.workbench import columns
from playground.workbench.blocks import BLOCK
from playground.workbench.columns import Columns
from playground.workbench.curves import Curves
from tests.workbench.fake_engine import steps


def evaluation(step: int, **loss: float) -> Evaluation:
    return Evaluation(
        run_id=1, step=step, epoch=step / 10, parts={part: {"loss": value} for part, value in loss.items()}
    )


@given(st.lists(st.integers(0, 700), max_size=12))
def test_nothing_is_left_out(counts: list[int]) -> None:
    curves = Curves()
    for first, count in zip(np.cumsum([1, *counts]), counts, strict=False):
        curves.add_steps(steps(1, int(first), count))
    number = np.arange(1, sum(counts) + 1, dtype=np.float64)
    assert curves.last_step == len(number)
    if len(number):
        assert np.array_equal(curves.steps["step"], number)
        assert np.array_equal(curves.steps["loss"], 1.0 / number)
        assert curves.nodes() == ("dense1",)


def test_a_column_that_comes_late_or_stops_is_nan_elsewhere() -> None:
    table = Columns()
    one = np.ones(2)
    table.extend({"a": one})
    table.extend({"a": one, "b": 2 * one})
    table.extend({"b": 3 * one})
    assert np.array_equal(table["a"], [1, 1, 1, 1, np.nan, np.nan], equal_nan=True)
    assert np.array_equal(table["b"], [np.nan, np.nan, 2, 2, 3, 3], equal_nan=True)
    table.cut(3)
    table.extend({"a": one})
    assert np.array_equal(table["b"], [np.nan, np.nan, 2, np.nan, np.nan], equal_nan=True)
    assert table.names() == ("a", "b")
    assert "b" in table
    table.clear()
    assert len(table) == 0
    assert table.names() == ()
    with pytest.raises(KeyError):
        table["a"]


def test_columns_of_several_lengths_are_refused() -> None:
    table = Columns()
    with pytest.raises(ValueError, match=r"one length, not \[1, 2\]"):
        table.extend({"a": np.ones(2), "b": np.ones(1)})
    assert len(table) == 0


def test_a_very_long_table_thins_its_older_half() -> None:
    table = Columns(most_rows=100)
    for first in range(0, 400, 10):
        table.extend({"step": np.arange(first, first + 10, dtype=np.float64)})
    number = table["step"]
    assert len(table) <= 100
    assert number[0] == 0
    assert np.array_equal(number[-40:], np.arange(360, 400))
    assert (np.diff(number) > 0).all()


def test_a_table_that_is_thinned_keeps_its_peaks() -> None:
    table = Columns(most_rows=2000)
    table.extend({"step": np.arange(2000.0), "loss": np.ones(2000)})
    table["loss"][[301, 602]] = 9.0, -9.0
    table.extend({"step": np.arange(2000.0, 2100.0), "loss": np.ones(100)})
    assert len(table) < 2000
    assert table["step"][np.argmax(table["loss"])] == 301
    assert table["step"][np.argmin(table["loss"])] == 602


def test_the_work_of_thinning_is_spread_over_the_rows_that_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """No batch waits for more than its share; what was known of the columns is known of the thinned ones too."""
    monkeypatch.setattr(columns, "PIECE", 64)
    table = Columns(most_rows=8000)
    taken: list[int] = []
    go_on = columns._Thinning.go_on

    def counted(self: Any, rows: Mapping[str, NDArray[np.float64]], length: int, count: int) -> None:
        before = self.taken
        go_on(self, rows, length, count)
        taken.append(self.taken - before)

    monkeypatch.setattr(columns._Thinning, "go_on", counted)
    loss = np.random.default_rng(0).normal(size=20_000)
    loss[[500, 5000]] = 9.0, -9.0
    before: set[float] = set()
    for first in range(0, 20_000, 20):
        new = slice(first, first + 20)
        late = {"late": loss[new]} if first > 6100 else {}
        table.extend({"step": np.arange(first, first + 20.0), "loss": loss[new]} | late)
        assert len(table) <= 8000
        assert len(table.blocks("loss")) == len(table) // BLOCK
        before.add(table["step"][0])
    assert before == {0.0}
    assert 0 < max(taken) <= 2 * 64 + 8000 * 20 // 1980
    step = table["step"].astype(np.int64)
    assert (np.diff(step) > 0).all()
    assert np.array_equal(table["loss"], loss[step])
    assert np.isnan(table["late"][step <= 6100]).all()
    assert np.array_equal(table["late"][step > 6120], loss[step[step > 6120]])
    assert {500, 5000} <= set(step.tolist())
    rows = table["loss"][: len(table) // BLOCK * BLOCK].reshape(-1, BLOCK)
    assert np.array_equal(table.blocks("loss").levels[0].low, rows.min(axis=1))


def test_training_that_goes_back_while_the_table_is_thinned_loses_nothing() -> None:
    table = Columns(most_rows=40_000)
    table.extend({"step": np.arange(31_000.0)})
    table.extend({"step": np.arange(31_000.0, 31_010.0)})
    table.cut(25_000)
    table.extend({"step": np.arange(25_000.0, 29_990.0)})
    assert np.array_equal(table["step"], np.arange(29_990.0))


def test_steps_that_are_not_told_leave_a_gap_and_the_time_goes_on() -> None:
    curves = Curves()
    curves.add_steps(timed(2, 1, 0.5))
    told = timed(3, 3, 0.25)
    seconds = np.array([0.25, 0.75, 1.0])
    curves.add_steps(replace(told, step=np.array([3, 6, 10]), seconds=seconds))
    assert curves.steps["step"].tolist() == [1, 2, 3, 6, 10]
    assert curves.steps["seconds"] == pytest.approx([0.5, 1.0, 1.25, 2.0, 3.0])
    assert curves.last_step == 10
    curves.add_steps(timed(1, 7, 0.5))  # training went back to step 6
    assert curves.steps["step"].tolist() == [1, 2, 3, 6, 7]


def test_training_that_goes_back_takes_its_curves_along() -> None:
    curves = Curves()
    curves.add_steps(steps(1, 1, 10))
    for step in (0, 5, 10):
        curves.add_evaluation(evaluation(step, dev=1.0))
    curves.add_steps(steps(1, 7, 2))
    assert list(curves.steps["step"]) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert list(curves.evaluations["step"]) == [0, 5]
    curves.go_back(0)
    assert curves.last_step == 0
    assert list(curves.evaluations["step"]) == [0]


def test_a_second_evaluation_of_a_step_takes_the_place_of_the_first() -> None:
    curves = Curves()
    for step, loss in ((0, 3.0), (5, 2.0), (5, 1.0)):
        curves.add_evaluation(evaluation(step, train=loss))
    assert list(curves.evaluations["train/loss"]) == [3.0, 1.0]


def test_the_best_evaluation_is_the_first_with_the_lowest_dev_loss() -> None:
    curves = Curves()
    assert curves.best() is None
    curves.add_evaluation(evaluation(0, train=0.0))
    assert curves.best() is None
    curves.add_evaluation(evaluation(10, dev=float("nan")))
    assert curves.best() is None
    for step, loss in ((20, 0.5), (30, 0.2), (40, 0.2), (50, float("inf"))):
        curves.add_evaluation(evaluation(step, dev=loss))
    best = curves.best()
    assert best is not None
    assert (best.step, best.epoch, best.loss) == (30, 3.0, 0.2)


def test_curves_go_into_arrays_and_back() -> None:
    curves = Curves()
    curves.add_steps(steps(1, 1, 3))
    curves.add_evaluation(evaluation(3, dev=0.5, train=0.25))
    arrays = curves.to_arrays()
    assert set(arrays) >= {"steps/step", "steps/gradient_norm/dense1", "evaluations/dev/loss"}
    again = Curves.from_arrays(arrays).to_arrays()
    assert again.keys() == arrays.keys()
    assert all(np.array_equal(again[name], arrays[name], equal_nan=True) for name in arrays)
    assert not Curves.from_arrays({}).to_arrays()


def test_arrays_are_copies() -> None:
    curves = Curves()
    curves.add_steps(steps(1, 1, 3))
    arrays = curves.to_arrays()
    curves.go_back(1)
    curves.add_steps(steps(1, 2, 1))
    assert list(arrays["steps/step"]) == [1, 2, 3]


ONE = np.ones(1)


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"losses": ONE}, "not 'losses'"),
        ({"steps/": ONE}, "not 'steps/'"),
        ({"steps/step": np.ones((2, 2)), "steps/epoch": ONE}, "one row of numbers"),
        ({"steps/step": np.array(["a"]), "steps/epoch": ONE}, "one row of numbers"),
        ({"steps/step": ONE}, "lack the column 'epoch'"),
        ({"evaluations/step": ONE, "evaluations/epoch": np.ones(2)}, r"not \[1, 2\]"),
        ({"steps/step": np.ones(2), "steps/epoch": np.ones(2)}, "must rise"),
        ({"steps/step": np.array([np.nan]), "steps/epoch": ONE}, "must rise"),
    ],
)
def test_arrays_that_are_no_curves_are_refused_in_words(arrays: dict[str, NDArray[Any]], words: str) -> None:
    with pytest.raises(PlaygroundError, match=words):
        Curves.from_arrays(arrays)


@given(st.lists(st.integers(-150, 300), min_size=1, max_size=12), st.integers(0, 2**31))
def test_blocks_say_what_the_rows_say(changes: list[int], seed: int) -> None:
    """Rows come, go (negative counts), and are thinned out; the blocks follow."""
    draw = np.random.default_rng(seed)
    table = Columns(most_rows=600)
    for change in changes:
        if change < 0:
            table.cut(len(table) + change)
        else:
            values = draw.normal(size=change)
            values[draw.random(change) < 0.3] = np.nan
            table.extend({"a": values})
        if "a" not in table:
            continue
        blocks = table.blocks("a")
        assert len(blocks) == len(table) // BLOCK
        for level in blocks.levels:
            rows = table["a"][: len(table) // level.rows * level.rows].reshape(-1, level.rows)
            assert len(level) == len(rows)
            assert np.array_equal(level.low, np.nanmin(rows, axis=1))
            assert np.array_equal(level.high, np.nanmax(rows, axis=1))
            assert level.total == pytest.approx(np.nansum(rows, axis=1))
            assert np.array_equal(level.number, np.isfinite(rows).sum(axis=1))


def timed(count: int, first: int, seconds: float) -> Steps:
    return replace(steps(1, first, count), seconds=np.full(count, seconds))


def test_time_goes_on_over_batches_and_along_a_branch() -> None:
    curves = Curves()
    curves.add_steps(timed(4, 1, 0.5))
    curves.add_steps(timed(2, 5, 0.25))
    assert curves.steps["seconds"] == pytest.approx([0.5, 1.0, 1.5, 2.0, 2.25, 2.5])
    curves.add_steps(timed(2, 3, 1.0))  # training went back to step 2
    assert curves.steps["seconds"] == pytest.approx([0.5, 1.0, 2.0, 3.0])
    curves.add_steps(steps(1, 5, 1))  # a step that nobody timed
    assert curves.steps["seconds"][-1] == 3.0


def test_a_curve_from_a_file_without_times_has_none() -> None:
    curves = Curves()
    curves.add_steps(timed(4, 1, 0.5))
    arrays = {name: array for name, array in curves.to_arrays().items() if name != "steps/seconds"}
    old = Curves.from_arrays(arrays)
    old.add_steps(timed(2, 5, 0.5))
    assert np.isnan(old.steps["seconds"]).all()


def test_a_snapshot_stays_as_it_was_whatever_comes_later() -> None:
    columns = Columns(most_rows=100)
    columns.extend({"step": np.arange(60.0)})
    kept = columns.snapshot()
    columns.extend({"step": np.arange(60.0, 70.0)})
    columns.cut(5)
    columns.extend({"step": np.full(20, -1.0)})
    assert kept["step"].tolist() == list(np.arange(60.0))
    again = columns.snapshot()
    before = again["step"].copy()
    columns.extend({"step": np.arange(90.0)})  # the older half is thinned
    assert again["step"].tolist() == before.tolist()
    kept.cut(3)
    kept.extend({"step": np.full(4, -2.0)})
    assert columns["step"][0] == 0.0


def test_nothing_is_copied_for_a_snapshot_that_is_gone() -> None:
    columns = Columns()
    columns.extend({"step": np.arange(10.0)})
    columns.snapshot()
    rows = columns["step"]
    columns.cut(5)
    columns.extend({"step": np.full(3, -1.0)})
    assert np.shares_memory(columns["step"], rows)
    assert columns["step"].tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, -1.0, -1.0, -1.0]
