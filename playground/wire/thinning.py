"""Fewer rows of a long table, such that whoever draws them misses no peak."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.wire.events import EVERY_STEP

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def stride(step: int) -> int:
    """How many steps apart those are that are told of step ``step`` on; see `playground.wire.events.Steps`."""
    return 1 if step <= EVERY_STEP else 2 ** (1 + ((step - 1) // EVERY_STEP).bit_length())


def thinned(start: int, every: int, columns: Sequence[Floats]) -> Rows:
    """The rows ``start``, ``start + every``, …, the last one, and those at which a column is lowest or highest.

    Extremes are those of pieces so long that their rows are few beside the others: the mean of all is hardly another.

    Args:
        start: the first row that is kept anyway. every: how far apart those are.
        columns: each of shape (n,), n ≥ 1. Where one is NaN it has no extreme.

    Returns:
        Ascending row numbers.

    """
    count = len(columns[0])
    chosen = np.zeros(count, dtype=np.bool_)
    chosen[start::every] = True
    chosen[-1] = True
    piece = every * max(64, 8 * len(columns))
    whole = count // piece * piece
    starts = np.arange(0, whole, piece)
    for column in columns:
        nowhere = np.isnan(column)
        for find, never in ((np.argmin, np.inf), (np.argmax, -np.inf)):
            values = np.where(nowhere, never, column) if nowhere.any() else column
            chosen[starts + find(values[:whole].reshape(-1, piece), axis=1)] = True
            if whole < count:
                chosen[whole + find(values[whole:])] = True
    return np.flatnonzero(chosen)
