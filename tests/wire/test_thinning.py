"""Fewer rows, no peak lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.wire import thinning
from playground.wire.events import EVERY_STEP
from playground.wire.thinning import Floats, abridged, stride, thinned


def test_each_doubling_of_the_steps_gives_as_many_rows() -> None:
    assert [stride(step) for step in (1, EVERY_STEP)] == [1, 1]
    assert [stride(step) for step in (EVERY_STEP + 1, 2 * EVERY_STEP)] == [16, 16]
    assert [stride(step) for step in (2 * EVERY_STEP + 1, 4 * EVERY_STEP)] == [32, 32]
    assert stride(2**10 * EVERY_STEP) * 2 == stride(2**10 * EVERY_STEP + 1) == 2**14


@given(st.integers(1, 9000), st.sampled_from([2, 4, 16]), st.integers(0, 3), st.integers(0, 2**31))
def test_regular_rows_extremes_and_the_last_are_kept(count: int, every: int, start: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    columns = draw.normal(size=(4, count))
    columns[3, draw.random(count) < 0.5] = np.nan
    rows = thinned(start, every, list(columns))
    assert (np.diff(rows) > 0).all()
    assert rows[-1] == count - 1
    assert set(range(start, count, every)) <= set(rows.tolist())
    for column in columns:
        if not np.isnan(column).all():
            assert np.nanmin(column) in column[rows]
            assert np.nanmax(column) in column[rows]


def test_the_mean_of_what_is_kept_is_the_mean_of_all() -> None:
    columns = np.random.default_rng(3).exponential(size=(9, 100_000))
    rows = thinned(0, 4, list(columns))
    assert len(rows) < 0.3 * 100_000
    assert columns[:, rows].mean(axis=1) == pytest.approx(1.0, abs=0.06)


def long_run(last: int, seed: int, monkeypatch: pytest.MonkeyPatch) -> tuple[Floats, Floats]:
    """Steps as they are told, were the first 1024 the ones that are all told, and three columns with gaps."""
    monkeypatch.setattr(thinning, "EVERY_STEP", 1024)
    told = [step for step in range(1, last + 1) if not step % stride(step)]
    columns = np.random.default_rng(seed).exponential(size=(3, len(told)))
    columns[2, columns[1] < 0.5] = np.nan
    return np.array(told, dtype=np.float64), columns


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(1, 9000), st.integers(16, 900), st.integers(0, 2**31))
def test_an_abridged_table_has_its_ends_its_extremes_and_few_rows(
    monkeypatch: pytest.MonkeyPatch, last: int, most: int, seed: int
) -> None:
    step, columns = long_run(last, seed, monkeypatch)
    if not len(step):
        return
    rows = abridged(step, list(columns), most)
    assert len(rows) <= most
    assert (rows[0], rows[-1]) == (0, len(step) - 1)
    assert (np.diff(rows) > 0).all()
    for column in columns[: most // 8]:
        if not np.isnan(column).all():
            assert np.nanmin(column) in column[rows]
            assert np.nanmax(column) in column[rows]


def test_a_table_with_few_rows_keeps_all_of_them() -> None:
    assert abridged(np.arange(1.0, 41.0), [np.ones(40)], 40).tolist() == list(range(40))


def test_what_was_abridged_stays_until_what_came_since_is_as_coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is saved, opened and trained on, again and again, does not lose its beginning."""
    step, columns = long_run(400_000, 1, monkeypatch)
    found = np.zeros(0, dtype=np.int64)  # rows of the whole run that the file holds
    for end in np.searchsorted(step, np.arange(10_000, 400_001, 10_000), side="right"):
        begun = found[-1] + 1 if len(found) else 0
        table = np.concatenate([found, np.arange(begun, end)])
        found = table[abridged(step[table], list(columns[:, table]), 1500)]
    at_once = abridged(step, list(columns), 1500)
    for early in (1000, 10_000, 100_000):
        assert np.count_nonzero(step[found] <= early) >= 0.7 * np.count_nonzero(step[at_once] <= early)


def test_the_mean_and_the_outline_of_what_is_abridged_are_those_of_all() -> None:
    step, columns = np.arange(1.0, 400_001.0), np.random.default_rng(5).exponential(size=(6, 400_000))
    rows = abridged(step, list(columns), 40_000)
    assert columns[:, rows].mean(axis=1) == pytest.approx(1.0, abs=0.1)
    bins = 100
    kept = rows // (400_000 // bins)
    for column in columns:
        highest = np.array([column[rows][kept == number].max() for number in range(bins)])
        assert highest == pytest.approx(column.reshape(bins, -1).max(axis=1), rel=0.3)
