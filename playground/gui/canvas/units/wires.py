"""The weights between two blocks: a line from unit to unit, or a picture of the matrix where there are too many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen

from playground.gui.canvas.units import spot
from playground.gui.canvas.units.colours import Range, colours, size_of
from playground.gui.canvas.units.signs import draw_lock
from playground.gui.canvas.units.spot import Spot, is_frozen
from playground.gui.theme.tokens import Theme
from playground.spec import frozen

MOST_LINES = 512
THINNEST, THICKEST = 1.0, 10.0
HALF = 2.0
"""The magnitude of a weight whose line is half as thick as lines can be."""
STEPS = 12
"""Widths that are told apart, so that lines of one width are drawn at once, and only when one changes."""
REACH = 5.0
"""Pixels beside a line in which the hand still takes it."""
PIECES = 12
CELL, TALLEST, LEAST, LOW = 8.0, 220.0, 12.0, 48.0
"""The largest cell of a matrix, its greatest height, its least side, and the height to which rows are stretched."""
LENS = 7.0
"""Pixels that the cell under the pointer has to each side at least."""
Mode = Literal["lines", "matrix", "pairs"]
Values = NDArray[np.float32]


def share(values: Values) -> Values:
    """From 0 for no weight to 1 for a boundless one; a half at ±`HALF`."""
    size = np.abs(np.nan_to_num(values, nan=0.0, posinf=1e30, neginf=-1e30)).astype(np.float32)
    return size / (size + np.float32(HALF))


def thickness(value: float) -> float:
    """How thick the line of a weight is, in canvas units."""
    return THINNEST + (THICKEST - THINNEST) * float(share(np.array([value], dtype=np.float32))[0])


class Wires:
    """What an edge shows of the weights of its target, or of which unit stands for which.

    Args:
        mode: ``lines`` and ``matrix`` show the array ``<node>.<name>``; ``pairs`` lead from unit i to unit i.
        node: the target.
        name: of the weight matrix.
        shape: units of the target, and inputs that each of them weighs.

    """

    def __init__(self, mode: Mode, node: str, name: str, shape: tuple[int, int]) -> None:
        self.mode: Mode = mode
        self.node, self.name, self.shape = node, name, shape
        self.values: Values | None = None
        self.frozen: tuple[str, ...] = ()
        self.hovered: Spot | None = None
        self.chosen: Spot | None = None
        self.bounds = QRectF()
        self.rect = QRectF()
        self._ends: tuple[QPointF, QPointF] = (QPointF(), QPointF())
        self._curves: NDArray[np.float64] = np.zeros((0, 4, 2))
        self._points: NDArray[np.float64] = np.zeros((0, PIECES + 1, 2))
        self._steps: NDArray[np.int8] | None = None
        self._range = Range()
        self._image: QImage | None = None
        self._pixels: NDArray[np.uint32] | None = None
        self._drawn_for: tuple[Theme, Values] | None = None

    # ------------------------------------------------------------------ where it lies

    def lay_lines(self, starts: Sequence[QPointF], ends: Sequence[QPointF]) -> None:
        """Lines from every start to every end (unit by unit, inputs within), or pairwise; in scene coordinates."""
        a = np.array([(point.x(), point.y()) for point in starts]).reshape(-1, 2)
        b = np.array([(point.x(), point.y()) for point in ends]).reshape(-1, 2)
        if self.mode == "pairs":
            count = min(len(a), len(b))
            first, last = a[:count], b[:count]
        else:
            first, last = np.tile(a, (len(b), 1)), np.repeat(b, len(a), axis=0)
        pull = np.zeros_like(first)
        pull[:, 0] = np.maximum(12.0, (last[:, 0] - first[:, 0]) / 2)
        self._curves = np.stack([first, first + pull, last - pull, last], axis=1)
        t = np.linspace(0.0, 1.0, PIECES + 1)[None, :, None]
        a, b, c, d = (self._curves[:, index, None, :] for index in range(4))
        s = 1.0 - t
        self._points = s**3 * a + 3 * s * s * t * b + 3 * s * t * t * c + t**3 * d
        if len(self._points):
            low, high = self._points.min(axis=(0, 1)), self._points.max(axis=(0, 1))
            self.bounds = QRectF(QPointF(*low), QPointF(*high)).adjusted(-2, -8, 2, 8)

    def lay_matrix(self, start: QPointF, end: QPointF) -> None:
        """The picture half way between two points, as large as the gap allows."""
        units, inputs = self.shape
        room = end.x() - start.x() - 20.0
        cell = min(room / inputs, CELL, TALLEST / units)
        wide = max(LEAST, inputs * cell)
        high = max(LEAST, units * cell, min(units * CELL, LOW))
        middle = (start + end) / 2
        self.rect = QRectF(middle.x() - wide / 2, middle.y() - high / 2, wide, high)
        self._ends = (start, end)
        self.bounds = self.rect.united(QRectF(start, end).normalized()).adjusted(-14, -14, 14, 14)

    # ------------------------------------------------------------------ what it shows

    def show(self, values: Values | None) -> bool:
        """Take the weights, shape (units, inputs); gives whether anything looks different."""
        if values is not None and values.shape != self.shape:
            values = None
        same = values is self.values
        self.values = values
        if same or self.mode == "matrix":
            return not same
        steps = None
        if values is not None:
            steps = (np.rint(share(values) * STEPS) * np.sign(np.nan_to_num(values))).astype(np.int8).ravel()
        changed = (steps is None) != (self._steps is None) or (
            steps is not None and self._steps is not None and not np.array_equal(steps, self._steps)
        )
        self._steps = steps
        return changed

    def range(self) -> float:
        """What the ends of the matrix's colours stand for."""
        return self._range.end or 1.0

    # ------------------------------------------------------------------ what lies under the pointer

    def hit(self, at: QPointF, zoom: float) -> Spot | None:
        """The weight at a scene point: the nearest line within reach, or the cell of the matrix."""
        if self.mode == "pairs" or not self.bounds.contains(at):
            return None
        if self.mode == "matrix":
            return self._cell_at(at)
        if not len(self._points):
            return None
        a, b = self._points[:, :-1], self._points[:, 1:]
        along = b - a
        point = np.array([at.x(), at.y()])
        t = np.clip(((point - a) * along).sum(-1) / np.maximum((along * along).sum(-1), 1e-9), 0.0, 1.0)
        away = np.hypot(*np.moveaxis(a + t[..., None] * along - point, -1, 0)).min(axis=1)
        index = int(away.argmin())
        half = 0.0 if self.values is None else thickness(float(self.values.flat[index])) / 2
        if away[index] > max(REACH, REACH / zoom) + half:
            return None
        return spot.number(self.node, self.name, *divmod(index, self.shape[1]))

    def _cell_at(self, at: QPointF) -> Spot | None:
        if not self.rect.contains(at):
            return None
        units, inputs = self.shape
        row = min(units - 1, int((at.y() - self.rect.top()) / self.rect.height() * units))
        column = min(inputs - 1, int((at.x() - self.rect.left()) / self.rect.width() * inputs))
        return spot.number(self.node, self.name, row, column)

    def along(self, part: float) -> NDArray[np.float64]:
        """Where every line is, that part of its way from 0 to 1, shape (lines, 2); unit by unit, inputs within."""
        a, b, c, d = (self._curves[:, index] for index in range(4))
        s = 1.0 - part
        found: NDArray[np.float64] = s**3 * a + 3 * s * s * part * b + 3 * s * part * part * c + part**3 * d
        return found

    def place(self, here: Spot) -> QPointF:
        """A point on the line of a weight, clear of where lines mostly cross; the middle of its cell."""
        row, column = here.index
        if self.mode == "matrix":
            return self._cell(row, column).center()
        index = row * self.shape[1] + column
        return QPointF(*self._points[index, PIECES // 3]) if index < len(self._points) else self.bounds.center()

    def _cell(self, row: int, column: int) -> QRectF:
        wide, high = self.rect.width() / self.shape[1], self.rect.height() / self.shape[0]
        return QRectF(self.rect.left() + column * wide, self.rect.top() + row * high, wide, high)

    # ------------------------------------------------------------------ drawing

    def paint(self, painter: QPainter, theme: Theme, zoom: float) -> None:
        """All weights."""
        if self.mode == "matrix":
            self._paint_matrix(painter, theme, zoom)
        elif self.mode == "pairs":
            painter.strokePath(self._path(range(len(self._curves))), QPen(theme.colour("edge"), 1.2))
        else:
            self._paint_lines(painter, theme)

    def lit(self) -> list[Spot]:
        """Its weights under the pointer and under the keys."""
        return [here for here in (self.chosen, self.hovered) if here is not None and here.name == self.name]

    def paint_light(self, painter: QPainter, theme: Theme) -> None:
        """Light on the weights under the pointer and the keys."""
        for here in self.lit():
            self._paint_light(painter, theme, here)

    def _paint_lines(self, painter: QPainter, theme: Theme) -> None:
        """Lines of one width and sign at once, the thickest first so that thin ones lie over them."""
        if self._steps is None:
            painter.strokePath(self._path(range(len(self._curves))), QPen(theme.colour("edge"), THINNEST))
            return
        still = self._frozen_lines()
        for step in sorted(set(self._steps.tolist()), key=abs, reverse=True):
            for dashed in (False, True):
                found = np.flatnonzero((self._steps == step) & (still == dashed))
                if len(found):
                    pen = self._pen(theme, step)
                    if dashed:
                        pen.setDashPattern([2.0, 2.0])
                    painter.strokePath(self._path(found.tolist()), pen)

    @staticmethod
    def _pen(theme: Theme, step: int) -> QPen:
        part = abs(step) / STEPS
        colour = theme.colour("edge" if not step else "negative" if step < 0 else "positive")
        colour.setAlphaF(0.5 + 0.5 * min(1.0, 3.0 * part))
        wide = THINNEST + (THICKEST - THINNEST) * part
        return QPen(colour, wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)

    def _frozen_lines(self) -> NDArray[np.bool_]:
        units = self.shape[0]
        still = np.zeros(self.shape, dtype=bool)
        for word in self.frozen:
            found = frozen.understood(word)
            if found is None:
                continue
            if not found.name and not found.index:
                still[:] = True
            elif not found.name and found.index[0] < units:
                still[found.index[0]] = True
            elif found.name == self.name and len(found.index) == 2 and self._has(found.index):
                still[found.index] = True
        return still.ravel()

    def _has(self, index: tuple[int, ...]) -> bool:
        return index[0] < self.shape[0] and index[1] < self.shape[1]

    def _path(self, indices: Sequence[int]) -> QPainterPath:
        path = QPainterPath()
        for a, b, c, d in self._curves[list(indices)].tolist():
            path.moveTo(*a)
            path.cubicTo(*b, *c, *d)
        return path

    def _paint_matrix(self, painter: QPainter, theme: Theme, zoom: float) -> None:
        start, end = self._ends
        painter.setPen(QPen(theme.colour("edge"), 1.6))
        painter.drawLine(start, QPointF(self.rect.left(), self.rect.center().y()))
        painter.drawLine(QPointF(self.rect.right(), self.rect.center().y()), end)
        if self.values is not None:
            self._draw(theme)
        if self._image is None:
            painter.fillRect(self.rect, theme.colour("middle"))
        else:
            cell = min(self.rect.width() / self.shape[1], self.rect.height() / self.shape[0]) * zoom
            painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform, cell < 2.0)
            painter.drawImage(self.rect, self._image)
        line = theme.colour("text")
        line.setAlphaF(0.35)
        painter.setPen(QPen(line, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect)
        if self.frozen:
            self._paint_locks(painter, theme)

    def _draw(self, theme: Theme) -> None:
        """The picture of the present values; kept until they or the colours change."""
        values = self.values
        assert values is not None
        if self._drawn_for is not None and self._drawn_for[0] is theme and self._drawn_for[1] is values:
            return
        self._pixels = np.ascontiguousarray(colours(theme, values, self._range.follow(size_of(values))))
        high, wide = self._pixels.shape
        self._image = QImage(self._pixels.data, wide, high, wide * 4, QImage.Format.Format_RGB32)
        self._drawn_for = (theme, values)

    def _paint_locks(self, painter: QPainter, theme: Theme) -> None:
        """A dashed frame around what is frozen."""
        pen = QPen(theme.colour("text"), 1.0)
        pen.setDashPattern([2.0, 2.0])
        painter.setPen(pen)
        for word in self.frozen:
            found = frozen.understood(word)
            if found is None:
                continue
            if not found.name and not found.index:
                corner = QRectF(self.rect.right() - 14, self.rect.top() - 14, 13, 13)
                draw_lock(painter, corner, theme.colour("text"), shut=True)
                painter.setPen(pen)
                painter.setBrush(Qt.BrushStyle.NoBrush)
            elif not found.name and found.index[0] < self.shape[0]:
                row = self._cell(found.index[0], 0)
                painter.drawRect(QRectF(self.rect.left(), row.top(), self.rect.width(), row.height()))
            elif found.name == self.name and len(found.index) == 2 and self._has(found.index):
                painter.drawRect(self._cell(*found.index))

    def _paint_cell(self, painter: QPainter, theme: Theme, row: int, column: int) -> None:
        """A frame around a cell, which is seen larger where it could not be seen itself."""
        cell, pixel = self._cell(row, column), 1.0 / max(painter.worldTransform().m11(), 0.05)
        across, down = (max(0.0, LENS * pixel - side) / 2 for side in (cell.width(), cell.height()))
        pen = QPen(theme.colour("text"), 1.6)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(self._image.pixelColor(column, row) if self._image is not None else Qt.BrushStyle.NoBrush)
        rim = 0.8 * pixel
        painter.drawRect(cell.adjusted(-across - rim, -down - rim, across + rim, down + rim))

    def _paint_light(self, painter: QPainter, theme: Theme, here: Spot) -> None:
        if here.name != self.name or len(here.index) != 2:
            return
        if self.mode == "matrix":
            self._paint_cell(painter, theme, *here.index)
            return
        index = here.index[0] * self.shape[1] + here.index[1]
        if index >= len(self._curves):
            return
        value = 0.0 if self.values is None else float(self.values[here.index])
        wide = thickness(value)
        path = self._path([index])
        painter.strokePath(path, QPen(theme.colour("text"), wide + 3.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        core = theme.colour("negative" if value < 0 else "positive" if value > 0 else "edge")
        pen = QPen(core, wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        if is_frozen(self.frozen, here):
            pen.setDashPattern([2.0, 2.0])
        painter.strokePath(path, pen)
