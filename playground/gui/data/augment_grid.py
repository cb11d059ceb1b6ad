"""A grid of pictures: each original, and beside it what augmentation made of it."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.gui.draw.pixels import as_image
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr

GAP = 3
APART = 8
"""Pixels between the originals and the rest."""


class AugmentGrid(QWidget):
    """A line for each picture, the original first. A click asks for other examples."""

    clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: list[list[QImage]] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(tr("Left the pictures as they are, then as they are learned from. Click for other examples."))
        self.setAccessibleName(tr("Examples of the augmentation"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        self.update()

    def show_pictures(self, original: NDArray[Any], fresh: NDArray[Any] | None) -> None:
        """Bytes of shape (pictures, channels, height, width) and (pictures, times, channels, height, width)."""
        self._lines = [
            [as_image(first), *map(as_image, fresh[at] if fresh is not None else ())]
            for at, first in enumerate(original)
        ]
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The wider, the larger the pictures."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as its lines."""
        side = self._side(self.width()) if self._lines else 0.0
        self.setFixedHeight(round(sum(side * _ratio(line[0]) + GAP for line in self._lines)))

    def _side(self, width: int) -> float:
        across = max(len(line) for line in self._lines)
        return max(1.0, (width - APART - GAP * max(across - 2, 0)) / across)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Pixels as they are, a line of the accent around it where the keyboard is."""
        with QPainter(self) as painter:
            if not self._lines:
                return
            side, top = self._side(self.width()), 0.0
            for line in self._lines:
                left, high = 0.0, side * _ratio(line[0])
                for at, image in enumerate(line):
                    painter.drawImage(QRectF(left, top, side, high), image)
                    left += side + (APART if at == 0 else GAP)
                top += high + GAP
            if self.hasFocus():
                painter.setPen(self._theme.colour("accent"))
                painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Other examples."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The same by keyboard."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


def _ratio(image: QImage) -> float:
    return image.height() / max(image.width(), 1)
