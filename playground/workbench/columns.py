"""A table of numbers that grows at its end for days, and snapshots of it."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Mapping, Sequence
from weakref import WeakSet

import numpy as np
from numpy.typing import NDArray

from playground.wire.thinning import abridged, thinned
from playground.workbench.blocks import Blocks

Floats = NDArray[np.float64]

MOST_ROWS = 2_000_000
"""A table that would grow longer than this keeps every fourth row of its older half and those with a peak, so that a
run that is left alone for days does not fill the memory. Rows name their step, so what is drawn stays right. Of a run
of more than a million steps the engine tells fewer rows anyway: see `playground.wire.events.Steps`."""


EARLY = 0.75
"""The share of its greatest length at which a table begins to be thinned. Until that is done both are in memory."""

LONG = 2**15
"""Rows from which a table is expected to grow on."""

MOST_NUMBERS = 25_000_000
"""A table of many columns has fewer rows: 200 MB are enough."""

MOMENTS = ("step", "epoch", "seconds")
"""The columns that say when a row was."""

PIECE = 2**13
"""Rows of the older half that are thinned at once."""


def _column(rows: int) -> Floats:
    """Room for so many rows.

    A long column has memory of its own, of which only what is written is taken and all goes back to the system with the
    column: what many of them give back to the C library may stay with the program for good.
    """
    return np.empty(rows) if rows <= LONG else np.frombuffer(mmap.mmap(-1, 8 * rows), dtype=np.float64)


class _Thinning:
    """A table with fewer rows in its older half, made a little at a time beside the table as it is.

    Attributes:
        columns: the rows so far. blocks: what is known of them, of those columns that it was known of before.
        length: how many there are. taken: how many rows of the table are in them.

    """

    def __init__(self, columns: Mapping[str, Floats], blocks: Iterable[str], length: int, room: int) -> None:
        self.columns = {name: _column(room) for name in columns}
        self.blocks = {name: Blocks() for name in blocks}
        self.length = self.taken = 0
        self._half = length // 2
        self._room = room

    def go_on(self, columns: Mapping[str, Floats], length: int, rows: int) -> None:
        """Take in about so many of the table's ``length`` rows."""
        for name in columns.keys() - self.columns.keys():
            self.columns[name] = _column(self._room)
            self.columns[name][: self.length] = np.nan
        measured = [name for name in columns if name not in MOMENTS]
        end = min(self.taken + rows, length)
        while self.taken < min(end, self._half):
            piece = slice(self.taken, min(self.taken + PIECE, self._half))
            parts = [columns[name][piece] for name in measured] or [np.zeros(piece.stop - piece.start)]
            self._take(columns, piece.start + thinned(0, 4, parts), piece.stop)
        if self.taken < end:
            self._take(columns, slice(self.taken, end), end)
        for name, known in self.blocks.items():
            known.follow(self.columns[name][: self.length])

    def _take(self, columns: Mapping[str, Floats], rows: slice | NDArray[np.int64], taken: int) -> None:
        for name, column in columns.items():
            values = column[rows]
            self.columns[name][self.length : self.length + len(values)] = values
        self.length += len(values)
        self.taken = taken


class Columns:
    """A table of float64 columns of equal length; a column that comes late or stops has NaN where it has no value."""

    def __init__(self, most_rows: int = MOST_ROWS) -> None:
        self._columns: dict[str, Floats] = {}
        self._blocks: dict[str, Blocks] = {}
        self._length = 0
        self._room = 1024
        self._most_rows = most_rows
        self._shared = 0
        self._thinning: _Thinning | None = None
        self._done_with: list[Floats] = []
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
        if self._length >= most // 2:
            self._thin(count, most)
        if self._done_with:  # to give the memory of a long column back takes a millisecond
            self._done_with.pop()
        start, end = self._length, self._length + count
        self._part(start)
        if end > self._room:
            # A long table gets all the room that it will hardly ever outgrow: memory is taken only as rows are written,
            # and to copy a million rows would hold up the window.
            self._room = max(end, self._room * 2, min(self._most_rows, MOST_ROWS) if end > LONG else 0)
            for name, old in self._columns.items():
                self._columns[name] = _column(self._room)
                self._columns[name][:start] = old[:start]
        for name in rows:
            if name not in self._columns:
                self._columns[name] = _column(self._room)
                self._columns[name][:start] = np.nan
        for name, column in self._columns.items():
            column[start:end] = rows.get(name, np.nan)
        self._length = end

    def cut(self, length: int) -> None:
        """Keep the first ``length`` rows."""
        if length < self._length:
            self._thinning = None
        if length <= 0:
            self._columns.clear()
            self._blocks.clear()
        for blocks in self._blocks.values():
            blocks.cut(length)
        self._length = max(0, min(self._length, length))

    def clear(self) -> None:
        """Forget everything."""
        self.cut(0)

    def snapshot(self, *, known: bool = False) -> Columns:
        """The table as it is now, whatever comes later; nothing is copied unless these rows are written over.

        It must be kept as long as its columns are in use.

        Args:
            known: it is going to be drawn, and needs what is known of the blocks.

        """
        made = Columns(self._most_rows)
        made._columns = {name: self[name] for name in self._columns}
        made._length = made._room = made._shared = self._length
        if known:
            made._blocks = {name: blocks.copy() for name, blocks in self._blocks.items()}
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

    def _thin(self, count: int, most: int) -> None:
        """Before ``count`` rows come, see to it that there are no more than ``most``.

        The thinner table is made while the last rows before the limit arrive, and is ready just in time: to make it
        all at once would hold up the window. Snapshots keep what is here.
        """
        if self._length + count > most:
            work = self._length
        elif self._length + count > most * EARLY:
            left = self._length - (self._thinning.taken if self._thinning is not None else 0)
            work = PIECE + left * count // max(most - self._length - count, 1)
        else:
            return
        if self._thinning is None:
            self._thinning = _Thinning(self._columns, self._blocks, self._length, self._room)
        made = self._thinning
        made.go_on(self._columns, self._length, work)
        if made.taken == self._length:
            self._done_with = list(self._columns.values())
            self._columns, self._blocks, self._length = made.columns, made.blocks, made.length
            self._thinning = None
            self._shared = 0
            self._snapshots.clear()
