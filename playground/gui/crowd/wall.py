"""The wall: every member's surface, small, with its name and what it came to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from playground.gui.theme.colour_maps import Bytes
from playground.gui.theme.fonts import font, magnified
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr

SIDE = 68
"""Pixels of a small surface."""
BESIDE = 6
"""Pixels around it."""
FEW = 10
"""Up to so many members have lines of different colours in the chart, which their tiles name."""


def nothing(_member: int) -> str:
    """There is nothing to say."""
    return ""


Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class Tiles(QAbstractListModel):
    """The members as a list; a row's `member` is which it is.

    Attributes:
        order: the members from the first tile to the last.
        hovered: the member under the pointer anywhere, or −1.

    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.order: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self.names: tuple[str, ...] = ()
        self.short: tuple[str, ...] = ()
        self.values: tuple[str, ...] = ()
        self.said: Callable[[int], str] = nothing
        self.hovered = -1
        self.lines: NDArray[np.float64] | None = None
        self._image: QImage | None = None
        self._colours: Bytes | None = None

    def rowCount(self, parent: Index = NOWHERE) -> int:  # noqa: N802
        """One for each member."""
        return 0 if parent.isValid() else len(self.order)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """The name; the tip and what is read aloud say what it came to."""
        if not index.isValid() or index.row() >= len(self.order):
            return None
        member = int(self.order[index.row()])
        if role == Qt.ItemDataRole.DisplayRole:
            return self.names[member]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return "\n".join(filter(None, (self.names[member], self.values[member], self.said(member))))
        return None

    def begin(self, names: tuple[str, ...], short: tuple[str, ...]) -> None:
        """Other members, of which nothing is known yet; ``short`` are their names on the tiles."""
        self.beginResetModel()
        self.order = np.arange(len(names))
        self.names, self.short = names, short
        self.values, self.said = ("",) * len(names), nothing
        self._image = self._colours = self.lines = None
        self.endResetModel()

    def arrange(self, order: NDArray[np.int64]) -> None:
        """Show them in another order."""
        if not np.array_equal(order, self.order):
            self.layoutAboutToBeChanged.emit()
            members = [int(self.order[index.row()]) for index in self.persistentIndexList()]
            self.order = order
            places = {int(member): row for row, member in enumerate(order)}
            fresh = [self.index(places[member]) for member in members]
            self.changePersistentIndexList(self.persistentIndexList(), fresh)
            self.layoutChanged.emit()

    def tell(self, values: tuple[str, ...], said: Callable[[int], str]) -> None:
        """What each came to, in a word or two; ``said`` tells all about one of them."""
        self.values, self.said = values, said
        self.news()

    def paint_surfaces(self, colours: Bytes | None) -> None:
        """RGBA of all surfaces, shape (members, rows, columns, 4), the highest row first; None where there are none."""
        self._colours = colours
        self._image = None
        if colours is not None:
            _, _, columns, _ = colours.shape
            height = colours.shape[0] * colours.shape[1]
            self._image = QImage(colours.data, columns, height, 4 * columns, QImage.Format.Format_RGBA8888)
        self.news()

    def news(self) -> None:
        """All tiles are drawn anew."""
        if len(self.order):
            self.dataChanged.emit(self.index(0), self.index(len(self.order) - 1))

    def row_of(self, member: int) -> QModelIndex:
        """Where a member stands; an invalid index where it does not."""
        places = np.flatnonzero(self.order == member)
        return self.index(int(places[0])) if len(places) else QModelIndex()

    def surface(self, member: int) -> tuple[QImage, QRect] | None:
        """The picture that a member's surface lies in, and where."""
        if self._image is None or self._colours is None or member >= len(self._colours):
            return None
        _, rows, columns, _ = self._colours.shape
        return self._image, QRect(0, member * rows, columns, rows)


