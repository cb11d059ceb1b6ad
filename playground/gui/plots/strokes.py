"""The lines of a plot on the screen: thinned to what can be seen, raw values faint behind their average."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen, QTransform

from playground.gui.plots.box import Box
from playground.gui.plots.decimate import visible
from playground.gui.plots.ink import Ink, Spot, Spots, Stroke
from playground.gui.plots.line import Floats, Line, Mark

POINTS_PER_PIXEL = 2
PIXELS_PER_MEAN = 4
PINNED = 6
"""Pinned lines have so many times fewer points."""
FAINT, SOFT = 0.25, 0.6
"""How opaque raw values are behind an average, and the average of what is faint itself."""
SPOT, STAR = 2.5, 11.0
"""Radius of the spot that a single point is, and the size of a mark, in pixels."""


class Strokes:
    """Draws lines into a box.

    Args:
        box: where. zoomed: whether a person has chosen what is seen of x, and of y.

    Attributes:
        log: whether y is logarithmic; what is not positive is a gap then.
        points: by name of a line the points that are drawn, before the logarithm.
        smoothed: the same of the averages over them.

    """

    def __init__(self, box: Box, zoomed: Callable[[], tuple[bool, bool]]) -> None:
        self._box = box
        self._zoomed = zoomed
        self.log = False
        self.points: dict[str, tuple[Floats, Floats]] = {}
        self.smoothed: dict[str, tuple[Floats, Floats]] = {}
        self._strokes: dict[str, Stroke] = {}
        self._over: dict[str, Stroke] = {}
        self._styles: dict[int, tuple[str, float, float, str]] = {}
        self._ink = Ink(box)
        spot = QPainterPath()
        spot.addEllipse(QPointF(), SPOT, SPOT)
        self._spots = Spots(box, spot, -0.5)
        self._marks = Spots(box, QTransform.fromScale(STAR, STAR).map(Symbols["star"]), 5.0)
        box.show_whole_of(self._ink.bounds)

    def drawn(self, name: str) -> bool:
        """Whether a line is there and not hidden."""
        return name in self._strokes and self._strokes[name].shown

    def show(
        self, lines: Sequence[Line], hidden: set[str], smooth: Mapping[str, Line], marks: Sequence[Mark] = ()
    ) -> None:
        """Draw these lines, but those whose entry is hidden; over each its average, where ``smooth`` has one."""
        names = {line.name for line in lines}
        for name in [name for name in self._strokes if name not in names]:
            self._drop(name)
        points = max(round(self._box.width()), 100) * POINTS_PER_PIXEL
        low, high = self._box.viewRange()[0]
        zoomed = self._zoomed()[0]
        lonely = []
        for line in lines:
            stroke = self._strokes.setdefault(line.name, Stroke(QPen()))
            stroke.shown = line.key not in hidden
            if not stroke.shown:
                self._hide_over(line.name)
                continue
            part = visible(line.x, low, high) if zoomed else slice(0, len(line.x))
            if part.stop - part.start == 1:
                lonely.append(line)
            self._draw(line, stroke, part, points, smooth.get(line.name))
        self._ink.draw([*self._strokes.values(), *self._over.values()])
        self._spots.draw(self._spot(line.x[0], line.y[0], line.colour) for line in lonely if self._seen(line.y[0]))
        self._marks.draw(self._spot(mark.x, mark.y, mark.colour) for mark in marks if self._seen(mark.y))
        self._box.queueUpdateAutoRange()

    def set_log(self, log: bool) -> None:
        """A logarithmic or a linear y axis."""
        self.log = log

    def _draw(self, line: Line, stroke: Stroke, part: slice, points: int, smooth: Line | None) -> None:
        dense = line.noisy and part.stop - part.start > points // 4
        averaged = smooth is not None or dense
        only_mean = line.pinned and averaged
        if line.pinned:
            points //= PINNED  # dashes are drawn slowly
        x, y = self.points[line.name] = self._drawable(*line.thinned(part, points))
        stroke.shown = not only_mean
        self._style(line, stroke, FAINT if line.faint or averaged else 1.0)
        if not only_mean:
            self._set(stroke, x, y)
        if smooth is not None:
            here = slice(min(part.start, len(smooth.x)), min(part.stop, len(smooth.x)))
            over = self._stroke_over(line, SOFT if line.faint else 1.0)
            self.smoothed[line.name] = self._drawable(*smooth.thinned(here, points))
            self._set(over, *self.smoothed[line.name])
        elif dense:
            over = self._stroke_over(line, 1.0)
            self._set(over, *self._drawable(*line.mean(part, points // POINTS_PER_PIXEL // PIXELS_PER_MEAN)))
        else:
            self._hide_over(line.name)

    def _drop(self, name: str) -> None:
        self.points.pop(name, None)
        self.smoothed.pop(name, None)
        for strokes in (self._strokes, self._over):
            if name in strokes:
                self._styles.pop(id(strokes.pop(name)), None)

    def _stroke_over(self, line: Line, opacity: float) -> Stroke:
        stroke = self._over.setdefault(line.name, Stroke(QPen()))
        stroke.shown, stroke.counts = True, line.pinned
        self._style(line, stroke, opacity)
        return stroke

    def _hide_over(self, name: str) -> None:
        self.smoothed.pop(name, None)
        if name in self._over:
            self._over[name].shown = False

    def _drawable(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """What has a place on the axes."""
        return x, (np.where(y > 0, y, np.nan) if self.log else y)

    def _set(self, stroke: Stroke, x: Floats, y: Floats) -> None:
        stroke.set(x, np.log10(y) if self.log else y)

    def _seen(self, y: float) -> bool:
        return bool(np.isfinite(y)) and (y > 0 or not self.log)

    def _spot(self, x: float, y: float, colour: QColor) -> Spot:
        return Spot(float(x), float(np.log10(y) if self.log else y), colour)

    def _style(self, line: Line, stroke: Stroke, opacity: float) -> None:
        thin = opacity == FAINT
        width = 1.0 if thin else 1.3 if line.pinned else 1.8
        dash = "dotted" if line.ahead else "dashed" if line.dashed else ""
        style = (line.colour.name(), opacity, width, dash)
        stroke.height = -2 if line.pinned else -1 if thin else 0
        if self._styles.get(id(stroke)) == style:
            return
        self._styles[id(stroke)] = style
        colour = QColor(line.colour)
        colour.setAlphaF(opacity)
        pen = pg.mkPen(colour, width=width)
        if line.ahead:
            pen.setDashPattern([2.0, 2.0])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        elif line.dashed:
            pen.setDashPattern([4.0, 2.5])
        stroke.pen = pen
