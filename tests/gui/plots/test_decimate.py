from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from playground.gui.plots.decimate import decimate, means, visible


def test_a_short_curve_stays_as_it_is() -> None:
    x, y = np.arange(5.0), np.arange(5.0) ** 2
    thin_x, thin_y = decimate(x, y, 10)
    assert thin_x is x
    assert thin_y is y


def test_no_peak_is_lost_in_a_million_points() -> None:
    y = np.zeros(1_000_003)
    y[123_456], y[999_999] = 7.0, -3.0
    x = np.arange(len(y), dtype=np.float64)
    thin_x, thin_y = decimate(x, y, 2000)
    assert len(thin_x) == len(thin_y) <= 2010
    assert thin_y.max() == 7.0
    assert thin_y.min() == -3.0
    assert abs(thin_x[thin_y.argmax()] - 123_456) < 1100
    assert thin_x[-1] == x[-1]


@given(
    arrays.arrays(
        np.float64, st.integers(1, 400), elements=st.floats(-1e6, 1e6, allow_nan=False) | st.just(float("nan"))
    ),
    st.integers(8, 100),
)
def test_extremes_stay_and_x_rises(y: np.ndarray[tuple[int], np.dtype[np.float64]], points: int) -> None:
    x = np.arange(len(y), dtype=np.float64)
    thin_x, thin_y = decimate(x, y, points)
    assert len(thin_x) == len(thin_y) <= points + 4
    assert (np.diff(thin_x) >= 0).all()
    if np.isfinite(y).any():
        assert np.nanmax(thin_y) == np.nanmax(y)
        assert np.nanmin(thin_y) == np.nanmin(y)
    else:
        assert np.isnan(thin_y).all()


def test_means() -> None:
    y = np.array([1.0, 3.0, np.nan, 5.0, np.nan, np.nan, 8.0])
    at, mean = means(np.arange(7.0), y, 3)
    assert at == pytest.approx([1.0, 3.0, 5.0, 6.0])
    assert mean[[0, 1, 3]] == pytest.approx([2.0, 5.0, 8.0])
    assert np.isnan(mean[2])


def test_visible_part_reaches_over_the_edges() -> None:
    x = np.arange(10.0)
    assert visible(x, 2.5, 5.5) == slice(2, 7)
    assert visible(x, -5.0, 50.0) == slice(0, 10)
    assert x[visible(x, 20.0, 30.0)].tolist() == [9.0]
