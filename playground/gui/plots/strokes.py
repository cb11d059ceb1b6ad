"""The lines of a plot on the screen: thinned to what can be seen, raw values faint behind their average."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from playground.gui.plots.decimate import visible
from playground.gui.plots.line import Floats, Line, Mark

POINTS_PER_PIXEL = 2
PIXELS_PER_MEAN = 4
PINNED = 6
"""Pinned lines have so many times fewer points."""
FAINT, SOFT = 0.25, 0.6
"""How opaque raw values are behind an average, and the average of what is faint itself."""


class Strokes:
    """Draws lines into a pyqtgraph view.

    Attributes:
        log: whether y is logarithmic; what is not positive is a gap then.
        points: by name of a line the points that are drawn, before the logarithm.
        smoothed: the same of the averages over them.

    """

    def __init__(self, view: Any, zoomed: Callable[[], tuple[bool, bool]]) -> None:
        self._view = view
        self._zoomed = zoomed
        self.log = False
        self.points: dict[str, tuple[Floats, Floats]] = {}
        self.smoothed: dict[str, tuple[Floats, Floats]] = {}
        self._items: dict[str, Any] = {}
        self._over: dict[str, Any] = {}
        self._styles: dict[Any, tuple[str, float, float, str]] = {}
        self._spots = pg.ScatterPlotItem(size=5, pen=None, useCache=False)
        self._marks = pg.ScatterPlotItem(size=11, symbol="star", useCache=False)
        self._marks.setZValue(5)
        view.addItem(self._spots)
        view.addItem(self._marks, ignoreBounds=True)

    def drawn(self, name: str) -> bool:
        """Whether a line is there and not hidden."""
        return name in self._items and bool(self._items[name].isVisible())

    def show(
        self, lines: Sequence[Line], hidden: set[str], smooth: Mapping[str, Line], marks: Sequence[Mark] = ()
    ) -> None:
        """Draw these lines, but those whose entry is hidden; over each its average, where ``smooth`` has one."""
        names = {line.name for line in lines}
        for name in [name for name in self._items if name not in names]:
            self._drop(name)
        points = max(self._view.width(), 100) * POINTS_PER_PIXEL
        low, high = self._view.getViewBox().viewRange()[0]
        zoomed = self._zoomed()[0]
        lonely = []
        for line in lines:
            if line.name not in self._items:
                self._items[line.name] = self._new_item()
            item = self._items[line.name]
            item.setVisible(line.key not in hidden)
            if line.key in hidden:
                self._hide_over(line.name)
                continue
            part = visible(line.x, low, high) if zoomed else slice(0, len(line.x))
            if part.stop - part.start == 1:
                lonely.append(line)
            self._draw(line, item, part, points, smooth.get(line.name))
        self._show_spots([line for line in lonely if np.isfinite(line.y[0])])
        self._show_marks([mark for mark in marks if not self.log or mark.y > 0])

    def set_log(self, log: bool) -> None:
        """A logarithmic or a linear y axis."""
        self.log = log
        self._view.setLogMode(y=log)

    def _draw(self, line: Line, item: Any, part: slice, points: int, smooth: Line | None) -> None:
        dense = line.noisy and part.stop - part.start > points // 4
        averaged = smooth is not None or dense
        only_mean = line.pinned and averaged
        if line.pinned:
            points //= PINNED  # dashes are drawn slowly
        x, y = self.points[line.name] = self._drawable(*line.thinned(part, points))
        item.setVisible(not only_mean)
        self._style(line, item, FAINT if line.faint or averaged else 1.0)
        if not only_mean:
            self._set(item, x, y)
        if smooth is not None:
            here = slice(min(part.start, len(smooth.x)), min(part.stop, len(smooth.x)))
            over = self._over_item(line, SOFT if line.faint else 1.0)
            self.smoothed[line.name] = self._drawable(*smooth.thinned(here, points))
            self._set(over, *self.smoothed[line.name])
        elif dense:
            over = self._over_item(line, 1.0)
            self._set(over, *self._drawable(*line.mean(part, points // POINTS_PER_PIXEL // PIXELS_PER_MEAN)))
        else:
            self._hide_over(line.name)

    def _drop(self, name: str) -> None:
        self.points.pop(name, None)
        self.smoothed.pop(name, None)
        for items in (self._items, self._over):
            if name in items:
                item = items.pop(name)
                self._styles.pop(item, None)
                self._view.removeItem(item)

    def _over_item(self, line: Line, opacity: float) -> Any:
        if line.name not in self._over:
            self._over[line.name] = self._new_item(ignoreBounds=not line.pinned)
        item = self._over[line.name]
        item.show()
        self._style(line, item, opacity)
        return item

    def _hide_over(self, name: str) -> None:
        self.smoothed.pop(name, None)
        if name in self._over:
            self._over[name].hide()

    def _new_item(self, **options: bool) -> Any:
        item = pg.PlotCurveItem(connect="finite")
        self._view.addItem(item, **options)
        return item

    def _drawable(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """What has a place on the axes."""
        return x, (np.where(y > 0, y, np.nan) if self.log else y)

    def _set(self, item: Any, x: Floats, y: Floats) -> None:
        if self.log:
            y = np.log10(y)
        if self._zoomed()[1]:  # Qt cannot draw to where a point lies millions of pixels away
            low, high = self._view.getViewBox().viewRange()[1]
            far = 1000 * (high - low)
            y = np.clip(y, low - far, high + far)
        item.setData(x, y)

    def _show_spots(self, lonely: Sequence[Line]) -> None:
        """A line through one point cannot be seen: a spot can."""
        spots = []
        for line in lonely:
            x, y = self._drawable(line.x[:1], line.y[:1])
            if np.isfinite(y[0]):
                spots.append({"pos": (x[0], np.log10(y[0]) if self.log else y[0]), "brush": line.colour})
        self._spots.setVisible(bool(spots))
        if spots:
            self._spots.setData(spots)

    def _show_marks(self, marks: Sequence[Mark]) -> None:
        stars = [
            {"pos": (mark.x, np.log10(mark.y) if self.log else mark.y), "brush": mark.colour, "pen": pg.mkPen(None)}
            for mark in marks
        ]
        self._marks.setVisible(bool(stars))
        if stars:
            self._marks.setData(stars)

    def _style(self, line: Line, item: Any, opacity: float) -> None:
        thin = opacity == FAINT
        width = 1.0 if thin else 1.3 if line.pinned else 1.8
        dash = "dotted" if line.ahead else "dashed" if line.dashed else ""
        style = (line.colour.name(), opacity, width, dash)
        if self._styles.get(item) == style:
            return
        self._styles[item] = style
        colour = QColor(line.colour)
        colour.setAlphaF(opacity)
        pen = pg.mkPen(colour, width=width)
        if line.ahead:
            pen.setDashPattern([2.0, 2.0])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        elif line.dashed:
            pen.setDashPattern([4.0, 2.5])
        item.setPen(pen)
        item.setZValue(-2 if line.pinned else -1 if thin else 0)
