"""The moment that is pointed at: in this plot by pointer or keys, or in another plot of the window."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar, Protocol

from PySide6.QtCore import QPoint

from playground.gui.gaze import Gaze
from playground.gui.plots.chart import Chart
from playground.gui.plots.line import Across, Line, Mark, nearest
from playground.gui.plots.time_axis import convert, in_words
from playground.workbench.curves import Curves

STRIDE = 100
"""The arrow keys walk over what is seen in so many strides."""


class Pointed(Protocol):
    """What has to be known of a plot."""

    over_time: ClassVar[bool]
    across: Across
    view: Chart

    @property
    def seen_lines(self) -> Sequence[Line]:
        """The lines that are not hidden."""
        ...

    @property
    def seen_marks(self) -> Sequence[Mark]:
        """The marks that are not hidden."""
        ...

    @property
    def smooth(self) -> Mapping[str, Line]:
        """The averages by the names of their lines."""
        ...

    def moment_in_words(self, x: float) -> str:
        """The heading of the values."""
        ...


class Pointing:
    """Shows the values of the plot's lines at a moment, and tells the window which it is.

    Attributes:
        at: the place of the x axis that is pointed at here; None where nobody points at this plot.

    """

    def __init__(self, plot: Pointed, curves: Curves, gaze: Gaze) -> None:
        self.at: float | None = None
        self._plot = plot
        self._curves = curves
        self._gaze = gaze
        self._place: QPoint | None = None  # in the viewport

    @property
    def moment(self) -> float | None:
        """Where on the x axis values are shown; None where nobody points at any plot."""
        if self.at is not None:
            return self.at
        if not self._plot.over_time or self._gaze.time is None:
            return None
        at = convert(self._curves, self._gaze.time, "epoch", self._plot.across)
        return None if math.isnan(at) else at

    def point_at(self, place: QPoint | None) -> None:
        """Point at a place of the viewport; None, or one outside of the axes, is nothing."""
        at = None if place is None else self._plot.view.x_at(place)
        self._place = None if at is None else place
        self._look(at)

    def walk(self, *, forward: bool) -> None:
        """Point at the next or the last moment that can be told apart."""
        lines = self._plot.seen_lines
        if not lines:
            return
        self._place = None
        x = lines[0].x
        low, high = self._plot.view.box.viewRange()[0]
        at = self.at if self.at is not None else float(x[-1])
        here, ahead = nearest(x, at), 1 if forward else -1
        row = nearest(x, at + ahead * (high - low) / STRIDE)
        if row == here:
            row = min(max(here + ahead, 0), len(x) - 1)
        self._look(float(x[row]))

    def show(self) -> None:
        """Show the values as they are now."""
        plot = self._plot
        if self._place is not None:  # the axes may have moved under the pointer
            self.at = self._snapped(plot.view.x_at(self._place))
        moment, lines = self.moment, plot.seen_lines
        if moment is None or not lines:
            plot.view.reading.hide()
            return
        title = in_words(plot.across, moment) if plot.over_time else plot.moment_in_words(moment)
        plot.view.reading.show(lines, moment, title, plot.smooth, plot.seen_marks)

    def _look(self, x: float | None) -> None:
        self.at = self._snapped(x) if self._plot.seen_lines else None
        epoch = math.nan
        if self._plot.over_time and self.at is not None:
            epoch = convert(self._curves, self.at, self._plot.across, "epoch")
        self._gaze.look_at_time(None if math.isnan(epoch) else epoch)
        self.show()

    def _snapped(self, x: float | None) -> float | None:
        """The nearest moment of the first line."""
        lines = self._plot.seen_lines
        if x is None or not lines or not self._plot.over_time:
            return x
        return float(lines[0].x[nearest(lines[0].x, x)])
