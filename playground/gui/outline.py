"""What is seen of the window before its parts are made: the places where they will be, and Play."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from playground.gui.room import GAP, PLOT, outer_columns, plots_height, square
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import draw
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr

MENU, BAR, STATUS = 24, 58, 21
"""Heights of the menu bar, of the bar under it, and of the status line."""
PLAY = QRect(14, MENU + 6, 44, 44)
PICTURE = 26
FOOT, LINE, PROBLEMS = 35, 32, 150
"""Under the canvas: the height of that row, the time line's, and how wide the button of the problems is."""
MOST_PLOTS = 3
CORNER = 6.0
Rects = dict[str, QRect]


class Outline(QWidget):
    """Paints cards where the parts will stand, as ``layout`` in the settings has it (see `gui.layouts`).

    Play can be pressed already: what was asked for is done as soon as there is somebody to do it.
    """

    play_pressed = Signal()

    def __init__(self, theme: Theme, layout: Mapping[str, Any], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._layout = layout
        self._playing = False
        self.setAccessibleName(tr("Opening …"))

    def show_playing(self, playing: bool) -> None:
        """Play was asked for, or asked for and taken back."""
        self._playing = playing
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on Play."""
        if event.button() == Qt.MouseButton.LeftButton and _inside(PLAY, event.position()):
            self.play_pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The cards, the bar with Play on it, and a quiet word."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(theme.window))
        painter.fillRect(QRect(0, MENU, self.width(), BAR), QColor(theme.panel))
        painter.fillRect(QRect(0, MENU + BAR - 1, self.width(), 1), QColor(theme.line))
        painter.setPen(QColor(theme.line))
        rects = cards(self.width(), self.height(), self._layout)
        for name, rect in rects.items():
            painter.setBrush(QColor(theme.canvas if name == "canvas" else theme.panel))
            painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(PLAY)
        picture = QRectF(0, 0, PICTURE, PICTURE)
        picture.moveCenter(QRectF(PLAY).center())
        draw(painter, "pause" if self._playing else "play", picture, QColor(theme.accent_text))
        painter.setFont(font(9.0))
        painter.setPen(QColor(theme.muted))
        painter.drawText(rects["canvas"], Qt.AlignmentFlag.AlignCenter, tr("Opening …"))
        painter.end()


def cards(width: int, height: int, layout: Mapping[str, Any]) -> Rects:
    """Where the parts stand in a window of that size, by name; a layout that makes no sense counts as none.

    Where a person has shared the room out otherwise, the ``sizes`` of the layout are taken.
    """
    shown, sizes = _mapping(layout.get("shown")), _mapping(layout.get("sizes"))
    own = layout.get("arranged") is True
    top, bottom = MENU + BAR + GAP, height - STATUS
    left, right = outer_columns(width)
    plots = plots_height(height)
    if own:
        left, _, right = _numbers(sizes.get("columns"), 3) or (left, 0, right)
        plots = (_numbers(sizes.get("centre"), 2) or (0, plots))[1]
    surface = (_numbers(sizes.get("right"), 2) if own else None) or (square(right), 0)
    made: Rects = {}
    start, end = GAP, width - GAP
    if shown.get("show_left") is not False:
        made["left"] = QRect(start, top, left, bottom - top)
        start += left + GAP
    if shown.get("show_right") is not False:
        end -= right + GAP
        made["surface"] = QRect(end + GAP, top, right, surface[0])
        below = top + surface[0] + GAP
        made["inspector"] = QRect(end + GAP, below, right, bottom - below)
    low = bottom
    if shown.get("show_plots") is not False:
        low = bottom - plots - GAP
        count = max(1, min(MOST_PLOTS, (end - start + GAP) // (PLOT + GAP)))
        wide = (end - start - GAP * (count - 1)) / count
        for number in range(count):
            x = round(start + number * (wide + GAP))
            made[f"plot{number + 1}"] = QRect(x, low + GAP, round(wide), plots)
    foot = low - FOOT
    made["canvas"] = QRect(start, top, end - start, foot - GAP - top)
    made["line"] = QRect(start, foot + 1, end - start - PROBLEMS - GAP, LINE)
    made["problems"] = QRect(end - PROBLEMS, foot, PROBLEMS, FOOT)
    return made


def _numbers(value: object, count: int) -> list[int] | None:
    if isinstance(value, list) and len(value) == count and all(type(size) is int and size >= 0 for size in value):
        return value
    return None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _inside(circle: QRect, place: QPointF) -> bool:
    away = place.toPoint() - circle.center()
    return QPoint.dotProduct(away, away) <= (circle.width() // 2) ** 2
