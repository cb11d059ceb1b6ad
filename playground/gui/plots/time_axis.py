"""Epochs, steps and seconds of training: three names for a moment of a run, and the ways between them."""

from __future__ import annotations

import math

import numpy as np

from playground.gui.plots.line import Across, Floats
from playground.spec.words import tr
from playground.workbench.columns import Columns
from playground.workbench.curves import Curves


def over(curves: Curves, table: Columns, across: Across) -> Floats:
    """For every row of ``table`` (one of the curves') where it lies on the axis.

    Evaluations know no time of their own: theirs is that of the step that they follow. All NaN where nobody looked
    at the clock.
    """
    if across in table:
        return table[across]
    steps = curves.steps
    if across not in steps:
        return np.full(len(table), np.nan)
    return np.interp(table["step"], steps["step"], steps[across], left=0.0)


def known(curves: Curves, across: Across) -> bool:
    """Whether the moments of a run can be told in this unit."""
    steps = curves.steps
    return across != "seconds" or (across in steps and len(steps) > 0 and not np.isnan(steps[across][-1]))


def convert(curves: Curves, value: float, start: Across, end: Across) -> float:
    """A moment in another unit; NaN where that is not known.

    Between two rows it runs straight; beyond the last row it goes on at the mean pace of the whole run.
    """
    if start == end:
        return value
    table = curves.steps if len(curves.steps) else curves.evaluations
    if start not in table or end not in table or not len(table):
        return math.nan
    x, y = table[start], table[end]
    if value > x[-1]:
        return float(y[-1] * value / x[-1]) if x[-1] > 0 else math.nan
    if value < x[0]:  # before the first row lies the beginning, where all three are 0
        return float(y[0] * value / x[0]) if x[0] > 0 else float(y[0])
    row = int(np.searchsorted(x, value, side="left"))
    if x[row] == value or row == 0:
        return float(y[row])
    share = (value - x[row - 1]) / (x[row] - x[row - 1])
    return float(y[row - 1] + share * (y[row] - y[row - 1]))


def in_words(across: Across, value: float) -> str:
    """A moment for people: ``epoch 10``, ``step 310``, ``4.2 s``."""
    if across == "seconds":
        return tr("{seconds} s", seconds=f"{value:.4g}")
    if across == "step":
        return tr("step {step}", step=f"{value:.0f}")
    return tr("epoch {epoch}", epoch=f"{round(value, 2):.10g}")


def axis_label(across: Across) -> str:
    """What stands under the axis."""
    return {"epoch": tr("epoch"), "step": tr("step"), "seconds": tr("seconds of training")}[across]
