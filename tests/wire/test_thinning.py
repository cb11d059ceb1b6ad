"""Fewer rows, no peak lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.wire.events import EVERY_STEP
from playground.wire.thinning import stride, thinned


def test_each_doubling_of_the_steps_gives_as_many_rows() -> None:
    assert [stride(step) for step in (1, EVERY_STEP)] == [1, 1]
    assert [stride(step) for step in (EVERY_STEP + 1, 2 * EVERY_STEP)] == [4, 4]
    assert [stride(step) for step in (2 * EVERY_STEP + 1, 4 * EVERY_STEP)] == [8, 8]
    assert stride(2**10 * EVERY_STEP) * 2 == stride(2**10 * EVERY_STEP + 1) == 2**12


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
