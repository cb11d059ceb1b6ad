"""The examples in some order, as a model for a view."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPixmap

from playground.catalog.mapped import row_of
from playground.gui.data.rows import Column, Rows
from playground.gui.plots.data_thumbnail import example_image
from playground.gui.plots.faces.face import class_colour
from playground.gui.theme.tokens import Theme

DOT = 10
"""Pixels of the disc in the colour of a class."""
PICTURE = 20
"""Pixels of a little picture."""
MOST_PICTURES = 2000
SHARP = 2
"""Pixels per pixel of the disc, so that it is crisp on fine screens."""
Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractTableModel):
    """Shows `Rows` in some order; cells are written when they are seen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: Rows | None = None
        self._order = np.zeros(0, dtype=np.int64)
        self._wrong = QBrush(theme.colour("error"))
        self._dots: dict[tuple[str, int, int], QPixmap] = {}
        self._pictures: dict[int, QPixmap] = {}

    @property
    def order(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """The rows that are shown, from top to bottom."""
        return self._order

    def show(self, rows: Rows | None, order: np.ndarray[Any, np.dtype[np.int64]], theme: Theme) -> None:
        """Show these rows in this order."""
        if self._rows is None or rows is None or rows.prepared is not self._rows.prepared:
            self._pictures.clear()
        same = self._rows is not None and rows is not None and np.array_equal(order, self._order)
        same = same and len(rows.columns if rows else ()) == self.columnCount()
        self._theme = theme
        self._wrong = QBrush(theme.colour("error"))
        if same:  # only what is in the cells is new: selection and place stay
            self._rows = rows
            if len(order):
                last = self.index(self.rowCount() - 1, self.columnCount() - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._rows, self._order = rows, order
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """The rows that fit the filter."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Row, features, target, part, prediction."""
        return 0 if parent.isValid() or self._rows is None else len(self._rows.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: N802
        """The name of a column, at the side where its cells begin."""
        columns = self._rows.columns if self._rows is not None else ()
        if orientation != Qt.Orientation.Horizontal or section >= len(columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return columns[section].name
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(columns[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell: its text, how it is set, and the colour of its class."""
        rows = self._rows
        if rows is None or not index.isValid() or index.row() >= len(self._order):
            return None
        row, place = int(self._order[index.row()]), index.column()
        column = rows.columns[place]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.DecorationRole and place == 0 and rows.prepared.facts.picture:
            return self._picture(rows, row)
        if role == Qt.ItemDataRole.DecorationRole and place in rows.class_columns:
            value = column.values[row]
            return None if np.isnan(value) else self._dot(int(value), rows.prepared.facts.outputs)
        if role == Qt.ItemDataRole.ForegroundRole and place == rows.wrong_column and column.values[row] == 1.0:
            return self._wrong
        return None

    def _picture(self, rows: Rows, row: int) -> QPixmap:
        """The example itself, small; the latest ones are remembered."""
        if row not in self._pictures:
            if len(self._pictures) >= MOST_PICTURES:
                self._pictures.clear()
            image = example_image(rows.prepared.facts, row_of(rows.prepared.raw, row))
            size = image.size().scaled(PICTURE * SHARP, PICTURE * SHARP, Qt.AspectRatioMode.KeepAspectRatio)
            made = QPixmap.fromImage(image.scaled(size))
            made.setDevicePixelRatio(SHARP)
            self._pictures[row] = made
        return self._pictures[row]

    def _dot(self, label: int, classes: int) -> QPixmap:
        """A small disc in the colour of a class."""
        key = (self._theme.name, label, classes)
        if key not in self._dots:
            made = QPixmap(round(DOT * SHARP), round(DOT * SHARP))
            made.setDevicePixelRatio(SHARP)
            made.fill(Qt.GlobalColor.transparent)
            painter = QPainter(made)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(class_colour(self._theme, label, classes))
            painter.drawEllipse(QRectF(1, 1, DOT - 2, DOT - 2))
            painter.end()
            self._dots[key] = made
        return self._dots[key]


def _side(column: Column) -> Qt.AlignmentFlag:
    """Words begin at the left, numbers end at the right."""
    side = Qt.AlignmentFlag.AlignLeft if column.words else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
