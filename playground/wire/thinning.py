"""Fewer rows of a long table, such that whoever draws them misses no peak."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.wire.events import EVERY_STEP

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

PIECE = 96
"""Regular rows to which `abridged` adds the extremes. More are nearer to the mean of all, fewer to its outline: with
these a long curve of 80,000 rows has about one piece for every two pixels of a wide screen."""


def stride(step: int) -> int:
    """How many steps apart those are that are told of step ``step`` on; see `playground.wire.events.Steps`."""
    return 1 if step <= EVERY_STEP else 2 ** (3 + ((step - 1) // EVERY_STEP).bit_length())


def thinned(start: int, every: int, columns: Sequence[Floats]) -> Rows:
    """The rows ``start``, ``start + every``, …, the last one, and those at which a column is lowest or highest.

    Extremes are those of pieces so long that their rows are few beside the others: the mean of all is hardly another.

    Args:
        start: the first row that is kept anyway. every: how far apart those are.
        columns: each of shape (n,), n ≥ 1. Where one is NaN it has no extreme.

    Returns:
        Ascending row numbers.

    """
    chosen = np.zeros(len(columns[0]), dtype=np.bool_)
    chosen[start::every] = True
    chosen[-1] = True
    piece = every * max(64, 8 * len(columns))
    for column in columns:
        chosen[_extremes(column, piece)] = True
    return np.flatnonzero(chosen)


def abridged(step: Floats, columns: Sequence[Floats], most: int) -> Rows:
    """At most ``most`` rows that look the same.

    Kept is the first row of every span of steps, a span being `stride` times the least power of two with which it is
    few enough; so of a table that was abridged before, and grew since, the beginning stays as it is until the end is
    as coarse. Beside these, as in `thinned`, the last row, and those at which a column is lowest or highest.

    Args:
        step: the number of the step of each row, ascending, shape (n,).
        columns: what has extremes, each of shape (n,); NaN has none. Of hundreds only the first ones count, so many
            that there is room for them.
        most: how many rows, at least 16.

    Returns:
        Ascending row numbers; all of them where these are few enough.

    """
    count = len(step)
    if count <= most:
        return np.arange(count)
    columns = columns[: most // 8]
    regular, shift = most * 3 // 4 - 1, max(0, (count // most).bit_length() - 2)
    chosen = _first_of_spans(step, shift)
    while (kept := int(np.count_nonzero(chosen))) > regular:
        shift += 1
        chosen = _first_of_spans(step, shift)
    chosen[-1] = True
    # Two rows of each column for every piece; a quarter of all at most.
    pieces = max(1, min(kept // PIECE, most // 8 // max(1, len(columns))))
    for column in columns:
        chosen[_extremes(column, -(-count // pieces))] = True
    return np.flatnonzero(chosen)


def _first_of_spans(step: Floats, shift: int) -> NDArray[np.bool_]:
    """Whether each row is the first one of its span of ``stride(step) · 2^shift`` steps."""
    first = np.zeros(len(step), dtype=np.bool_)
    first[0] = True
    start, until = 0, EVERY_STEP
    while start < len(step):
        end = int(np.searchsorted(step, until, side="right"))
        if end > start:
            spans = (step[start:end].astype(np.int64) - 1) // (stride(until) << shift)
            first[start] = True
            np.not_equal(spans[1:], spans[:-1], out=first[start + 1 : end])
        start, until = end, 2 * until
    return first


def _extremes(column: Floats, piece: int) -> Rows:
    """Of every ``piece`` rows those at which the column is lowest and highest; NaN is neither."""
    count = len(column)
    whole = count // piece * piece
    starts = np.arange(0, whole, piece)
    found = []
    for find, never in ((np.argmin, np.inf), (np.argmax, -np.inf)):
        values = column
        rows = _of_pieces(values, find, piece, starts)
        if np.isnan(values[rows]).any():  # NaN counts as lowest and as highest; so it is seldom looked for
            values = np.where(np.isnan(column), never, column)
            rows = _of_pieces(values, find, piece, starts)
        found.append(rows)
    return np.concatenate(found)


def _of_pieces(values: Floats, find: Callable[..., Any], piece: int, starts: Rows) -> Rows:
    whole = len(starts) * piece
    rows = starts + find(values[:whole].reshape(-1, piece), axis=1)
    return np.append(rows, whole + find(values[whole:])) if whole < len(values) else rows
