"""Long curves made short enough to draw, without losing a peak."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.workbench.blocks import BLOCK, Blocks, Level

Floats = NDArray[np.floating[Any]]

FINER = 4
"""A bin is made of at least so many blocks: few enough to be quick, and no bin is much longer than it need be."""


def visible(x: Floats, low: float, high: float) -> slice:
    """The part of ascending ``x`` that lies between ``low`` and ``high``, and one point more on either side."""
    first, last = int(np.searchsorted(x, low, side="left")), int(np.searchsorted(x, high, side="right"))
    return slice(max(first - 1, 0), min(last + 1, len(x)))


def means(x: Floats, y: Floats, count: int) -> tuple[Floats, Floats]:
    """The mean of about ``count`` bins of equal length, each at its middle; NaN is left out of the mean."""
    size = max(len(x) // count, 1)
    starts = np.arange(0, len(x), size)
    there = np.isfinite(y)
    total = np.add.reduceat(np.where(there, y, 0.0), starts)
    number = np.add.reduceat(there.astype(np.float64), starts)
    at = x[np.minimum(starts + size // 2, len(x) - 1)]
    with np.errstate(invalid="ignore", divide="ignore"):
        return at, np.where(number > 0, total / number, np.nan)


def decimate(x: Floats, y: Floats, points: int) -> tuple[Floats, Floats]:
    """At most about ``points`` points that look the same: of every bin the least and the greatest value.

    Highest and lowest value of the whole are always among them, and so is the last point. NaN stays where a whole bin
    is NaN.
    """
    if len(x) <= points:
        return x, y
    size = -(-2 * len(x) // points)
    whole = len(x) // size * size
    blocks = y[:whole].reshape(-1, size)
    at = x[:whole].reshape(-1, size)
    thin_x = np.stack([at[:, 0], at[:, size // 2]], axis=1).ravel()
    thin_y = np.stack([np.fmin.reduce(blocks, axis=1), np.fmax.reduce(blocks, axis=1)], axis=1).ravel()
    rest = y[whole:]
    if len(rest) > 1:
        thin_x = np.append(thin_x, [x[whole], x[whole]])
        thin_y = np.append(thin_y, [np.fmin.reduce(rest), np.fmax.reduce(rest)])
    return np.append(thin_x, x[-1]), np.append(thin_y, y[-1])


def decimate_blocks(x: Floats, y: Floats, part: slice, points: int, blocks: Blocks) -> tuple[Floats, Floats]:
    """`decimate` of a part of a curve, by its ``blocks``; value by value where that is too coarse."""
    size = -(-2 * (part.stop - part.start) // points)
    level = blocks.level(size // FINER)
    starts, last = _bins(part, -(-size // level.rows), level)
    if size < BLOCK or not len(starts):
        return decimate(x[part], y[part], points)
    first = starts[0]
    middles = np.minimum(starts + -(-size // level.rows) // 2, last - 1)
    low = np.fmin.reduceat(level.low[first:last], starts - first)
    high = np.fmax.reduceat(level.high[first:last], starts - first)
    bins_x, bins_y = [_pairs(x[starts * level.rows], x[middles * level.rows])], [_pairs(low, high)]
    before, after = slice(part.start, first * level.rows), slice(last * level.rows, part.stop)
    for place, rest in ((0, before), (2, after)):  # `insert` takes 2 for the end of one, too
        if rest.stop > rest.start:
            bins_x.insert(place, x[[rest.start, rest.start]])
            bins_y.insert(place, np.array([np.fmin.reduce(y[rest]), np.fmax.reduce(y[rest])]))
    end = part.stop - 1
    return np.concatenate([*bins_x, x[[end]]]), np.concatenate([*bins_y, y[[end]]])


def means_blocks(x: Floats, y: Floats, part: slice, count: int, blocks: Blocks) -> tuple[Floats, Floats]:
    """`means` of a part of a curve, by its ``blocks``; value by value where that is too coarse."""
    size = (part.stop - part.start) // count
    level = blocks.level(size // FINER)
    starts, last = _bins(part, max(size // level.rows, 1), level)
    if size < BLOCK or not len(starts):
        return means(x[part], y[part], count)
    first = starts[0]
    total = np.add.reduceat(level.total[first:last], starts - first)
    number = np.add.reduceat(level.number[first:last], starts - first)
    middles = np.minimum(starts * level.rows + size // level.rows * level.rows // 2, part.stop - 1)
    rest = y[last * level.rows : part.stop]
    there = np.isfinite(rest)
    total[-1] += rest[there].sum()
    number[-1] += there.sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        at, mean = x[middles], np.where(number > 0, total / number, np.nan)
    if part.start == first * level.rows:
        return at, mean
    before = slice(part.start, first * level.rows)
    before_at, before_mean = means(x[before], y[before], 1)
    return np.concatenate([before_at, at]), np.concatenate([before_mean, mean])


def _bins(part: slice, size: int, level: Level) -> tuple[NDArray[np.int64], int]:
    """Where bins of ``size`` blocks begin that lie in ``part``, and the first block behind them.

    They begin at multiples of their size, so that they stay what they are while the curve grows.
    """
    first, last = -(-part.start // (level.rows * size)) * size, min(part.stop // level.rows, len(level))
    return np.arange(first, last, size, dtype=np.int64), last


def _pairs(first: Floats, second: Floats) -> Floats:
    return np.stack([first, second], axis=1).ravel()
