"""One picture, large, with something over it: an overlay of warmth, and frames around places."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.gui.theme.tokens import Theme


class Sheet(QWidget):
    """Shows an image as large as there is room. ``pointed`` tells the place under the pointer: shares (row, column)."""

    pointed = Signal(object)

    def __init__(self, name: str, theme: Theme, parent: QWidget, *, side: int = 220) -> None:
        super().__init__(parent)
        self._theme, self._side = theme, side
        self._image: QImage | None = None
        self._overlay: QImage | None = None
        self._frames: Sequence[QRectF] = ()
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As was asked for."""
        return QSize(self._side, self._side)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Enough to see something."""
        return QSize(self._side // 2, self._side // 2)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        self.update()

    def show_image(self, image: QImage | None, overlay: QImage | None = None) -> None:
        """Show this; ``overlay`` is stretched over it."""
        self._image, self._overlay = image, overlay
        self.update()

    def frame(self, places: Sequence[QRectF]) -> None:
        """Frames around places, in pixels of the image."""
        self._frames = places
        self.update()

    def box(self) -> QRectF:
        """Where the image lies in the widget."""
        if self._image is None:
            return QRectF()
        scale = min((self.width() - 4) / self._image.width(), (self.height() - 4) / self._image.height())
        box = QRectF(0, 0, self._image.width() * scale, self._image.height() * scale)
        box.moveCenter(QPointF(self.width() / 2, self.height() / 2))
        return box

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The picture, what lies over it, and the frames."""
        painter = QPainter(self)
        if self._image is None:
            return
        box = self.box()
        painter.drawImage(box, self._image)
        if self._overlay is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(box, self._overlay)
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawRect(box)
        scale = box.width() / self._image.width()
        painter.setClipRect(box.adjusted(-2, -2, 2, 2))
        for place in self._frames:
            shown = QRectF(place.topLeft() * scale + box.topLeft(), place.size() * scale)
            for colour, width in (("panel", 4.0), ("selection", 2.0)):
                painter.setPen(QPen(self._theme.colour(colour), width))
                painter.drawRect(shown)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell where the pointer is."""
        box = self.box()
        if box.contains(event.position()) and box.height() > 0:
            at = event.position() - box.topLeft()
            self.pointed.emit((at.y() / box.height(), at.x() / box.width()))
        else:
            self.pointed.emit(None)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """The pointer has gone."""
        self.pointed.emit(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click tells the place too."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.mouseMoveEvent(event)
