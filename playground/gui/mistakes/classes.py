"""Precision, recall, F1 and count of every class, as a table that can be sorted."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from playground.catalog.confusion import PerClass
from playground.catalog.tensor import Ints
from playground.spec.words import mark, tr

COLUMNS: tuple[tuple[str, str], ...] = (
    (mark("class"), mark("The class as it is.")),
    (mark("precision"), mark("TP / (TP + FP): how many of those taken for the class are of it.")),
    (mark("recall"), mark("TP / (TP + FN): how many of the class were taken for it.")),
    (mark("F1"), mark("2PR / (P + R) = 2TP / (2TP + FP + FN): low as soon as one of the two is.")),
    (mark("count"), mark("TP + FN: the examples of the class.")),
    (mark("predicted"), mark("TP + FP: the examples that were taken for the class.")),
)
MACRO = mark(
    "The mean over all classes, each of the same weight however many examples it has (macro average); a class with "
    "nothing to divide by counts as 0. Accuracy: the share of all examples that is right."
)
NARROWEST = 400
"""Pixels in which the names of the columns have room."""
Index = QModelIndex | QPersistentModelIndex


class ClassesModel(QAbstractTableModel):
    """`PerClass` in the order of a column."""

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._columns: tuple[NDArray[Any], ...] = ()
        self._by, self._down = -1, False
        self.order: Ints = np.zeros(0, dtype=np.int64)

    def show_numbers(self, found: PerClass | None, names: tuple[str, ...]) -> None:
        """The numbers of these classes, in the order that was chosen."""
        same = len(names) == len(self._names) and (found is None) == (not self._columns)
        self._names = names
        self._columns = (
            (np.arange(len(names)), found.precision, found.recall, found.f1, found.count, found.predicted)
            if found is not None
            else ()
        )
        if same and np.array_equal(self._sorted(), self.order):
            if len(self.order):
                self.dataChanged.emit(self.index(0, 0), self.index(len(self.order) - 1, len(COLUMNS) - 1))
            return
        self.beginResetModel()
        self.order = self._sorted()
        self.endResetModel()

    def _sorted(self) -> Ints:
        if not self._columns:
            return np.zeros(0, dtype=np.int64)
        if not 0 <= self._by < len(self._columns):
            return np.arange(len(self._names))
        values = self._columns[self._by].astype(np.float64)
        known = np.flatnonzero(~np.isnan(values))
        order = known[np.argsort(-values[known] if self._down else values[known], kind="stable")]
        return np.concatenate([order, np.flatnonzero(np.isnan(values))]).astype(np.int64)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """What has no number comes last."""
        self._by, self._down = column, order == Qt.SortOrder.DescendingOrder
        self.beginResetModel()
        self.order = self._sorted()
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """The classes."""
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Name and numbers."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: N802
        """The name of a column, its formula as a tip."""
        if orientation != Qt.Orientation.Horizontal or section >= len(COLUMNS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(COLUMNS[section][0])
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(COLUMNS[section][1])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        return None

    def text(self, label: int, column: int) -> str:
        """What stands in a cell."""
        if column == 0:
            return self._names[label]
        value = self._columns[column][label]
        if column >= 4:
            return f"{int(value):,}"
        return "–" if np.isnan(value) else f"{float(value):.3f}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Shares to three digits."""
        if not index.isValid() or index.row() >= len(self.order):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(int(self.order[index.row()]), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(index.column())
        return None


def _side(column: int) -> Qt.AlignmentFlag:
    """Words begin at the left, numbers end at the right."""
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


class ClassesTable(QTableView):
    """``chosen`` tells the number of the class of a row that was chosen."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._told = False
        self.numbers = ClassesModel()
        self.numbers.setParent(self)
        self.setModel(self.numbers)
        self.setAccessibleName(tr("Classes"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMinimumWidth(NARROWEST)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setSortingEnabled(True)
        self.numbers.modelReset.connect(self._keep)
        self.selectionModel().currentRowChanged.connect(self._choose)
        self._label = -1

    def choose(self, label: int) -> None:
        """Select the row of a class; none for −1."""
        self._label = label
        self._keep()

    def _keep(self) -> None:
        """The chosen class stays chosen when the order is another."""
        places = np.flatnonzero(self.numbers.order == self._label)
        flags = QItemSelectionModel.SelectionFlag
        self._told = True
        try:
            if len(places):
                index = self.numbers.index(int(places[0]), 0)
                self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            else:
                self.selectionModel().clear()
        finally:
            self._told = False

    def _choose(self, current: QModelIndex) -> None:
        if not self._told and current.isValid():
            self._label = int(self.numbers.order[current.row()])
            self.chosen.emit(self._label)


def as_text(confusion: Ints, names: tuple[str, ...], numbers: ClassesModel, between: str) -> str:
    """The matrix with its names, and the table as it is sorted, cells apart by ``between``, a tab or a comma."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=between, lineterminator="\n")
    writer.writerow([tr("truth \\ predicted"), *names])
    writer.writerows([name, *map(int, row)] for name, row in zip(names, confusion, strict=True))
    writer.writerow([])
    writer.writerow([tr(name) for name, _tip in COLUMNS])
    for label in numbers.order:
        writer.writerow([numbers.text(int(label), column) for column in range(len(COLUMNS))])
    return text.getvalue()
