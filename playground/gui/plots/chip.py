"""One entry of a legend: a spot of colour and a name, that shows or hides its line."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

from playground.gui.theme.fonts import font
from playground.gui.theme.style import give_role

SIDE = 10
LONGEST = 18


class Chip(QToolButton):
    """A checkable legend entry; unchecked is hidden, which a hollow spot shows too."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setChecked(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(SIDE, SIDE))
        self.setFont(font(8.0))
        give_role(self, "chip")
        self._shown: tuple[str, str] = ("", "")
        self.show_line(words, QColor(0, 0, 0, 0))

    def sizeHint(self) -> QSize:  # noqa: N802
        """No wider than spot and name."""
        return QSize(SIDE + 13 + self.fontMetrics().horizontalAdvance(self.text()), super().sizeHint().height())

    def show_line(self, words: str, colour: QColor) -> None:
        """The name and the colour of the line."""
        if (words, colour.name()) == self._shown:
            return
        self._shown = words, colour.name()
        self.setText(words if len(words) <= LONGEST else words[: LONGEST - 1] + "…")
        self.setToolTip(f"Show or hide {words}")
        self.setAccessibleName(words)
        spot = QIcon()
        for side in (SIDE, 2 * SIDE, 3 * SIDE):
            for on in (True, False):
                picture = QPixmap(side, side)
                picture.fill(Qt.GlobalColor.transparent)
                painter = QPainter(picture)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(colour, side / 8))
                painter.setBrush(colour if on else QColor(0, 0, 0, 0))
                painter.drawEllipse(QPointF(side / 2, side / 2), side * 0.34, side * 0.34)
                painter.end()
                spot.addPixmap(picture, QIcon.Mode.Normal, QIcon.State.On if on else QIcon.State.Off)
        self.setIcon(spot)
