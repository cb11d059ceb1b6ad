"""What was drawn: strokes over a picture, as large as the screen likes and as small as the network gets it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from playground.gui.draw.pixels import FORMAT, as_array

FINE = 12
"""Pixels of the drawing for each pixel that the network gets, at most: strokes get soft edges, as scanned ones have."""
MOST = 768
"""Pixels of the drawing's longer side, so that a large picture is drawn as quickly as a small one."""
FILLED = 0.72
"""The share of the side that a centred drawing fills, as in MNIST (20 of 28 pixels)."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through ``points`` in units of the network's pixels; ``width`` likewise."""

    points: tuple[QPointF, ...]
    width: float
    colour: QColor


@dataclass(slots=True, eq=False)
class Drawing:
    """Strokes on a ground, or on a picture that was taken up.

    Attributes:
        width, height: in pixels of the network. channels: 1 grey or 3 colours.
        ground: what an empty drawing is.

    """

    width: int
    height: int
    channels: int
    ground: QColor
    strokes: list[Stroke] = field(default_factory=list)
    picture: QImage | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing on it."""
        return not self.strokes and self.picture is None

    def large(self) -> QImage:
        """The drawing with up to `FINE` × `FINE` pixels for each of the network's."""
        fine = max(1, min(FINE, MOST // max(self.width, self.height)))
        image = QImage(QSize(self.width * fine, self.height * fine), FORMAT)
        image.fill(self.ground)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.picture is not None:
            # An example of the data keeps its pixels: enlarged and made small again they are the same numbers.
            exact = self.picture.size() == QSize(self.width, self.height)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not exact)
            painter.drawImage(QRectF(image.rect()), self.picture)
        painter.scale(fine, fine)
        for stroke in self.strokes:
            pen = QPen(stroke.colour, stroke.width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            path = QPainterPath(stroke.points[0])
            for point in stroke.points[1:]:
                path.lineTo(point)
            if len(stroke.points) == 1:
                path.lineTo(stroke.points[0] + QPointF(1e-3, 0.0))
            painter.drawPath(path)
        painter.end()
        return image

    def pixels(self, *, centred: bool) -> NDArray[np.uint8]:
        """What the network gets, uint8 of shape (channels, height, width).

        ``centred``: moved and scaled so that it fills `FILLED` of the side, its centre of mass in the middle.
        """
        image = self.large()
        if centred and not self.empty:
            image = self._centred(image)
        small = image.scaled(
            self.width, self.height, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        colours = as_array(small)
        if self.channels == 1:
            colours = np.rint(colours.mean(axis=2, keepdims=True)).astype(np.uint8)
        return np.ascontiguousarray(np.moveaxis(colours, 2, 0))

    def _centred(self, image: QImage) -> QImage:
        ground = np.array([self.ground.red(), self.ground.green(), self.ground.blue()], dtype=np.int16)
        ink = np.abs(as_array(image).astype(np.int16) - ground).sum(axis=2).astype(np.float64)
        rows, columns = np.flatnonzero(ink.sum(axis=1)), np.flatnonzero(ink.sum(axis=0))
        if not len(rows):
            return image
        longest = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
        scale = FILLED * min(image.width(), image.height()) / longest
        middle_y = float(ink.sum(axis=1) @ np.arange(image.height()) / ink.sum())
        middle_x = float(ink.sum(axis=0) @ np.arange(image.width()) / ink.sum())
        moved = QImage(image.size(), FORMAT)
        moved.fill(self.ground)
        painter = QPainter(moved)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(image.width() / 2, image.height() / 2)
        painter.scale(scale, scale)
        painter.translate(-middle_x, -middle_y)
        painter.drawImage(0, 0, image)
        painter.end()
        return moved
