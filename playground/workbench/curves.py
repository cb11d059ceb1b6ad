"""What training has given so far, as columns that grow: one row per step, one row per evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.spec.limits import MOST_CURVE_NUMBERS, MOST_CURVES
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.wire.events import Evaluation, Steps
from playground.workbench.columns import Columns

Floats = NDArray[np.float64]


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

    def __init__(self, steps: Columns | None = None, evaluations: Columns | None = None) -> None:
        self._tables = (
            steps if steps is not None else Columns(),
            evaluations if evaluations is not None else Columns(),
        )

    @property
    def steps(self) -> Columns:
        """A row per step."""
        return self._tables[0]

    @property
    def evaluations(self) -> Columns:
        """A row per evaluation."""
        return self._tables[1]

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
        """Hold what ``other`` holds, from one moment to the next; views that know this object stay right."""
        self._tables = other._tables

    def snapshot(self, *, known: bool = False) -> Curves:
        """These curves as they are now, to be read on any thread; see `Columns.snapshot`."""
        return Curves(self.steps.snapshot(known=known), self.evaluations.snapshot(known=known))

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
        row = _lowest(self.evaluations[name])
        if row is None:
            return None
        step, epoch, loss = (float(self.evaluations[column][row]) for column in ("step", "epoch", name))
        return Best(step=int(step), epoch=epoch, loss=loss)

    def abridged(self, most_rows: int, most_numbers: int) -> Curves:
        """A copy that later steps do not change, and that looks the same with fewer rows.

        Of these every one is a row as it was. The first and the last are among them, peaks, and `best` of every part;
        training that goes on from the last step continues the copy as it continues these.

        Args:
            most_rows: of both tables, a fifth of them evaluations. most_numbers: the same of all columns together.

        """
        lowest = [_lowest(self.evaluations[name]) for name in self.evaluations.names() if name.endswith("/loss")]
        best = [row for row in lowest if row is not None]
        steps = self.steps.abridged(most_rows * 4 // 5, most_numbers * 4 // 5)
        return Curves(steps, self.evaluations.abridged(most_rows // 5 - len(best), most_numbers // 5, best))

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
        if len(arrays) > MOST_CURVES:
            raise PlaygroundError(
                tr("there are {count:,} curves; at most {most:,} are read", count=len(arrays), most=MOST_CURVES)
            )
        if (count := sum(array.size for array in arrays.values())) > MOST_CURVE_NUMBERS:
            raise PlaygroundError(
                tr("the curves have {count:,} numbers; at most {most:,} are read", count=count, most=MOST_CURVE_NUMBERS)
            )
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
            with np.errstate(invalid="ignore"):  # some processors complain of some kinds of NaN
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


def _lowest(loss: Floats) -> int | None:
    """The first row with the lowest finite value; None where there is none."""
    there = np.isfinite(loss)
    return int(np.argmin(np.where(there, loss, np.inf))) if there.any() else None


def _rows_until(table: Columns, step: int) -> int:
    """The number of rows up to and with ``step``; fast where that is all of them."""
    if not len(table) or table["step"][-1] <= step:
        return len(table)
    return int(np.searchsorted(table["step"], step, side="right"))
