"""A grid of numbers as squares, with the numbers in them where there is room, and a frame around some of them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.catalog.tensor import Array
from playground.gui.draw.pixels import of_colours
from playground.gui.theme.colour_maps import Bytes, surface_colours
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import Theme

READABLE = 22.0
"""A square of so many pixels has room for its number."""
APART = 6.0
"""Squares of so many pixels have gaps between them."""
_LARGEST = 44.0


class NumberGrid(QWidget):
    """Shows ``values`` of shape (h, w); a place that is pointed at or walked to with the arrow keys is told.

    Grey values run from 0 to ``white``; signed ones have the two colours of everything signed.
    """

    pointed = Signal(int, int)

    def __init__(self, name: str, theme: Theme, *, signed: bool, follows: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._signed, self._follows = theme, signed, follows
        self._values: Array = np.zeros((1, 1))
        self._rim = 0
        self._white = 1.0
        self._frame: tuple[int, int, int] | None = None
        self.setAccessibleName(name)
        self.setMouseTracking(follows)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        if follows:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for numbers in a small picture."""
        return QSize(220, 220)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Enough to see something."""
        return QSize(110, 110)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        self.update()

    def show_values(self, values: Array, *, white: float, rim: int = 0) -> None:
        """Show these numbers; the outermost ``rim`` of them is padding. ``white``: the largest size."""
        self._values, self._white, self._rim = values, white or 1.0, rim
        self.update()

    def frame(self, row: int, column: int, side: int = 1) -> None:
        """Put a frame around ``side`` × ``side`` squares."""
        self._frame = (row, column, side)
        self.update()

    def square(self, row: int, column: int, side: int = 1) -> QRectF:
        """Where squares lie in the widget."""
        size, left, top = self._measures()
        return QRectF(left + column * size, top + row * size, side * size, side * size)

    def _measures(self) -> tuple[float, float, float]:
        height, width = self._values.shape
        size = min((self.width() - 6) / width, (self.height() - 6) / height, _LARGEST)
        return size, 3.0, 3.0

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Squares, their numbers, the frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        size, left, top = self._measures()
        scaled = self._values / self._white
        colours = surface_colours(self._theme, scaled) if self._signed else _greys(scaled)
        height, width = self._values.shape
        whole = QRectF(left, top, width * size, height * size)
        if size >= APART:
            self._paint_squares(painter, colours)
        else:
            painter.drawImage(whole, of_colours(colours))
        if self._rim:
            painter.setPen(QPen(QColor(self._theme.muted), 1, Qt.PenStyle.DashLine))
            painter.drawRect(
                self.square(self._rim, self._rim).united(self.square(height - 1 - self._rim, width - 1 - self._rim))
            )
        if self._frame is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            # Light within dark: seen on every colour.
            for line, thick in ((self._theme.panel, 5.0), (self._theme.text, 2.5)):
                painter.setPen(QPen(QColor(line), thick))
                painter.drawRect(self.square(*self._frame).adjusted(1, 1, -1, -1))
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.accent), 1))
            painter.drawRect(whole.adjusted(-2, -2, 2, 2))

    def _paint_squares(self, painter: QPainter, colours: Bytes) -> None:
        """One by one, with gaps between them and their numbers where there is room."""
        size, left, top = self._measures()
        painter.setFont(font(min(9.0, size / 3.4)))
        gap = QPen(QColor(self._theme.line), 1)
        for row, line in enumerate(colours.tolist()):
            for column, (red, green, blue, _) in enumerate(line):
                square = QRectF(left + column * size, top + row * size, size, size)
                colour = QColor(red, green, blue)
                painter.fillRect(square, colour)
                painter.setPen(gap)
                painter.drawRect(square)
                if size >= READABLE:
                    dark = colour.lightnessF() < 0.5
                    painter.setPen(QColor("#ffffff") if dark else QColor("#1b2430"))
                    words = _fitting(painter, float(self._values[row, column]), size)
                    painter.drawText(square, Qt.AlignmentFlag.AlignCenter, words)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell the place under the pointer."""
        self._tell(event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The same for a click."""
        self._tell(event.position())

    def _tell(self, point: QPointF) -> None:
        size, left, top = self._measures()
        row, column = int((point.y() - top) // size), int((point.x() - left) // size)
        if self._follows and 0 <= row < self._values.shape[0] and 0 <= column < self._values.shape[1]:
            self.pointed.emit(row, column)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrow keys walk from place to place."""
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None or self._frame is None or not self._follows:
            super().keyPressEvent(event)
            return
        height, width = self._values.shape
        row = min(max(self._frame[0] + step[0], 0), height - 1)
        self.pointed.emit(row, min(max(self._frame[1] + step[1], 0), width - 1))


def short(value: float) -> str:
    """A number in few letters: ``30``, ``0.11``, ``−3``."""
    words = f"{value:.0f}" if abs(value - round(value)) < 5e-3 else f"{value:.2g}"
    return "0" if words in ("-0", "0") else words.replace("-", "−")


def _fitting(painter: QPainter, value: float, width: float) -> str:
    """The number with as many digits as a square of that width has room for."""
    words = short(value)
    if painter.fontMetrics().horizontalAdvance(words) > width - 3:
        words = f"{value:.0f}".replace("-", "−")
    return words


def _greys(shares: Array) -> Bytes:
    levels = np.rint(np.clip(shares, 0.0, 1.0) * 255).astype(np.uint8)
    return np.stack([levels, levels, levels, np.full_like(levels, 255)], axis=-1)
