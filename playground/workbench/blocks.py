"""What is known of every few rows of a column that grows: its least and greatest value, and its mean."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BLOCK = 64
"""Rows that `Blocks` take together."""

WIDER = 4
"""So many blocks of one level are one of the next."""


class Level:
    """Blocks of one length.

    Attributes:
        rows: how many rows of the column a block has.

    """

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self._values = np.empty((4, 16))
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def low(self) -> Floats:
        """The least value of every block; NaN where the whole block is NaN."""
        return self._values[0, : self._length]

    @property
    def high(self) -> Floats:
        """The greatest value of every block; NaN where the whole block is NaN."""
        return self._values[1, : self._length]

    @property
    def total(self) -> Floats:
        """The sum of the finite values of every block."""
        return self._values[2, : self._length]

    @property
    def number(self) -> Floats:
        """How many values of every block are finite."""
        return self._values[3, : self._length]

    def take_rows(self, column: Floats) -> None:
        """Take in what is new at the end of the column."""
        rows = column[self._length * self.rows : len(column) // self.rows * self.rows].reshape(-1, self.rows)
        if len(rows):
            there = np.isfinite(rows)
            finite = rows if there.all() else np.where(there, rows, 0.0)
            self._add(np.fmin.reduce(rows, axis=1), np.fmax.reduce(rows, axis=1), finite.sum(axis=1), there.sum(axis=1))

    def take_blocks(self, finer: Level) -> None:
        """Take in what is new at the end of the level of finer blocks."""
        new = slice(self._length * WIDER, len(finer) // WIDER * WIDER)
        if new.stop > new.start:
            low, high, total, number = (
                values[new].reshape(-1, WIDER) for values in (finer.low, finer.high, finer.total, finer.number)
            )
            self._add(np.fmin.reduce(low, axis=1), np.fmax.reduce(high, axis=1), total.sum(axis=1), number.sum(axis=1))

    def cut(self, rows: int) -> None:
        """Keep what is said of the first ``rows`` rows."""
        self._length = min(self._length, rows // self.rows)

    def copy(self) -> Level:
        """The same, for another column."""
        made = Level(self.rows)
        made._values, made._length = self._values[:, : self._length].copy(), self._length
        return made

    def _add(self, *new: NDArray[np.generic]) -> None:
        start, end = self._length, self._length + len(new[0])
        if end > self._values.shape[1]:
            room = np.empty((4, max(end, 2 * self._values.shape[1], 16)))
            room[:, :start] = self._values[:, :start]
            self._values = room
        for row, values in zip(self._values, new, strict=True):
            row[start:end] = values
        self._length = end


class Blocks:
    """Least and greatest value, sum and number of every `BLOCK` rows of a column, of every four of these, and so on.

    Only rows that came since it was last asked are looked at, and whoever draws a long part takes long blocks; so a
    long curve is drawn as fast as a short one.
    """

    def __init__(self) -> None:
        self.levels = [Level(BLOCK)]

    def __len__(self) -> int:
        return len(self.levels[0])

    def level(self, rows: int) -> Level:
        """The longest blocks of no more rows than this; the shortest where all have more."""
        return next((level for level in reversed(self.levels) if level.rows <= rows), self.levels[0])

    def follow(self, column: Floats) -> None:
        """Take in what is new at the end of the column."""
        self.levels[0].take_rows(column)
        for finer, wider in zip(self.levels, self.levels[1:], strict=False):
            wider.take_blocks(finer)
        while len(self.levels[-1]) >= WIDER:
            wider = Level(self.levels[-1].rows * WIDER)
            wider.take_blocks(self.levels[-1])
            self.levels.append(wider)

    def copy(self) -> Blocks:
        """The same, for another column."""
        made = Blocks()
        made.levels = [level.copy() for level in self.levels]
        return made

    def cut(self, length: int) -> None:
        """Keep what is said of the first ``length`` rows."""
        for level in self.levels:
            level.cut(length)
