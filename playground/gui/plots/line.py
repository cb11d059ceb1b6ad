"""What a plot of curves draws: lines, and places that are marked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from playground.gui.plots.decimate import decimate, decimate_blocks, means, means_blocks
from playground.workbench.blocks import Blocks

Floats = NDArray[np.floating[Any]]
Across = Literal["epoch", "step", "seconds"]
ACROSS: tuple[Across, ...] = ("epoch", "step", "seconds")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """One curve: a name that stays, words for the legend, ascending x, y of the same length (NaN is a gap).

    ``faint`` lines lie behind the others. A ``noisy`` line that has more points than there are pixels is drawn faint,
    from the least to the greatest value, with its running mean over it. ``blocks`` are those of y, for a long one.
    ``ahead`` is what is still to come: dotted, not smoothed. ``pinned`` belongs to a run that was kept: it lies behind
    all others. Lines with one ``entry`` share an entry of the legend; an empty one is the line's own name.
    """

    name: str
    words: str
    x: Floats
    y: Floats
    colour: QColor
    faint: bool = False
    dashed: bool = False
    noisy: bool = False
    ahead: bool = False
    pinned: bool = False
    entry: str = ""
    blocks: Callable[[], Blocks] | None = None

    @property
    def key(self) -> str:
        """The entry of the legend that shows and hides it."""
        return self.entry or self.name

    def thinned(self, part: slice, points: int) -> tuple[Floats, Floats]:
        """About so many points that look the same."""
        if self.blocks is None:
            return decimate(self.x[part], self.y[part], points)
        return decimate_blocks(self.x, self.y, part, points, self.blocks())

    def mean(self, part: slice, count: int) -> tuple[Floats, Floats]:
        """The running mean, at about so many points."""
        if self.blocks is None:
            return means(self.x[part], self.y[part], count)
        return means_blocks(self.x, self.y, part, count, self.blocks())


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place on a line that must not be lost, such as its best value: ``words`` say what it is."""

    line: str
    x: float
    y: float
    words: str
    colour: QColor


def nearest(x: Floats, at: float) -> int:
    """The index of the value of ascending, not empty ``x`` that lies nearest."""
    index = min(int(np.searchsorted(x, at)), len(x) - 1)
    if index and abs(x[index - 1] - at) <= abs(x[index] - at):
        index -= 1
    return index
