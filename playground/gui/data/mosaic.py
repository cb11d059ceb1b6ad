"""Pictures side by side, each with the name of its class in the tooltip and below where there is room."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.catalog.families import Preview
from playground.gui.plots.data_thumbnail import example_image
from playground.gui.theme.tokens import Theme

CELL = 56
LETTERS = 15
GAP = 6


class Mosaic(QWidget):
    """As many of the pictures as fit."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._images: list[tuple[QImage, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_preview(self, preview: Preview | None) -> None:
        """Show these pictures; None: none."""
        self._images = []
        if preview is not None:
            self._images = [
                (example_image(preview.facts, picture), preview.facts.classes[int(label)])
                for picture, label in zip(preview.x, preview.y, strict=True)
            ]
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        self.update()

    @property
    def shown(self) -> int:
        """How many pictures fit."""
        across, down = self._fitting()
        return min(len(self._images), across * down)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Three rows of six."""
        return QSize(6 * (CELL + GAP), 3 * (CELL + LETTERS + GAP))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """One row of three."""
        return QSize(3 * (CELL + GAP), CELL + LETTERS + GAP)

    def _fitting(self) -> tuple[int, int]:
        return max(1, (self.width() + GAP) // (CELL + GAP)), max(1, (self.height() + GAP) // (CELL + LETTERS + GAP))

    def _place(self, index: int) -> QRect:
        across, _ = self._fitting()
        corner = QPoint(index % across * (CELL + GAP), index // across * (CELL + LETTERS + GAP))
        return QRect(corner, QSize(CELL, CELL + LETTERS))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Small pictures keep their pixels sharp."""
        painter = QPainter(self)
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        painter.setFont(font)
        painter.setPen(self._theme.colour("muted"))
        for index in range(self.shown):
            image, name = self._images[index]
            place = self._place(index)
            size = image.size().scaled(CELL, CELL, Qt.AspectRatioMode.KeepAspectRatio)
            target = QRect(
                place.left() + (CELL - size.width()) // 2,
                place.top() + (CELL - size.height()) // 2,
                size.width(),
                size.height(),
            )
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, image.width() > CELL)
            painter.drawImage(target, image)
            below = QRect(place.left(), place.top() + CELL, CELL, LETTERS)
            short = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, CELL)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, short)
        painter.end()

    def event(self, event: object) -> bool:
        """The whole name of a class in a tooltip."""
        if isinstance(event, QHelpEvent):
            for index in range(self.shown):
                if self._place(index).contains(event.pos()):
                    QToolTip.showText(event.globalPos(), self._images[index][1], self)
                    return True
            QToolTip.hideText()
            return True
        return super().event(event)  # type: ignore[arg-type]
