"""The words beside the pointer on what it is over."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLabel, QWidget

from playground.gui.canvas.lettering import lettering
from playground.gui.theme.tokens import Theme

AWAY = 16
EDGE = 4
"""Pixels between the words and the parent's edge, or what they stand clear of."""
FAR = 6
"""Pixels hidden that weigh as much as standing one pixel farther away."""


class Callout(QLabel):
    """A small card with words that follow what is measured; the pointer goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._theme: Theme | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setFont(lettering(12.0))
        self.hide()

    def say(self, words: str, pixel: QPoint, theme: Theme, clear_of: Sequence[QRect] = ()) -> None:
        """Show ``words`` beside a pixel of the parent, where they hide as little as can be of ``clear_of``."""
        if theme is not self._theme:
            self._theme = theme
            self.setStyleSheet(
                f"QLabel {{ background: {theme.panel}; color: {theme.text}; border: 1px solid {theme.line};"
                " border-radius: 6px; padding: 3px 7px; }"
            )
        if words != self.text():
            self.setText(words)
            self.adjustSize()
        self.move(self._place(pixel, clear_of) if clear_of else self._beside(pixel))
        self.show()
        self.raise_()

    def _beside(self, pixel: QPoint) -> QPoint:
        x, y = pixel.x() + AWAY, pixel.y() + AWAY
        if x + self.width() > self._parent.width() - EDGE:
            x = pixel.x() - AWAY - self.width()
        if y + self.height() > self._parent.height() - EDGE:
            y = pixel.y() - AWAY - self.height()
        return QPoint(max(EDGE, x), max(EDGE, y))

    def _place(self, pixel: QPoint, clear_of: Sequence[QRect]) -> QPoint:
        """At one of the corners, or above or below everything that stands in the same columns."""
        wide, high = self.width(), self.height()
        left, right = pixel.x() - AWAY - wide, pixel.x() + AWAY
        middle = pixel.x() - wide // 2
        column = [rect for rect in clear_of if rect.left() < middle + wide and rect.right() > middle]
        above = min((rect.top() for rect in column), default=pixel.y()) - EDGE - high
        below = max((rect.bottom() for rect in column), default=pixel.y()) + EDGE
        up, down = pixel.y() - AWAY - high, pixel.y() + AWAY
        places = [(x, y) for x in (right, left) for y in (down, up)] + [(middle, below), (middle, above)]
        room = self._parent.rect().adjusted(EDGE, EDGE, -EDGE, -EDGE)

        def cost(place: QPoint) -> int:
            here = QRect(place, self.size())
            hidden = [rect.intersected(here) for rect in clear_of if rect.intersects(here)]
            away = (here.center() - pixel).manhattanLength()
            return sum(rect.width() * rect.height() for rect in hidden) + FAR * away

        inside = [
            QPoint(max(room.left(), min(x, room.right() + 1 - wide)), max(room.top(), min(y, room.bottom() + 1 - high)))
            for x, y in places
        ]
        return min(inside, key=cost)
