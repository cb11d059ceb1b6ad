"""The confusion matrix, large: for two classes as for a hundred."""

from __future__ import annotations

from math import ceil

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.catalog.tensor import Ints
from playground.gui.draw.pixels import of_colours
from playground.gui.theme.colour_maps import Bytes
from playground.gui.theme.fonts import font
from playground.gui.theme.style import mixed
from playground.gui.theme.tokens import Theme, rgb
from playground.spec.words import tr

Cell = tuple[int, int]
"""Row and column. −1 as a column: all mistakes about the row's class; −1 as a row: all taken wrongly for the other."""
ALL = -1
LARGEST = 150.0
"""Pixels of a cell's side: two classes need no more."""
GAPS = 9.0
"""Pixels of a side from which cells have gaps between them."""
NAMES = 84
"""Pixels of a class's name, at most."""
LETTERS, SMALLEST = 9.0, 7.0
"""Points of the letters; smaller ones where every class has its name only so."""
FULL = 0.85
"""How much of its colour a cell has that holds all of its row."""
LITTLE = 0.06
"""How much one has that holds hardly anything: few among many would not be seen."""


class Matrix(QWidget):
    """Rows are the truth, columns what was predicted. ``chosen`` tells a `Cell`, or None where none is any more."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: tuple[str, ...] = ()
        self._counts: Ints = np.zeros((0, 0), dtype=np.int64)
        self._shares = False
        self._image: QImage | None = None
        self.cell: Cell | None = None
        self.setAccessibleName(tr("Confusion matrix"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ten classes with their counts."""
        return QSize(420, 400)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Enough to see where it is dark."""
        return QSize(200, 180)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        self._image = None
        self.update()

    def show_counts(self, counts: Ints, names: tuple[str, ...]) -> None:
        """Counts of shape (classes, classes) and the names of the classes."""
        if self.cell is not None and max(self.cell) >= len(names):
            self.choose(None)
        self._counts, self._names, self._image = counts, names, None
        self._tell()
        self.update()

    def show_shares(self, shares: bool) -> None:
        """Write the share of the row in place of the count."""
        self._shares = shares
        self.update()

    def choose(self, cell: Cell | None) -> None:
        """Frame a cell, a row or a column, and tell it."""
        if cell != self.cell:
            self.cell = cell
            self._tell()
            self.update()
            self.chosen.emit(cell)

    def worst(self) -> Cell | None:
        """Where most were mistaken; None where nothing was."""
        if not self._counts.size:
            return None
        wrong = self._counts - np.diag(np.diag(self._counts))
        row, column = np.unravel_index(int(wrong.argmax()), wrong.shape)
        return (int(row), int(column)) if wrong[row, column] else None

    def _tell(self) -> None:
        self.setAccessibleDescription(self.words(self.cell) if self.cell is not None else "")

    def words(self, cell: Cell) -> str:
        """A cell, a row's mistakes or a column's in words."""
        (row, column), counts, names = cell, self._counts, self._names
        if column == ALL:
            total = int(counts[row].sum())
            return tr(
                "{count:,} of {total:,} of class {truth} taken for something else",
                count=total - int(counts[row, row]),
                total=total,
                truth=names[row],
            )
        if row == ALL:
            total = int(counts[:, column].sum())
            return tr(
                "{count:,} of {total:,} taken for {predicted} are something else",
                count=total - int(counts[column, column]),
                total=total,
                predicted=names[column],
            )
        count, total = int(counts[row, column]), int(counts[row].sum())
        share = f"{count / total:.1%}" if total else "–"
        if row == column:
            return tr(
                "{count:,} of {total:,} of class {truth} taken for what they are: {share}",
                count=count,
                total=total,
                truth=names[row],
                share=share,
            )
        return tr(
            "{count:,} of {total:,} of class {truth} taken for {predicted}: {share}",
            count=count,
            total=total,
            truth=names[row],
            predicted=names[column],
            share=share,
        )

    # Where things are

    def _room(self) -> tuple[float, float, bool]:
        """Pixels left of the cells and above them, and whether the names above stand upright."""
        metrics = QFontMetricsF(font(LETTERS))
        widest = min(max((metrics.horizontalAdvance(name) for name in self._names), default=0) + 6, NAMES)
        line = metrics.height()
        left = line + widest + 6.0
        flat = (self.width() - left) / max(len(self._names), 1) >= widest
        return left, line + (line if flat else widest) + 6.0, not flat

    def box(self) -> QRectF:
        """Where the cells are."""
        count = max(len(self._names), 1)
        left, above, _upright = self._room()
        side = min(self.width() - left - 4, self.height() - above - 4, LARGEST * count)
        side = max(side, 1.0)
        if side >= 2 * count:
            side = side // count * count  # whole pixels a cell: sharp edges
        return QRectF(left, above, side, side)

    def place(self, cell: Cell) -> QRectF:
        """Where a cell is, or the name of a row or a column."""
        box, (row, column) = self.box(), cell
        side = box.width() / max(len(self._names), 1)
        left = 0.0 if column == ALL else box.left() + column * side
        top = 0.0 if row == ALL else box.top() + row * side
        return QRectF(left, top, box.left() - 1 if column == ALL else side, box.top() - 1 if row == ALL else side)

    def _at(self, point: QPointF) -> Cell | None:
        box, count = self.box(), len(self._names)
        if not count:
            return None
        side = box.width() / count
        column = int((point.x() - box.left()) // side)
        row = int((point.y() - box.top()) // side)
        if point.x() < box.left() and 0 <= row < count:
            return row, ALL
        if point.y() < box.top() and 0 <= column < count:
            return ALL, column
        return (row, column) if 0 <= row < count and 0 <= column < count else None

    # Painting

    def _coloured(self) -> QImage:
        """A pixel per cell."""
        totals = np.maximum(self._counts.sum(axis=1, keepdims=True), 1)
        shares = (self._counts / totals * FULL)[..., None]
        ends = np.full((*self._counts.shape, 3), rgb(self._theme.negative), dtype=np.float64)
        ends[np.diag_indices(len(ends))] = rgb(self._theme.positive)
        ground = np.array(rgb(self._theme.raised), dtype=np.float64)
        colours: Bytes = np.full((*self._counts.shape, 4), 255, dtype=np.uint8)
        colours[..., :3] = np.rint(ground + (ends - ground) * np.where(shares > 0, np.maximum(shares, LITTLE), 0.0))
        return of_colours(colours)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Colours by the share of the row, counts or shares where they have room, names, and the frame."""
        painter = QPainter(self)
        count = len(self._names)
        if not count:
            return
        painter.setFont(font(LETTERS))
        box = self.box()
        side = box.width() / count
        if self._counts.size:
            self._image = self._image if self._image is not None else self._coloured()
            painter.drawImage(box, self._image)
        else:
            painter.fillRect(box, self._theme.colour("raised"))
        if side >= GAPS:
            painter.setPen(QPen(self._theme.colour("window"), 2))
            for at in range(1, count):
                painter.drawLine(
                    QPointF(box.left() + at * side, box.top()), QPointF(box.left() + at * side, box.bottom())
                )
                painter.drawLine(
                    QPointF(box.left(), box.top() + at * side), QPointF(box.right(), box.top() + at * side)
                )
        self._paint_numbers(painter, box, side)
        self._paint_names(painter, box, side)
        if self.cell is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("selection"), 2))
            painter.drawRoundedRect(self.place(self.cell).adjusted(1, 1, -1, -1), 3, 3)
        elif self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 1))
            painter.drawRect(box.adjusted(-1, -1, 1, 1))

    def _paint_numbers(self, painter: QPainter, box: QRectF, side: float) -> None:
        metrics = painter.fontMetrics()
        if not self._counts.size or side < metrics.height():
            return
        totals = np.maximum(self._counts.sum(axis=1), 1)
        for row, column in zip(*np.nonzero(self._counts), strict=True):
            share = self._counts[row, column] / totals[row]
            end = self._theme.positive if row == column else self._theme.negative
            colour = QColor(mixed(self._theme.raised, end, share * FULL))
            text = f"{share:.0%}" if self._shares else f"{self._counts[row, column]:,}"
            if metrics.horizontalAdvance(text) <= side - 2:
                painter.setPen(QColor("#10141a") if colour.lightnessF() > 0.5 else QColor("#ffffff"))
                place = QRectF(box.left() + column * side, box.top() + row * side, side, side)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_names(self, painter: QPainter, box: QRectF, side: float) -> None:
        left, above, upright = self._room()
        flags, line = Qt.AlignmentFlag, painter.fontMetrics().height()
        painter.setFont(font(LETTERS if side >= line else max(LETTERS * side / line, SMALLEST)))
        metrics = painter.fontMetrics()
        painter.setPen(self._theme.colour("muted"))
        down = max(1, ceil(metrics.height() / side - 0.1))
        for at in range(0, len(self._names), down):
            room = QRectF(line, box.top() + at * side, left - line - 6, side * down)
            name = metrics.elidedText(self._names[at], Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, flags.AlignRight | flags.AlignVCenter, name)
            high = above - line - 6
            if upright:
                painter.save()
                painter.translate(box.left() + at * side, box.top() - 4)
                painter.rotate(-90)
                name = metrics.elidedText(self._names[at], Qt.TextElideMode.ElideRight, int(high))
                painter.drawText(QRectF(0, 0, high, side * down), flags.AlignLeft | flags.AlignVCenter, name)
                painter.restore()
            else:
                room = QRectF(box.left() + at * side, box.top() - high - 4, side, high)
                painter.drawText(room, flags.AlignCenter, self._names[at])
        painter.setFont(font(LETTERS))
        painter.setPen(self._theme.colour("text"))
        painter.drawText(QRectF(box.left(), 0, box.width(), line), flags.AlignCenter, tr("predicted"))
        painter.save()
        painter.translate(0, box.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, box.height(), line), flags.AlignCenter, tr("truth"))
        painter.restore()

    # Mouse and keyboard

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose a cell, a name, or beside them nothing; a second click on the same gives it up."""
        if event.button() == Qt.MouseButton.LeftButton and self._counts.size:
            cell = self._at(event.position())
            self.choose(None if cell == self.cell else cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrow keys go from cell to cell, and to the names; Home goes to the worst, Escape chooses none."""
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        key, count = Qt.Key(event.key()), len(self._names)
        if key in steps and self._counts.size:
            if self.cell is None:
                self.choose((0, 0))
                return
            row, column = (here + by for here, by in zip(self.cell, steps[key], strict=True))
            if max(row, column) < count and min(row, column) >= ALL and (row, column) != (ALL, ALL):
                self.choose((row, column))
        elif key == Qt.Key.Key_Home and self._counts.size:
            self.choose(self.worst())
        elif key == Qt.Key.Key_Escape and self.cell is not None:
            self.choose(None)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """The tip of the cell under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self._at(QPointF(event.pos())) if self._counts.size else None
            if cell is not None:
                QToolTip.showText(QPoint(event.globalPos()), self.words(cell), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)
