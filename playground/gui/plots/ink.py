"""Lines on the axes, painted straight in pixels: as many points as can be told apart, and nothing laid out anew."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.functions import create_qpolygonf, ndarray_from_qpolygonf
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.gui.plots.box import Box

Floats = NDArray[np.floating[Any]]
NONE: Floats = np.empty(0)

FEW = 64
"""A line that one can see through is painted at once up to so many points; a longer one by way of a layer."""
THROUGH = 0.32
"""How opaque a faint line is at most, where its strokes lie closely beside each other."""
LARGE = 800_000
"""Pixels up to which a plot is painted column by column where lines are dense."""
FAR = 1000.0
"""So many heights above and below the axes lines go on; Qt cannot draw millions of pixels away."""


@dataclass(slots=True, eq=False)
class Stroke:
    """One line: its places on the axes (after the logarithm), x ascending, NaN in y a gap.

    Attributes:
        bounds: least and greatest x and y; None where there is no such number.

    """

    pen: QPen
    height: int = 0
    shown: bool = True
    counts: bool = True
    x: Floats = field(default_factory=lambda: NONE)
    y: Floats = field(default_factory=lambda: NONE)
    bounds: tuple[tuple[float, float] | None, tuple[float, float] | None] = (None, None)

    def set(self, x: Floats, y: Floats) -> None:
        """Lie there from now on."""
        self.x, self.y = x, y
        self.bounds = _ends(x), _ends(y)


def _ends(values: Floats) -> tuple[float, float] | None:
    if not len(values):
        return None
    low, high = float(np.fmin.reduce(values)), float(np.fmax.reduce(values))
    if not (math.isfinite(low) and math.isfinite(high)):
        values = values[np.isfinite(values)]
        return _ends(values) if len(values) else None
    return low, high


class Ink(QGraphicsItem):
    """All lines in a box: one item, so that Qt has little to look after."""

    def __init__(self, box: Box) -> None:
        super().__init__(box)
        self._box = box
        self._strokes: tuple[Stroke, ...] = ()
        self._layer = QImage()
        self.setZValue(-1.0)
        box.sigResized.connect(self._resized)

    def draw(self, strokes: Iterable[Stroke]) -> None:
        """Show these, the lowest first."""
        self._strokes = tuple(sorted((stroke for stroke in strokes if stroke.shown), key=lambda one: one.height))
        self.update()

    def bounds(self) -> tuple[tuple[float, float] | None, tuple[float, float] | None]:
        """The least and greatest x and y of all that counts for the range of the axes."""
        counting = [stroke.bounds for stroke in self._strokes if stroke.counts]
        return _union(x for x, _ in counting), _union(y for _, y in counting)

    def boundingRect(self) -> QRectF:  # noqa: N802
        """The inside of the box."""
        return QRectF(self._box.rect())

    def _resized(self, *_box: object) -> None:
        self.prepareGeometryChange()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """All lines."""
        to_pixels = Scale(self._box)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self._strokes:
            if len(stroke.x) > 1:
                self._paint(painter, stroke, to_pixels.all(stroke.x, stroke.y))

    def _paint(self, painter: QPainter, stroke: Stroke, points: NDArray[np.float64]) -> None:
        pen = stroke.pen
        opaque, solid = pen.color().alpha() == 255, pen.style() == Qt.PenStyle.SolidLine
        raster = painter.paintEngine().type() == QPaintEngine.Type.Raster
        if opaque and solid and pen.widthF() > 1.0:
            painter.setPen(pen)
            in_pieces(painter, points)
        elif opaque or len(points) <= FEW or not raster:
            painter.setPen(pen)
            for run in _runs(points):
                painter.drawPolyline(run)
        else:
            self._through_layer(painter, pen, points)

    def _through_layer(self, painter: QPainter, pen: QPen, points: NDArray[np.float64]) -> None:
        """A line that crosses itself and shines through: opaque on a layer, which is laid over all at once.

        It looks the same as the line itself, for which Qt would have to find the outline first.
        """
        ratio, size = painter.device().devicePixelRatioF(), self._box.rect().size()
        wide, tall = math.ceil(size.width() * ratio) + 1, math.ceil(size.height() * ratio) + 1
        # The layer's pixels lie on those of the screen.
        to_screen = painter.worldTransform()
        x, y = ((part * ratio % 1.0) / ratio for part in (to_screen.dx(), to_screen.dy()))
        dense = min(len(points) / (2.0 * wide / ratio), 1.0)
        opacity = pen.color().alphaF()
        if opacity <= THROUGH:  # the closer the strokes, the more of them lay on each other
            opacity += (THROUGH - opacity) * dense
        if pen.widthF() <= 1.0 and len(points) > wide / ratio and wide * tall <= LARGE:
            layer = columns_of((points + np.array([x, y])) * ratio, wide, tall, pen.color())
        else:
            if (self._layer.width(), self._layer.height()) != (wide, tall):
                self._layer = QImage(wide, tall, QImage.Format.Format_ARGB32_Premultiplied)
            layer = self._layer
            layer.setDevicePixelRatio(ratio)
            layer.fill(0)
            colour = QColor(pen.color())
            colour.setAlpha(255)
            plain = QPen(pen)
            plain.setColor(colour)
            with QPainter(layer) as on_layer:
                on_layer.setRenderHint(QPainter.RenderHint.Antialiasing)
                on_layer.translate(x, y)
                on_layer.setPen(plain)
                for run in _runs(points):
                    on_layer.drawPolyline(run)
        layer.setDevicePixelRatio(ratio)
        painter.setOpacity(opacity)
        painter.drawImage(QPointF(-x, -y), layer)
        painter.setOpacity(1.0)


def in_pieces(painter: QPainter, points: NDArray[np.float64]) -> None:
    """Draw a wide line as many short ones: Qt takes thirty times as long to find the outline of the whole.

    ``points`` are pixels across and down, shape (n, 2); where one is no number there is a gap.
    """
    there = np.isfinite(points[:, 0]) & np.isfinite(points[:, 1])
    both = there[:-1] & there[1:]
    ends = np.concatenate([points[:-1], points[1:]], axis=1)
    if not both.all():
        ends = ends[both]
    if len(ends):
        pieces = PrimitiveArray(QLineF, 4)
        pieces.resize(len(ends))
        pieces.ndarray()[:] = ends
        painter.drawLines(*pieces.drawargs())


def columns_of(points: NDArray[np.float64], wide: int, tall: int, colour: QColor) -> QImage:
    """A line through very many points: every column of pixels is filled from its least to its greatest value.

    Args:
        points: pixels across (ascending) and down, shape (n, 2). wide, tall: of the picture. colour: made opaque.

    """
    x, y = points[:, 0], points[:, 1]
    edges = np.interp(np.arange(wide + 1), x, y, left=np.nan, right=np.nan)
    low, high = np.fmin(edges[:-1], edges[1:]), np.fmax(edges[:-1], edges[1:])
    column = np.floor(x).astype(np.int64)
    inside = slice(*np.searchsorted(column, (0, wide)))
    starts = np.flatnonzero(np.diff(column[inside], prepend=-1))
    if len(starts):
        at = column[inside][starts]
        low[at] = np.fmin(low[at], np.fmin.reduceat(y[inside], starts))
        high[at] = np.fmax(high[at], np.fmax.reduceat(y[inside], starts))
    there = np.isfinite(low)
    top = np.clip(np.where(there, np.floor(low), tall), 0, tall).astype(np.int32)
    bottom = np.clip(np.where(there, np.maximum(np.ceil(high), np.floor(low) + 1.0), 0), 0, tall).astype(np.int32)
    rows = np.arange(tall, dtype=np.int32)[:, None]
    filled = (rows >= top) & (rows < bottom)
    pixels = np.multiply(filled, np.uint32(colour.rgb() | 0xFF000000), dtype=np.uint32)
    return QImage(pixels.data, wide, tall, 4 * wide, QImage.Format.Format_ARGB32_Premultiplied).copy()


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark at a place of the axes."""

    x: float
    y: float
    colour: QColor


