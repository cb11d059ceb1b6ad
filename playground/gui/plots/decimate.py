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
