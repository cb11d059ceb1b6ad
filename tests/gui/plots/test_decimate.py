from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from playground.gui.plots.decimate import decimate, decimate_blocks, means, means_blocks, visible
from playground.workbench.blocks import BLOCK, Blocks


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


@pytest.mark.parametrize("part", [slice(0, 100_003), slice(777, 90_001), slice(64_000, 100_003), slice(5, 300)])
def test_by_blocks_as_value_by_value(part: slice) -> None:
    draw = np.random.default_rng(0)
    y = draw.normal(size=100_003)
    y[::7] = np.nan
    y[[1000, 70_000, 90_000]] = -9.0, 9.0, 8.0
    x = np.arange(len(y), dtype=np.float64)
    blocks = Blocks()
    blocks.follow(y[:50_000])
    blocks.follow(y)
    thin_x, thin_y = decimate_blocks(x, y, part, 200, blocks)
    assert len(thin_x) == len(thin_y) <= min(206, part.stop - part.start)
    assert (np.diff(thin_x) >= 0).all()
    assert np.nanmin(thin_y) == np.nanmin(y[part])
    assert np.nanmax(thin_y) == np.nanmax(y[part])
    assert (thin_x[0], thin_x[-1]) == (part.start, part.stop - 1)
    assert thin_y[-1] == pytest.approx(y[part.stop - 1], nan_ok=True)
    at, mean = means_blocks(x, y, part, 50, blocks)
    assert len(at) == len(mean) <= 110
    assert (np.diff(at) > 0).all()
    width = (part.stop - part.start) // 50
    for place, value in list(zip(at, mean, strict=True))[2:-2]:
        middle = int(place)
        assert value == pytest.approx(np.nanmean(y[middle - width // 2 : middle + width // 2 + 1]), abs=4 / width**0.5)


def test_bins_of_blocks_stay_while_the_curve_grows() -> None:
    y = np.random.default_rng(1).normal(size=100 * BLOCK)
    x = np.arange(len(y), dtype=np.float64)
    blocks = Blocks()
    blocks.follow(y)
    _, before = decimate_blocks(x, y, slice(0, 98 * BLOCK), 120, blocks)
    _, after = decimate_blocks(x, y, slice(0, 99 * BLOCK), 120, blocks)
    assert np.array_equal(before[:90], after[:90])
