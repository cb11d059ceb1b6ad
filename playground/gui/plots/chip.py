"""One entry of a legend: a spot of colour and a name, that shows or hides its line."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

from playground.gui.theme.fonts import font
from playground.gui.theme.style import give_role
from playground.spec.words import tr

SIDE = 10
LONGEST = 24


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
        self._shown: tuple[str, str, str] = ("", "", "")
        self.show_line(words, QColor(0, 0, 0, 0))

    def words_width(self) -> int:
        """Pixels that the name takes beside the spot."""
        return 5 + self.fontMetrics().horizontalAdvance(self.text())

    def be_short(self, short: bool) -> None:
        """Show the spot alone, where there is no room for the name; the tooltip still tells it."""
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if short else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        if style != self.toolButtonStyle():
            self.setToolButtonStyle(style)
            self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802
        """No wider than spot and name."""
        alone = self.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
        name = 0 if alone else self.words_width()
        return QSize(SIDE + 8 + name, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Never cut."""
        return self.sizeHint()

    def show_line(self, words: str, colour: QColor, *, mark: str = "disc") -> None:
        """The name and the colour of the line; ``mark`` is ``disc``, or the part whose points' mark is drawn."""
        if (words, colour.name(), mark) == self._shown:
            return
        same_spot = self._shown[1:] == (colour.name(), mark)
        self._shown = words, colour.name(), mark
        self.setText(words if len(words) <= LONGEST else words[: LONGEST - 1] + "…")
        self.setToolTip(tr("Show or hide {line}", line=words))
        self.setAccessibleName(words)
        if same_spot:
            return
        spot = QIcon()
        for side in (SIDE, 2 * SIDE, 3 * SIDE):
            for on in (True, False):
                picture = QPixmap(side, side)
                picture.fill(Qt.GlobalColor.transparent)
                painter = QPainter(picture)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                _draw(painter, mark, QColor(colour), side, on=on)
                painter.end()
                spot.addPixmap(picture, QIcon.Mode.Normal, QIcon.State.On if on else QIcon.State.Off)
        self.setIcon(spot)


def _draw(painter: QPainter, mark: str, colour: QColor, side: int, *, on: bool) -> None:
    """A spot that is hollow where it is off; the mark of a part's points stays itself and fades."""
    middle = QPointF(side / 2, side / 2)
    if mark == "disc":
        painter.setPen(QPen(colour, side / 8))
        painter.setBrush(colour if on else QColor(0, 0, 0, 0))
        painter.drawEllipse(middle, side * 0.34, side * 0.34)
        return
    colour.setAlphaF(1.0 if on else 0.28)
    if mark == "dev":
        painter.setPen(QPen(colour, side / 5.5))
        painter.drawEllipse(middle, side * 0.33, side * 0.33)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if mark == "train":
        painter.drawEllipse(middle, side * 0.4, side * 0.4)
        return
    r = side * 0.47
    x, y = middle.x(), middle.y()
    painter.drawPolygon([QPointF(x, y - r), QPointF(x + r, y), QPointF(x, y + r), QPointF(x - r, y)])
