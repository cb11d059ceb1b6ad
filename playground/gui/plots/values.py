"""What a plot shows as a table of numbers, for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from playground.gui.plots.curve_plot import CurvePlot
from playground.gui.plots.line import Across, Floats, Line
from playground.gui.plots.time_axis import known
from playground.spec.words import mark, tr

TIMES: tuple[tuple[Across, str], ...] = (
    ("step", mark("step")),
    ("epoch", mark("epoch")),
    ("seconds", mark("training time (s)")),
)


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """Columns of equal length with their headings; NaN is an empty cell."""

    names: tuple[str, ...]
    columns: tuple[Floats, ...]

    def pieces(self, at_once: int = 2000) -> Iterator[str]:
        """The table as text with commas, so many rows at a time; numbers in full precision."""
        yield ",".join(map(_quoted, self.names)) + "\n"
        count = len(self.columns[0]) if self.columns else 0
        for start in range(0, count, at_once):
            parts = [column[start : start + at_once].tolist() for column in self.columns]
            yield "".join(",".join(map(_cell, row)) + "\n" for row in zip(*parts, strict=True))


def values_of(plot: CurvePlot) -> Values:
    """All lines that are not hidden, in full, none thinned or smoothed.

    Over time there is a row per step at which any of them has a value, with the epoch and the time of the run at
    hand; the steps of a pinned run are its own. Other plots have a row per place of their x axis.
    """
    if not plot.over_time:
        return _joined(plot.x_in_words, plot.seen_lines, plot.y_in_words)
    table = _joined(tr("step"), plot.seen_over("step"), plot.y_in_words)
    step, steps = table.columns[0], plot.curves.steps
    names, columns = [], []
    for across, words in TIMES:
        if across == "step":
            names.append(tr(words))
            columns.append(step)
        elif len(steps) and across in steps and known(plot.curves, across):
            start = np.concatenate([[0.0], steps["step"]])
            at = np.concatenate([[0.0], steps[across]])
            names.append(tr(words))
            columns.append(np.interp(step, start, at, right=np.nan))
    return Values((*names, *table.names[1:]), (*columns, *table.columns[1:]))


def _joined(head: str, lines: Sequence[Line], unit: str) -> Values:
    """One column of all places of the x axis, and one per line with its values there."""
    lines = [line for line in lines if len(line.x)]
    x = np.unique(np.concatenate([line.x for line in lines])) if lines else np.empty(0)
    columns = [x]
    for line in lines:
        column = np.full(len(x), np.nan)
        column[np.searchsorted(x, line.x)] = line.y
        columns.append(column)
    names = [f"{line.words}: {unit}" if unit else line.words for line in lines]
    return Values((head, *names), tuple(columns))


def _cell(value: float) -> str:
    if np.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if any(letter in name for letter in ',"\n') else name
