"""The curves of all runs: thin lines, their median with the band between the quartiles, and the one that is meant."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.gui.crowd.wall import FEW
from playground.gui.plots.faces.face import minus, ticks
from playground.gui.plots.ink import in_pieces
from playground.gui.theme.fonts import font, magnified
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr
from playground.workbench.crowd_values import Band

Floats = NDArray[np.float64]

NEAR = 14.0
"""Pixels from the pointer to a line that it means."""
MOST_POINTS = 16_000
"""So many points of all lines together are drawn."""
MEDIAN = 2
"""The colour of the median and the band, in the series: neither that of the chosen line nor that of all others."""
FEWEST = 5
"""From so many runs on there are a median and a band."""


class CrowdChart(QWidget):
    """Draws a number of every member over the epochs. Hovering points at the nearest line, a click chooses it."""

    pointed = Signal(int)
    """The pointer is near this member's line; −1: near none."""
    chosen = Signal(int)
    """A person looks at this member."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._epochs: Floats = np.empty(0)
        self._table: Floats = np.empty((0, 0))
        self._band: Band | None = None
        self._log = False
        self._names: tuple[str, ...] = ()
        self._title = ""
        self.hovered = self.meant = -1
        self._still: QPixmap | None = None
        self._range = (0.0, 1.0)
        self._goal = 1.0
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("The runs' curves"))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """What can still be read."""
        return QSize(170, 110)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Wider than high."""
        return QSize(340, 200)

    @property
    def log(self) -> bool:
        """Whether the axis upward is logarithmic."""
        return self._log

    def show_table(
        self, title: str, names: tuple[str, ...], epochs: Floats, table: Floats, band: Band, goal: float, *, log: bool
    ) -> None:
        """Draw a number, shape (rows, members), as it was after ``epochs``; ``goal`` is where the axis ends."""
        self._title, self._names, self._epochs, self._table = title, names, epochs, table
        self._band, self._log, self._goal = band, log, max(goal, 1.0)
        self._still = None
        self.update()

    def show_member(self, hovered: int, meant: int) -> None:
        """Which line is pointed at anywhere, and which is chosen; −1: none."""
        if (hovered, meant) != (self.hovered, self.meant):
            self.hovered, self.meant = hovered, meant
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        self._still = None
        self.update()

    # Where things lie

    @property
    def box(self) -> QRectF:
        """The rectangle that the lines lie in."""
        more = magnified()
        return QRectF(self.rect()).adjusted(44.0 * more, 20.0 * more, -14.0, -30.0 * more)

    def _scaled(self, values: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.log10(np.where(values > 0.0, values, np.nan)) if self._log else values

    def _set_range(self) -> None:
        """What the axis shows: all that is finite, but not what blew up a hundred times beyond the others' band."""
        values = self._scaled(self._table)
        there = np.isfinite(values)
        finite = values.ravel() if there.all() else values[there]
        if not len(finite):
            self._range = (0.0, 1.0)
            return
        low, high = float(finite.min()), float(finite.max())
        if not self._log and len(finite) > 8:
            usual = float(np.percentile(finite[:: max(len(finite) // MOST_POINTS, 1)], 98))
            if high - low > 4.0 * max(usual - low, 1e-12):
                high = low + 1.5 * (usual - low) or high
        if high - low < 1e-9:
            low, high = low - 0.5, high + 0.5
        more = 0.04 * (high - low)
        self._range = (low - more, high + more)

    def _x(self, epochs: Floats, box: QRectF) -> Floats:
        return np.asarray(box.left() + epochs / self._goal * box.width())

    def _y(self, values: Floats, box: QRectF) -> Floats:
        low, high = self._range
        return np.asarray(box.bottom() - (self._scaled(values) - low) / (high - low) * box.height())

    def _rows(self) -> NDArray[np.int64]:
        """The rows that are drawn: all, or so many that it stays quick."""
        rows, members = self._table.shape
        most = max(2, min(int(self.width()), MOST_POINTS // max(members, 1)))
        return np.unique(np.linspace(0, rows - 1, min(rows, most)).round().astype(np.int64))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """What stands still from a picture, the meant lines over it."""
        ratio = self.devicePixelRatioF()
        if self._still is None or self._still.deviceIndependentSize() != self.size():
            self._still = QPixmap(self.size() * ratio)
            self._still.setDevicePixelRatio(ratio)
            self._still.fill(Qt.GlobalColor.transparent)
            with QPainter(self._still) as painter:
                self._paint_still(painter)
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._still)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._table.size:
                count = self._table.shape[1]
                for member, token in ((self.meant, "accent"), (self.hovered, "text")):
                    if 0 <= member < count:
                        own = self._theme.of_series(member) if count <= FEW else self._theme.colour(token)
                        self._paint_member(painter, member, own)
            self._paint_words(painter)

    def _paint_still(self, painter: QPainter) -> None:
        theme, box = self._theme, self.box
        self._set_range()
        self._paint_axes(painter, box)
        if not self._table.size or not len(self._epochs):
            return
        painter.setClipRect(box.adjusted(-1, -1, 1, 1))
        rows = self._rows()
        members = self._table.shape[1]
        x, y = self._x(self._epochs[rows], box), self._y(self._table[rows], box)
        few = members <= FEW
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=members <= 4 * FEW)
        if few:
            for member in range(members):
                painter.setPen(QPen(theme.of_series(member), 1.6))
                in_pieces(painter, np.stack([x, y[:, member]], axis=1))
        else:
            colour = theme.colour("muted")
            colour.setAlphaF(max(0.22, min(0.6, 12.0 / members)))
            painter.setPen(QPen(colour, 1.0))
            gap = np.full((1, members), np.nan)
            across = np.broadcast_to(np.append(x, x[-1])[:, None], (len(x) + 1, members))
            painter.drawPath(_path(across.T.ravel(), np.concatenate([y, gap]).T.ravel()))
        band = self._band
        if band is not None and members >= FEWEST and not few:
            self._paint_band(painter, band, rows, x, box)

    def _paint_band(self, painter: QPainter, band: Band, rows: NDArray[np.int64], x: Floats, box: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low, middle, high = (self._y(values[rows], box) for values in (band.low, band.median, band.high))
        good = np.isfinite(low) & np.isfinite(high)
        if good.sum() > 1:
            shade = self._theme.of_series(MEDIAN)
            shade.setAlphaF(0.22)
            outline = _path(np.concatenate([x[good], x[good][::-1]]), np.concatenate([low[good], high[good][::-1]]))
            painter.fillPath(outline, shade)
        painter.setPen(QPen(self._theme.of_series(MEDIAN), 2.4))
        in_pieces(painter, np.stack([x, middle], axis=1))

    def _paint_member(self, painter: QPainter, member: int, colour: QColor) -> None:
        painter.save()
        painter.setClipRect(self.box.adjusted(-1, -1, 1, 1))
        rows, box = self._rows(), self.box
        x, y = self._x(self._epochs[rows], box), self._y(self._table[rows, member], box)
        for pen in (QPen(self._theme.colour("plot_background"), 4.5), QPen(colour, 2.6)):
            painter.setPen(pen)
            in_pieces(painter, np.stack([x, y], axis=1))
        finite = np.flatnonzero(np.isfinite(y))
        if len(finite):
            painter.setBrush(colour)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(QPointF(float(x[finite[-1]]), float(y[finite[-1]])), 3.5, 3.5)
        painter.restore()

    def _paint_words(self, painter: QPainter) -> None:
        """What is drawn, and which line is meant."""
        painter.setFont(font(8.5))
        member = self.hovered if self.hovered >= 0 else self.meant
        line = QRectF(4.0, 0.0, self.width() - 8.0, self.box.top() - 3)
        painter.setPen(self._theme.colour("muted"))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if not 0 <= member < len(self._names) or not len(self._table):
            words = self._title
        else:
            own = self._theme.of_series(member) if len(self._names) <= FEW else None
            painter.setPen(own or self._theme.colour("text" if self.hovered >= 0 else "accent"))
            column = self._table[:, member]
            finite = column[np.isfinite(column)]
            value = f"{finite[-1]:.4g}" if len(finite) else "–"
            words = f"{self._names[member]}:  {self._title} {minus(value)}"
        painter.drawText(
            line, left, painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(line.width()))
        )

    def _paint_axes(self, painter: QPainter, box: QRectF) -> None:
        theme = self._theme
        painter.setFont(font(8.0))
        height = painter.fontMetrics().height()
        grid, muted = QPen(theme.colour("grid"), 1), theme.colour("muted")
        for value in ticks(0.0, self._goal, max(int(box.width() // 56), 2)):
            x = box.left() + value / self._goal * box.width()
            painter.setPen(grid)
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
            painter.setPen(muted)
            place = QRectF(x - 40, box.bottom() + 2, 80, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, f"{value:g}")
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        low, high = self._range
        for at, words in self._marks(low, high, max(int(box.height() // 34), 2)):
            y = box.bottom() - (at - low) / (high - low) * box.height()
            painter.setPen(grid)
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            painter.setPen(muted)
            painter.drawText(QRectF(0, y - height / 2, box.left() - 6, height), right, minus(words))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
        painter.setPen(muted)
        below = QRectF(box.left(), box.bottom() + 1 + height * 0.9, box.width(), height)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, tr("epoch"))

    def _marks(self, low: float, high: float, count: int) -> list[tuple[float, str]]:
        if not self._log:
            return [(value, f"{value:g}") for value in ticks(low, high, count)]
        if high - low > 1.2:
            step = max(1, math.ceil((high - low) / count))
            return [(float(power), f"{10.0**power:g}") for power in range(math.ceil(low), math.floor(high) + 1, step)]
        return [(value, f"{10.0**value:.2g}") for value in ticks(low, high, count)]

    # The pointer

    def member_at(self, at: QPointF) -> int:
        """The member whose line passes nearest, −1 where none does."""
        box = self.box
        if not self._table.size or not len(self._epochs) or not box.adjusted(-4, -4, 4, 4).contains(at):
            return -1
        epoch = (at.x() - box.left()) / box.width() * self._goal
        row = int(np.searchsorted(self._epochs, epoch))
        before, after = max(row - 1, 0), min(row, len(self._epochs) - 1)
        first, last = float(self._epochs[before]), float(self._epochs[after])
        share = min(max((epoch - first) / (last - first), 0.0), 1.0) if last > first else 0.0
        y = self._y(self._table[before], box) * (1.0 - share) + self._y(self._table[after], box) * share
        away = np.where(np.isfinite(y), np.abs(y - at.y()), np.inf)
        nearest = int(away.argmin())
        past = self._x(self._epochs[-1:], box)[0] + NEAR < at.x()
        return nearest if away[nearest] <= NEAR and not past else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Point at the nearest line."""
        self.pointed.emit(self.member_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose the nearest line."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self.member_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """The pointer is gone."""
        super().leaveEvent(event)
        self.pointed.emit(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Drawn anew."""
        self._still = None
        super().resizeEvent(event)


def _path(x: Floats, y: Floats) -> QPainterPath:
    """A line through the points that has gaps where they are not finite."""
    path: QPainterPath = pg.arrayToQPath(np.ascontiguousarray(x), np.ascontiguousarray(y), connect="finite")
    return path