class Spots(QGraphicsItem):
    """Marks of one form in a box, of the same size whatever the axes show.

    Args:
        box: where. form: in pixels around 0. height: above what they lie.

    """

    def __init__(self, box: Box, form: QPainterPath, height: float) -> None:
        super().__init__(box)
        self._box = box
        self._form = form
        self._spots: tuple[Spot, ...] = ()
        self.setZValue(height)
        box.sigResized.connect(self._resized)

    def draw(self, spots: Iterable[Spot]) -> None:
        """Show these."""
        self._spots = tuple(spots)
        self.setVisible(bool(self._spots))
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """The inside of the box."""
        return QRectF(self._box.rect())

    def _resized(self, *_box: object) -> None:
        self.prepareGeometryChange()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """One after the other."""
        if not self._spots:
            return
        to_pixels = Scale(self._box)
        for spot in self._spots:
            ((x, y),) = to_pixels.all(np.array([spot.x]), np.array([spot.y])).tolist()
            painter.fillPath(self._form.translated(x, y), spot.colour)


class Scale:
    """The way from places on the axes of a box to its pixels."""

    def __init__(self, box: Box) -> None:
        rect = box.rect()
        (left, right), (low, high) = box.viewRange()
        self._left, self._low, self._tall = left, low, rect.height()
        self._across, self._up = rect.width() / (right - left), rect.height() / (high - low)

    def all(self, x: Floats, y: Floats) -> NDArray[np.float64]:
        """Pixels across and down, shape (points, 2)."""
        points = np.empty((len(x), 2))
        points[:, 0] = (x - self._left) * self._across
        up = (y - self._low) * self._up
        far = FAR * self._tall
        points[:, 1] = self._tall - np.clip(up, -far, far)
        infinite = np.isinf(y)
        if infinite.any():
            points[infinite, 1] = np.nan
        return points


def _runs(points: NDArray[np.float64]) -> Iterator[QPolygonF]:
    """The pieces of a line between its gaps."""
    there = np.isfinite(points[:, 1])
    if there.all():
        yield _polygon(points)
        return
    edges = np.flatnonzero(np.diff(there, prepend=False, append=False))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if end - start > 1:
            yield _polygon(points[start:end])


def _polygon(points: NDArray[np.float64]) -> QPolygonF:
    made: QPolygonF = create_qpolygonf(len(points))
    ndarray_from_qpolygonf(made)[:] = points
    return made


def _union(ends: Iterable[tuple[float, float] | None]) -> tuple[float, float] | None:
    there = [pair for pair in ends if pair is not None]
    return (min(low for low, _ in there), max(high for _, high in there)) if there else None
