"""The exponentially weighted average of curves that grow, fast enough for millions of points."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial

import numpy as np

from playground.gui.plots.line import Floats, Line
from playground.workbench.blocks import BLOCK
from playground.workbench.columns import Columns

AT_ONCE = 100_000
"""Points that are averaged in one frame; a longer curve is caught up with frame by frame."""
ENDLESS = 2**62


@lru_cache(maxsize=8)
def _weights(beta: float) -> tuple[Floats, Floats]:
    """β⁰ … β^BLOCK, and the matrix that averages the points of one block by themselves."""
    powers = beta ** np.arange(BLOCK + 1, dtype=np.float64)
    back = np.arange(BLOCK)[:, None] - np.arange(BLOCK)[None, :]
    return powers, np.where(back >= 0, (1.0 - beta) * powers[np.maximum(back, 0)], 0.0)


def average(values: Floats, beta: float, v: float = 0.0, t: int = 0) -> tuple[Floats, float, int]:
    """V ← β v + (1 − β) x over the values, each v divided by 1 − βᵗ, so that the first ones are not too small.

    A value that is no finite number is a gap: NaN comes out, v and t stay as they are.

    Args:
        values: x, shape (n,). beta: from 0 (no smoothing) to under 1.
        v, t: where to go on: v without the correction after t values.

    Returns:
        The averages, shape (n,), and v and t after them.

    """
    powers, lower = _weights(beta)
    found = np.full(len(values), np.nan)
    whole = len(values) // BLOCK * BLOCK
    rows, out = values[:whole].reshape(-1, BLOCK), found[:whole].reshape(-1, BLOCK)
    there = np.isfinite(rows)
    count = there.sum(axis=1)
    own = np.where(there, rows, 0.0) @ lower.T
    before, so_far = np.zeros(len(rows)), np.zeros(len(rows))
    for index, number in enumerate(count.tolist()):
        if number == BLOCK:
            before[index], so_far[index] = v, t
            v, t = float(powers[BLOCK] * v + own[index, -1]), t + BLOCK
        elif number:
            out[index], v, t = _one_by_one(rows[index], beta, v, t)
    full = count == BLOCK
    raw = own[full] + before[full, None] * powers[1:]
    out[full] = raw / (1.0 - beta ** so_far[full, None] * powers[1:])
    found[whole:], v, t = _one_by_one(values[whole:], beta, v, t)
    return found, v, t


def _one_by_one(values: Floats, beta: float, v: float, t: int) -> tuple[Floats, float, int]:
    found = np.full(len(values), np.nan)
    for index in np.flatnonzero(np.isfinite(values)).tolist():
        v, t = beta * v + (1.0 - beta) * float(values[index]), t + 1
        found[index] = v / (1.0 - beta**t)
    return found, v, t


class _Averaged:
    """The average of one line so far, as a column with blocks of its own."""

    def __init__(self) -> None:
        self.table = Columns(ENDLESS)
        self._v = 0.0
        self._t = 0
        self._last = (0.0, 0.0)  # x and y of the last point that was taken in

    def follow(self, line: Line, beta: float, most: int) -> int:
        """Take in at most so many new points; how many they were. Where the line is another one, begin anew."""
        done = len(self.table)
        if done > len(line.y) or (done and not self._agrees(line, done - 1)):
            self.table, self._v, self._t, done = Columns(ENDLESS), 0.0, 0, 0
        new = line.y[done : done + most]
        if len(new):
            values, self._v, self._t = average(np.asarray(new, dtype=np.float64), beta, self._v, self._t)
            self.table.extend({"y": np.asarray(values, dtype=np.float64)})
            self._last = (float(line.x[len(self.table) - 1]), float(new[-1]))
        return len(new)

    def _agrees(self, line: Line, row: int) -> bool:
        return bool(np.array_equal(self._last, (line.x[row], line.y[row]), equal_nan=True))


class Smoother:
    """Averages the lines of a plot with one β; every point is looked at once, the whole is remembered.

    The average is exact at every point of the curve; the plot thins it afterwards like any other line.
    """

    def __init__(self) -> None:
        self.beta = 0.0
        self._lines: dict[str, _Averaged] = {}

    def set_beta(self, beta: float) -> None:
        """Another β, from 0 (no smoothing) to under 1."""
        if not 0.0 <= beta < 1.0:
            raise ValueError(f"β lies from 0 to under 1, not at {beta:g}")
        if beta != self.beta:
            self.beta = beta
            self._lines.clear()

    def smooth(self, lines: list[Line]) -> tuple[dict[str, Line], bool]:
        """By name the lines with their averages as y, and whether all of every line is in there already."""
        found: dict[str, Line] = {}
        self._lines = {line.name: self._lines.get(line.name) or _Averaged() for line in lines}
        left, complete = AT_ONCE, True
        for line in lines:
            averaged = self._lines[line.name]
            left -= averaged.follow(line, self.beta, left)
            table = averaged.table
            complete = complete and len(table) == len(line.y)
            if len(table):
                found[line.name] = replace(
                    line, x=line.x[: len(table)], y=table["y"], blocks=partial(table.blocks, "y")
                )
        return found, complete
