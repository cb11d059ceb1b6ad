"""The values of all lines at one moment, beside a line through the plot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from playground.gui.plots.line import Line, Mark, nearest
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr

BESIDE = 12
"""Pixels from the line to the values."""
GLASS = 0.86
"""How opaque the table is: the curves shine through."""
WIDE = 420
"""A plot as wide as this has room for the values of pinned runs too."""
MARGIN, SPOT, APART = 6, 7, 10
LETTERS = 7.5


@dataclass(frozen=True, slots=True)
class Row:
    """One line's value, in words: colour, name, value."""

    colour: str
    words: str
    value: str


class ValueTable(QWidget):
    """A small table that is painted straight: a rich text takes ten times as long to lay out, at every move."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = ""
        self._rows: tuple[Row, ...] = ()
        self._theme: Theme | None = None
        self._value_width = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._theme = theme
        self.setFont(font(LETTERS))
        self._fit()

    def text(self) -> str:
        """All that it says."""
        return "\n".join([self._title, *(f"{row.words} {row.value}" for row in self._rows)])

    def say(self, title: str, rows: tuple[Row, ...]) -> None:
        """Show this."""
        if (title, rows) != (self._title, self._rows):
            self._title, self._rows = title, rows
            self.setAccessibleDescription(self.text())
            self._fit()

    @property
    def row_height(self) -> int:
        """Pixels from one row to the next."""
        return self.fontMetrics().height() + 1

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        wide = max((metrics.horizontalAdvance(row.words) for row in self._rows), default=0)
        self._value_width = max((metrics.horizontalAdvance(row.value) for row in self._rows), default=0)
        width = max(SPOT + 4 + wide + APART + self._value_width, metrics.horizontalAdvance(self._title))
        self.resize(width + 2 * MARGIN, self.row_height * (len(self._rows) + 1) + MARGIN)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Heading and rows on glass."""
        if self._theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        glass = self._theme.colour("raised")
        glass.setAlphaF(GLASS)
        painter.setPen(self._theme.colour("line"))
        painter.setBrush(glass)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        height, ascent = self.row_height, self.fontMetrics().ascent()
        text = self._theme.colour("text")
        y = MARGIN // 2
        painter.setPen(text)
        painter.drawText(MARGIN, y + ascent, self._title)
        end = self.width() - MARGIN
        for row in self._rows:
            y += height
            if row.colour:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(row.colour))
                painter.drawEllipse(QRectF(MARGIN, y + (height - SPOT) / 2, SPOT, SPOT))
            painter.setPen(text)
            painter.drawText(MARGIN + SPOT + 4, y + ascent, row.words)
            painter.drawText(end - self.fontMetrics().horizontalAdvance(row.value), y + ascent, row.value)
        painter.end()


class Reading:
    """A dashed line across the plot and a small table of what every line says there.

    Attributes:
        label: the table.

    """

    def __init__(self, view: Any) -> None:
        self._view = view
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self._cross.hide()
        view.addItem(self._cross, ignoreBounds=True)
        self.label = ValueTable(view)

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self._cross.setPen(pg.mkPen(theme.muted, width=1, style=Qt.PenStyle.DashLine))
        self.label.set_theme(theme)

    def hide(self) -> None:
        """Nobody points at anything."""
        self._cross.hide()
        self.label.hide()

    def show(
        self, lines: Sequence[Line], at: float, title: str, smooth: Mapping[str, Line], marks: Sequence[Mark]
    ) -> None:
        """Say what these lines are at ``at`` on the x axis, under ``title``."""
        wide = self._view.width() >= WIDE
        lines = [
            line for line in lines if (line.x[0] <= at <= line.x[-1] or not line.ahead) and (wide or not line.pinned)
        ]
        if not lines:
            self.hide()
            return
        most = max((self._view.height() - 40) // self.label.row_height - 1, 1)
        left = len(lines) - most
        rows = [_row(line, at, smooth.get(line.name), marks) for line in lines[: most - 1 if left > 0 else most]]
        if left > 0:
            rows.append(Row("", tr("and {count} more", count=left + 1), ""))
        self.label.say(title, tuple(rows))
        self._cross.setPos(at)
        self._cross.show()
        self._place(at)

    def _place(self, at: float) -> None:
        """Beside the line, on the right where there is room."""
        box = self._view.getViewBox()
        x = self._view.mapFromScene(box.mapViewToScene(QPointF(at, box.viewRange()[1][0]))).x()
        left = x + BESIDE
        if left + self.label.width() > self._view.width():
            left = x - BESIDE - self.label.width()
        self.label.move(max(left, 0), 4)
        self.label.show()
        self.label.raise_()


def _row(line: Line, at: float, smooth: Line | None, marks: Sequence[Mark]) -> Row:
    index = nearest(line.x, at)
    value = _number(float(line.y[index]))
    if smooth is not None and index < len(smooth.y):
        value = f"{_number(float(smooth.y[index]))} ({value})"
    best = any(mark.line == line.name and mark.x == line.x[index] for mark in marks)
    return Row(line.colour.name(), f"{line.words} ★" if best else line.words, value)


def _number(value: float) -> str:
    return f"{value:.4g}" if np.isfinite(value) else "–"
