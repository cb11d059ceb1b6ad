"""A table of numbers that grows at its end for days: columns in blocks, and snapshots of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from weakref import WeakSet

import numpy as np
from numpy.typing import NDArray

from playground.wire.thinning import abridged, thinned

Floats = NDArray[np.float64]

MOST_ROWS = 2_000_000
"""A table that would grow longer than this keeps every fourth row of its older half and those with a peak, so that a
run that is left alone for days does not fill the memory. Rows name their step, so what is drawn stays right. Of a run
of more than a million steps the engine tells fewer rows anyway: see `playground.wire.events.Steps`."""


LONG = 2**15
"""Rows from which a table is expected to grow on."""

MOST_NUMBERS = 30_000_000
"""A table of many columns has fewer rows: 240 MB are enough."""

MOMENTS = ("step", "epoch", "seconds")
"""The columns that say when a row was."""

BLOCK = 64
"""Rows that `Blocks` take together."""


class Blocks:
    """Least and greatest value, sum and number of every `BLOCK` rows of a column.

    Only rows that came since it was last asked are looked at, so a long curve is drawn as fast as a short one.

    Attributes:
        low, high: one value per block, NaN where the whole block is NaN.
        total, number: the sum of the finite values of a block, and how many there are.

    """

    def __init__(self) -> None:
        self.low, self.high, self.total, self.number = (np.empty(0) for _ in range(4))

    def __len__(self) -> int:
        return len(self.low)

    def follow(self, column: Floats) -> None:
        """Take in what is new at the end of the column."""
        rows = column[len(self) * BLOCK : len(column) // BLOCK * BLOCK].reshape(-1, BLOCK)
        if not len(rows):
            return
        there = np.isfinite(rows)
        self.low = np.concatenate([self.low, np.fmin.reduce(rows, axis=1)])
        self.high = np.concatenate([self.high, np.fmax.reduce(rows, axis=1)])
        self.total = np.concatenate([self.total, np.where(there, rows, 0.0).sum(axis=1)])
        self.number = np.concatenate([self.number, there.sum(axis=1, dtype=np.float64)])

    def cut(self, length: int) -> None:
        """Keep what is said of the first ``length`` rows."""
        blocks = slice(length // BLOCK)
        self.low, self.high, self.total, self.number = (
            self.low[blocks],
            self.high[blocks],
            self.total[blocks],
            self.number[blocks],
        )


class Columns:
    """A table of float64 columns of equal length; a column that comes late or stops has NaN where it has no value."""

    def __init__(self, most_rows: int = MOST_ROWS) -> None:
        self._columns: dict[str, Floats] = {}
        self._blocks: dict[str, Blocks] = {}
        self._length = 0
        self._room = 1024
        self._most_rows = most_rows
        self._shared = 0
        self._snapshots: WeakSet[Columns] = WeakSet()

    def __len__(self) -> int:
        return self._length

    def names(self) -> tuple[str, ...]:
        """All column names, in order of arrival."""
        return tuple(self._columns)

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    def __getitem__(self, name: str) -> Floats:
        """The column so far, a view that is good until the table changes; KeyError where there is none."""
        return self._columns[name][: self._length]

    def blocks(self, name: str) -> Blocks:
        """The column's rows in blocks, up to now; KeyError where there is no such column."""
        column = self[name]
        blocks = self._blocks.setdefault(name, Blocks())
        blocks.follow(column)
        return blocks

    def extend(self, rows: Mapping[str, Floats]) -> None:
        """Append rows.

        Raises:
            ValueError: the arrays are not all of one length.

        """
        lengths = {len(values) for values in rows.values()}
        if len(lengths) > 1:
            raise ValueError(f"the columns of new rows must have one length, not {sorted(lengths)}")
        count = lengths.pop() if lengths else 0
        if not count:
            return
        most = min(self._most_rows, MOST_NUMBERS // max(len(rows), len(self._columns)))
        if self._length + count > most and self._length >= most // 2:
            self._thin()
        start, end = self._length, self._length + count
        self._part(start)
        if end > self._room:
            # A long table gets all the room that it will hardly ever outgrow: memory is taken only as rows are written,
            # and to copy a million rows would hold up the window.
            self._room = max(end, self._room * 2, min(self._most_rows, MOST_ROWS) if end > LONG else 0)
            for name, old in self._columns.items():
                self._columns[name] = np.empty(self._room)
                self._columns[name][:start] = old[:start]
        for name in rows:
            if name not in self._columns:
                self._columns[name] = np.empty(self._room)
                self._columns[name][:start] = np.nan
        for name, column in self._columns.items():
            column[start:end] = rows.get(name, np.nan)
        self._length = end

    def cut(self, length: int) -> None:
        """Keep the first ``length`` rows."""
        if length <= 0:
            self._columns.clear()
            self._blocks.clear()
        for blocks in self._blocks.values():
            blocks.cut(length)
        self._length = max(0, min(self._length, length))

    def clear(self) -> None:
        """Forget everything."""
        self.cut(0)

    def snapshot(self) -> Columns:
        """The table as it is now, whatever comes later; nothing is copied unless these rows are written over.

        It must be kept as long as its columns are in use.
        """
        made = Columns(self._most_rows)
        made._columns = {name: self[name] for name in self._columns}
        made._length = made._room = made._shared = self._length
        self._shared = self._length
        self._snapshots.add(made)
        return made

    def abridged(self, most_rows: int, most_numbers: int, always: Sequence[int] = ()) -> Columns:
        """A copy with fewer rows that looks the same, see `playground.wire.thinning.abridged`; the rows ``always`` are
        kept anyway.
        """
        most = min(most_rows, most_numbers // max(1, len(self._columns)))
        rows = np.arange(self._length)
        if self._length > most and "step" in self:
            measured = [self[name] for name in self._columns if name not in MOMENTS]
            rows = np.union1d(abridged(self["step"], measured, max(most, 16)), np.array(always, dtype=np.int64))
        made = Columns(self._most_rows)
        made.extend({name: self[name][rows] for name in self._columns})
        return made

    def _part(self, start: int) -> None:
        """Rows from ``start`` on are about to be written over: leave those that a snapshot shows to it."""
        if start < self._shared:
            if self._snapshots:
                self._columns = {name: column.copy() for name, column in self._columns.items()}
                self._snapshots.clear()
            self._shared = 0

    def _thin(self) -> None:
        self._part(0)
        self._blocks.clear()
        half = self._length // 2
        measured = [column[:half] for name, column in self._columns.items() if name not in MOMENTS]
        old = thinned(0, 4, measured or [np.zeros(half)])
        length = len(old) + self._length - half
        for column in self._columns.values():
            column[: len(old)] = column[old]
            column[len(old) : length] = column[half : self._length]
        self._length = length
