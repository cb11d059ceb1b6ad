"""Guides: while cards are dragged they line up with others within a few pixels, and with the grid elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from playground.gui.canvas.geometry import snapped
from playground.gui.theme.tokens import Theme

REACH = 6.0
"""Pixels within which a guide pulls."""
CLOSE = 0.01
FARTHEST_GAP = 600.0
"""Canvas units; larger gaps are no rhythm that an eye would see."""


@dataclass(frozen=True, slots=True)
class Span:
    """A rectangle seen along one axis: where it begins and ends there, and across."""

    low: float
    high: float
    near: float
    far: float

    @property
    def middle(self) -> float:
        """Half way."""
        return (self.low + self.high) / 2

    def beside(self, other: Span) -> bool:
        """Whether the two overlap across the axis, so that the gap between them can be seen."""
        return self.near < other.far and other.near < self.far


def along(rect: QRectF, *, across: bool) -> Span:
    """A rectangle from left to right (``across``), or from top to bottom."""
    if across:
        return Span(rect.left(), rect.right(), rect.top(), rect.bottom())
    return Span(rect.top(), rect.bottom(), rect.left(), rect.right())


def pulls(moving: Span, others: Sequence[Span]) -> list[float]:
    """All shifts along the axis that would line ``moving`` up: edges and middles of others, and equal gaps."""
    found = []
    for other in others:
        found += [other.low - moving.low, other.middle - moving.middle, other.high - moving.high]
    beside = sorted((other for other in others if other.beside(moving)), key=lambda span: span.low)
    size = moving.high - moving.low
    for first, second in pairwise(beside):
        gap = second.low - first.high
        if gap <= 0.0:
            continue
        if gap <= FARTHEST_GAP:
            found += [second.high + gap - moving.low, first.low - gap - moving.high]
        if gap > size:
            found.append(first.high + (gap - size) / 2 - moving.low)
    return found


def gaps(moving: Span, others: Sequence[Span]) -> list[tuple[Span, Span]]:
    """The gaps beside ``moving`` that are as wide as one close by, and those, as pairs of what lies on both sides."""
    row = sorted((*(other for other in others if other.beside(moving)), moving), key=lambda span: (span.low, span.high))
    here = row.index(moving)
    near = [pair for pair in pairwise(row[max(0, here - 2) : here + 3]) if 0.0 < _width(*pair) <= FARTHEST_GAP]
    found = []
    for pair in near:
        alike = [other for other in near if other != pair and abs(_width(*other) - _width(*pair)) < CLOSE]
        if moving in pair and alike:
            found += [pair, *alike]
    return list(dict.fromkeys(found))


def _width(a: Span, b: Span) -> float:
    return b.low - a.high


class Guides(QGraphicsItem):
    """Where dragged cards line up with ``others``, and the lines that say so. It is on the scene while it is shown."""

    def __init__(self, scene: QGraphicsScene, theme: Theme, others: Iterable[QRectF]) -> None:
        super().__init__()
        self._on = scene
        self._theme = theme
        rects = list(others)
        self._others = {across: [along(rect, across=across) for rect in rects] for across in (True, False)}
        self._lines: list[QLineF] = []
        self._gaps: list[QLineF] = []
        self._bounds = QRectF()
        self.setZValue(5.0)
        scene.addItem(self)

    def pull(self, rect: QRectF, zoom: float) -> QPointF:
        """How far ``rect`` is to go to line up; along an axis without a guide in reach, to the grid."""
        grid = QPointF(*snapped(rect.center())) - rect.center()
        shift = []
        for across, fallback in ((True, grid.x()), (False, grid.y())):
            near = [by for by in pulls(along(rect, across=across), self._others[across]) if abs(by) <= REACH / zoom]
            shift.append(min(near, key=abs) if near else fallback)
        return QPointF(*shift)

    def show_for(self, rect: QRectF) -> None:
        """Draw what ``rect`` is lined up with."""
        lines: list[QLineF] = []
        gap_lines: list[QLineF] = []
        for across in (True, False):
            moving, others, drawn = along(rect, across=across), self._others[across], len(lines)
            for name in ("low", "high", "middle"):
                here = getattr(moving, name)
                alike = [other for other in others if abs(getattr(other, name) - here) < CLOSE]
                between = name == "middle" and len(lines) - drawn == 2  # both edges say so already
                if alike and not between:
                    first = min(moving.near, *(other.near for other in alike))
                    last = max(moving.far, *(other.far for other in alike))
                    lines.append(_line(here, first, here, last, across=across))
            for a, b in gaps(moving, others):
                level = (max(a.near, b.near) + min(a.far, b.far)) / 2
                gap_lines.append(_line(a.high, level, b.low, level, across=across))
        self.prepareGeometryChange()
        self._lines, self._gaps = lines, gap_lines
        self._bounds = QRectF()
        for line in (*lines, *gap_lines):
            self._bounds |= QRectF(line.p1(), line.p2()).normalized().adjusted(-8, -8, 8, 8)
        self.update()

    def end(self) -> None:
        """The cards have been let go."""
        if self.scene() is not None:
            self._on.removeItem(self)

    @property
    def lines(self) -> tuple[QLineF, ...]:
        """The lines that are drawn, gaps last."""
        return (*self._lines, *self._gaps)

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Around all lines."""
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Thin lines; gaps with a small bar at both ends."""
        colour = self._theme.colour("accent")
        pen = QPen(colour, 1.0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawLines(self._gaps)
        for line in self._gaps:
            aside = QPointF(0, 5) if abs(line.dx()) > abs(line.dy()) else QPointF(5, 0)
            painter.drawLines([QLineF(end - aside, end + aside) for end in (line.p1(), line.p2())])
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLines(self._lines)


def _line(a: float, b: float, c: float, d: float, *, across: bool) -> QLineF:
    """A line whose first numbers run along the axis."""
    return QLineF(a, b, c, d) if across else QLineF(b, a, d, c)
