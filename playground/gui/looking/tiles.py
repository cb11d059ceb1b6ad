"""Small pictures side by side, one of which is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.gui.theme.tokens import Theme

GAP = 4
LARGEST = 190.0
"""Pixels that a tile has at most."""


class Tiles(QWidget):
    """As many tiles as there are images, as large as there is room for. ``chosen`` tells a click or an arrow key."""

    chosen = Signal(int)

    def __init__(self, name: str, theme: Theme, parent: QWidget, *, largest: float = LARGEST) -> None:
        super().__init__(parent)
        self._theme, self._largest = theme, largest
        self._images: Sequence[QImage] = ()
        self._names: Sequence[str] = ()
        self._at = -1
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for some."""
        return QSize(260, 180)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """A row."""
        return QSize(120, 40)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        self.update()

    def show_images(self, images: Sequence[QImage], names: Sequence[str], chosen: int = -1) -> None:
        """Show these, each with its name as a tip; ``chosen`` has a frame, −1: none."""
        self._images, self._names, self._at = images, names, chosen
        self.setAccessibleDescription(names[chosen] if 0 <= chosen < len(names) else "")
        self.update()

    @property
    def count(self) -> int:
        """How many tiles there are."""
        return len(self._images)

    def _measures(self) -> tuple[int, float]:
        """Columns and the side of a tile, so that the tiles are as large as possible."""
        return _fitting(max(len(self._images), 1), self.width(), self.height(), self._largest)

    def tile(self, index: int) -> QRectF:
        """Where a tile lies."""
        columns, side = self._measures()
        return QRectF(index % columns * (side + GAP), index // columns * (side + GAP), side, side)

    def _at_point(self, point: QPointF) -> int:
        return next((index for index in range(len(self._images)) if self.tile(index).contains(point)), -1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Every image, pixels as squares."""
        painter = QPainter(self)
        for index, image in enumerate(self._images):
            tile = self.tile(index)
            scale = tile.width() / max(image.width(), image.height(), 1)
            place = QRectF(0, 0, image.width() * scale, image.height() * scale)
            place.moveCenter(tile.center())
            painter.drawImage(place, image)
            if index == self._at:
                painter.setPen(QPen(self._theme.colour("selection"), 2))
                painter.drawRect(tile.adjusted(0, 0, -1, -1))
        if self.hasFocus() and self._at < 0 and self._images:
            painter.setPen(QPen(self._theme.colour("accent"), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose the tile."""
        index = self._at_point(event.position())
        if index >= 0:
            self.chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrow keys go from tile to tile."""
        columns, _side = self._measures()
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns}
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self._images:
            super().keyPressEvent(event)
            return
        to = self._at + step if self._at >= 0 else 0
        if 0 <= to < len(self._images):
            self.chosen.emit(to)

    def event(self, event: QEvent) -> bool:
        """The tip of the tile under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._at_point(QPointF(event.pos()))
            if 0 <= index < len(self._names):
                QToolTip.showText(event.globalPos(), self._names[index], self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)


@lru_cache(maxsize=64)
def _fitting(count: int, width: int, height: int, largest: float) -> tuple[int, float]:
    """Columns and the side of so many tiles in so many pixels."""
    columns, side = 1, 0.0
    for across in range(1, count + 1):
        down = -(-count // across)
        fits = min((width + GAP) / across, (height + GAP) / down) - GAP
        if fits > side:
            columns, side = across, fits
    if side > largest:
        side = largest
        columns = max(1, int((width + GAP) // (side + GAP)))
    return columns, max(side, 1.0)