class Tile(QStyledItemDelegate):
    """Paints one member."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """The surface, and two lines below."""
        line = round(12 * magnified())
        return QSize(round(SIDE * magnified()) + 2 * BESIDE, round(SIDE * magnified()) + 2 * BESIDE + 2 * line + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The surface or the curve, the name, and what it came to."""
        model = index.model()
        if not isinstance(model, Tiles) or index.row() >= len(model.order):
            return
        member, theme = int(model.order[index.row()]), self.theme
        area = QRectF(option.rect)
        state = option.state
        side = round(SIDE * magnified())
        box = QRectF(area.left() + BESIDE, area.top() + BESIDE, side, side)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        found = model.surface(member)
        if found is not None:
            painter.drawImage(box, found[0], QRectF(found[1]))
        else:
            painter.fillRect(box, theme.colour("raised"))
            self._paint_line(painter, box, model, member)
        selected, hovered = bool(state & QStyle.StateFlag.State_Selected), model.hovered == member
        token = "accent" if selected else "text" if hovered else "line"
        painter.setPen(QPen(theme.colour(token), 2.0 if selected or hovered else 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
        if len(model.order) <= FEW:
            painter.fillRect(QRectF(box.left(), box.bottom() - 3, box.width(), 3), theme.of_series(member))
        painter.setFont(font(8.0))
        metrics = painter.fontMetrics()
        room = round(area.width()) - 4
        for row, words in enumerate((model.short[member], model.values[member])):
            painter.setPen(theme.colour("muted" if row == 0 and not selected else "text"))
            top = box.bottom() + 3 + row * round(12 * magnified())
            place = QRectF(area.left() + 2, top, room, metrics.height())
            words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, words)
        painter.restore()

    def _paint_line(self, painter: QPainter, box: QRectF, model: Tiles, member: int) -> None:
        """The member's curve, where there is no plane to show."""
        lines = model.lines
        if lines is None or len(lines) < 2:
            return
        finite = lines[np.isfinite(lines)]
        column = lines[np.linspace(0, len(lines) - 1, min(len(lines), 40)).astype(int), member]
        if not len(finite) or not np.isfinite(column).any():
            return
        low, high = float(finite.min()), float(finite.max())
        span = high - low if high > low else 1.0
        xs = box.left() + 4 + np.arange(len(column)) * (box.width() - 8) / max(len(column) - 1, 1)
        ys = box.bottom() - 5 - (column - low) / span * (box.height() - 10)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.theme.colour("accent"), 1.5))
        points = [QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True) if np.isfinite(y)]
        painter.drawPolyline(QPolygonF(points))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


class WallView(QListView):
    """The members as tiles. A click chooses, a double click or Enter keeps, hovering points."""

    pointed = Signal(int)
    """The pointer is over this member; −1: over none."""
    chosen = Signal(int)
    """A person looks at this member."""
    kept = Signal(int)
    """A person wants this member as the experiment."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles = Tiles(self)
        self.tile = Tile(theme, self)
        self.setModel(self.tiles)
        self.setItemDelegate(self.tile)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("The runs' surfaces"))
        self.setAccessibleDescription(tr("Arrow keys choose a run, Enter keeps it as the experiment, Escape lets go."))
        self.entered.connect(lambda index: self.pointed.emit(self._member(index)))
        self.viewportEntered.connect(lambda: self.pointed.emit(-1))
        self.doubleClicked.connect(lambda index: self.kept.emit(self._member(index)))
        self.clicked.connect(lambda index: self.chosen.emit(self._member(index)))

    def _member(self, index: Index) -> int:
        return int(self.tiles.order[index.row()]) if index.isValid() and index.row() < len(self.tiles.order) else -1

    def show_chosen(self, member: int) -> None:
        """Mark the chosen member, and bring it before the eyes; −1: none."""
        if self._member(self.currentIndex()) == member and (member < 0 or self.selectionModel().hasSelection()):
            return
        index = self.tiles.row_of(member)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        else:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())

    def show_hovered(self, member: int) -> None:
        """Mark the member that is pointed at anywhere."""
        if member != self.tiles.hovered:
            self.tiles.hovered = member
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows choose, Enter keeps, Escape lets go."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.kept.emit(self._member(self.currentIndex()))
            return
        if event.key() == Qt.Key.Key_Escape and self.currentIndex().isValid():
            self.chosen.emit(-1)
            return
        before = self._member(self.currentIndex())
        super().keyPressEvent(event)
        after = self._member(self.currentIndex())
        if after != before:
            self.chosen.emit(after)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """The pointer is gone."""
        super().leaveEvent(event)
        self.pointed.emit(-1)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self.tile.theme = theme
        self.viewport().update()
