"""Long curves made short enough to draw, without losing a peak."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]


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
