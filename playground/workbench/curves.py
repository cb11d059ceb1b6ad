"""What training has given so far, as columns that grow: one row per step, one row per evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakSet

import numpy as np
from numpy.typing import NDArray

from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.wire.events import Evaluation, Steps
from playground.wire.thinning import thinned

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
            # A long table gets all the room that it may ever need: memory is taken only as rows are written, and to
            # copy a million rows would hold up the window.
            self._room = max(end, self._room * 2 if end <= LONG else self._most_rows)
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
        kept = np.concatenate([old, np.arange(half, self._length)])
        for column in self._columns.values():
            column[: len(kept)] = column[kept]
        self._length = len(kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """The evaluation with the lowest loss: where it was, and the loss."""

    step: int
    epoch: float
    loss: float


class Curves:
    """The curves of one run.

    ``steps`` has a row per step (of very long runs fewer, but every peak): ``step``, ``epoch``, ``seconds`` (of
    training up to its end, pauses left out; NaN where it was not timed), ``loss``, ``cost``, ``learning_rate``,
    ``gradient_norm/<node>``, ``update_ratio/<node>``.
    ``evaluations`` has a row per evaluation: ``step``, ``epoch``, ``<part>/<metric>`` such as ``dev/loss`` and
    ``train/accuracy``. In both, ``step`` only rises.
    """

    def __init__(self) -> None:
        self.steps = Columns()
        self.evaluations = Columns()

    def add_steps(self, event: Steps) -> None:
        """Append a batch of steps; rows from its first step on (training went back) give way to it."""
        if len(self.steps) and self.steps["step"][-1] >= event.first:
            self.go_back(event.first - 1)
        rows = {
            "step": event.numbers.astype(np.float64),
            "epoch": event.epoch,
            "loss": event.loss,
            "cost": event.cost,
            "learning_rate": event.learning_rate,
            "seconds": self._clock(event),
        }
        rows |= {f"gradient_norm/{node}": values for node, values in event.gradient_norm.items()}
        rows |= {f"update_ratio/{node}": values for node, values in event.update_ratio.items()}
        self.steps.extend(rows)

    def _clock(self, event: Steps) -> Floats:
        """The time of each new step: it goes on from the row before; a step that nobody timed took none."""
        took = event.seconds if len(event.seconds) == len(event.loss) else np.full(len(event.loss), np.nan)
        before = 0.0
        if len(self.steps):
            before = float(self.steps["seconds"][-1]) if "seconds" in self.steps else np.nan
        if np.isnan(before) or (np.isnan(took).all() and not before):
            return np.full(len(took), np.nan)  # a curve whose beginning nobody timed has no time at all
        return before + np.cumsum(np.nan_to_num(took))

    def add_evaluation(self, event: Evaluation) -> None:
        """Append one evaluation, in place of those of the same or later steps."""
        self.evaluations.cut(_rows_until(self.evaluations, event.step - 1))
        rows = {"step": np.array([float(event.step)]), "epoch": np.array([float(event.epoch)])}
        for part, values in event.parts.items():
            rows |= {f"{part}/{name}": np.array([float(value)]) for name, value in values.items()}
        self.evaluations.extend(rows)

    def go_back(self, step: int) -> None:
        """Forget what came after ``step``: training goes on from there."""
        for table in (self.steps, self.evaluations):
            table.cut(_rows_until(table, step))

    def reaches_beyond(self, step: int) -> bool:
        """Whether there is anything after ``step``."""
        return any(len(table) and table["step"][-1] > step for table in (self.steps, self.evaluations))

    def clear(self) -> None:
        """Forget everything."""
        self.steps.clear()
        self.evaluations.clear()

    def take(self, other: Curves) -> None:
        """Hold what ``other`` holds; views that know this object stay right."""
        self.steps, self.evaluations = other.steps, other.evaluations

    def snapshot(self) -> Curves:
        """These curves as they are now, to be read on any thread; see `Columns.snapshot`."""
        made = Curves()
        made.steps, made.evaluations = self.steps.snapshot(), self.evaluations.snapshot()
        return made

    @property
    def last_step(self) -> int:
        """The number of the last step, 0 before the first."""
        return int(self.steps["step"][-1]) if len(self.steps) else 0

    def nodes(self) -> tuple[str, ...]:
        """The ids of the nodes that ever had a gradient, in order of arrival."""
        head = "gradient_norm/"
        return tuple(name.removeprefix(head) for name in self.steps.names() if name.startswith(head))

    def best(self, part: str = "dev") -> Best | None:
        """The evaluation with the lowest loss on ``part`` (the first of equals), or None where there is none."""
        name = f"{part}/loss"
        if name not in self.evaluations:
            return None
        loss = self.evaluations[name]
        if not np.isfinite(loss).any():
            return None
        row = int(np.argmin(np.where(np.isfinite(loss), loss, np.inf)))
        step, epoch = self.evaluations["step"][row], self.evaluations["epoch"][row]
        return Best(step=int(step), epoch=float(epoch), loss=float(loss[row]))

    def to_arrays(self) -> dict[str, Floats]:
        """Every column as an array of its own, for the file: ``steps/<column>`` and ``evaluations/<column>``."""
        tables = {"steps": self.steps, "evaluations": self.evaluations}
        return {f"{head}/{name}": table[name].copy() for head, table in tables.items() for name in table.names()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Curves:
        """The inverse of `to_arrays`.

        Raises:
            PlaygroundError: the arrays are not such columns.

        """
        tables: dict[str, dict[str, Floats]] = {"steps": {}, "evaluations": {}}
        for key, array in arrays.items():
            head, _, name = key.partition("/")
            if head not in tables or not name:
                raise PlaygroundError(tr("a curve is called steps/… or evaluations/…, not {key!r}", key=key))
            if array.ndim != 1 or array.dtype.kind not in "fiu":
                raise PlaygroundError(
                    tr(
                        "curve {key} must be one row of numbers, not of shape {shape} and type {kind}",
                        key=key,
                        shape=array.shape,
                        kind=array.dtype,
                    )
                )
            tables[head][name] = array.astype(np.float64)
        curves = cls()
        for head, table in (("steps", curves.steps), ("evaluations", curves.evaluations)):
            columns = tables[head]
            if not columns:
                continue
            if missing := {"step", "epoch"} - columns.keys():
                raise PlaygroundError(
                    tr("the curves of {group} lack the column {name!r}", group=head, name=min(missing))
                )
            if len(lengths := {len(column) for column in columns.values()}) > 1:
                raise PlaygroundError(
                    tr("the curves of {group} must have one length, not {lengths}", group=head, lengths=sorted(lengths))
                )
            if not (np.diff(columns["step"]) > 0).all() or not np.isfinite(columns["step"]).all():
                raise PlaygroundError(
                    tr("the step numbers of the curves of {group} must rise from row to row", group=head)
                )
            table.extend(columns)
        return curves


def _rows_until(table: Columns, step: int) -> int:
    """The number of rows up to and with ``step``; fast where that is all of them."""
    if not len(table) or table["step"][-1] <= step:
        return len(table)
    return int(np.searchsorted(table["step"], step, side="right"))
