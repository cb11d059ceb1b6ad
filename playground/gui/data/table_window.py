"""All rows of the data as a table beside the window: sorted, filtered, with their part and what the network says."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from playground.catalog.prepare import PARTS, Part, Prepared, prepare
from playground.gui.beside_window import BesideWindow, Complaint
from playground.gui.data.rows import Rows
from playground.gui.data.rows_model import RowsModel
from playground.gui.follow import follow
from playground.gui.gaze import Example, Gaze
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.problems import PlaygroundError
from playground.spec.values import Values
from playground.spec.words import tr
from playground.wire.events import Picture
from playground.workbench.document import Document
from playground.workbench.run import Run

KEY = "table"
AGAIN = 1000
"""Milliseconds from one look at what the network says to the next, while it trains."""
SOON = 150
MOST_SAID = 100_000
"""Rows of a part that the network is asked about."""
MEASURED = 60
"""Columns, and rows of them, whose width is measured; those further on get a usual one."""


class TableWindow(BesideWindow):
    """A window of its own that may stay open. A chosen row is looked into on the canvas."""

    def __init__(self, document: Document, run: Run, theme: Theme, gaze: Gaze, parent: QWidget) -> None:
        super().__init__(tr("Table of data"), (620, 520), document, run, theme, gaze, parent)
        self._rows: Rows | None = None
        self._prepared: Prepared | None = None
        self._said: dict[Part, np.ndarray[Any, Any]] = {}
        self._asked = -1
        self._told = False  # the gaze is being told of a choice made here
        self.filter = QLineEdit(self)
        self.filter.setClearButtonEnabled(True)
        self.filter.setPlaceholderText(tr("Filter: x1>2 class=B part=dev wrong"))
        self.filter.setAccessibleName(tr("Filter"))
        self.filter.setToolTip(
            tr(
                "Conditions with spaces between them; a row is shown where all hold: x1>2, class=B, part≠train, wrong. "
                "Names with spaces stand in quotes. A word alone finds classes, parts and numbers."
            )
        )
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._arrange)
        self.filter.textChanged.connect(lambda: self._later.start(SOON))
        self.count = QLabel(self)
        give_role(self.count, "small")
        self.copy_ = QPushButton(tr("Copy"), self)
        self.copy_.setToolTip(tr("Copy the chosen rows as text, all that are shown where none is chosen.  Ctrl+C"))
        self.copy_.clicked.connect(self.copy)
        self.complaint = Complaint(self)
        self.model = RowsModel(theme)
        self.model.setParent(self)
        self.view = QTableView(self)
        self.view.setModel(self.model)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setAccessibleName(tr("Examples"))
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.setTabKeyNavigation(False)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(24)
        header = self.view.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setResizeContentsPrecision(MEASURED)
        header.sortIndicatorChanged.connect(lambda _column, _order: self._arrange())
        self.view.selectionModel().currentRowChanged.connect(self._choose)
        self.first = self.filter
        line = QHBoxLayout()
        line.addWidget(self.filter, 1)
        line.addWidget(self.count)
        line.addWidget(self.copy_)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(6)
        column.addLayout(line)
        column.addWidget(self.complaint)
        column.addWidget(self.view, 1)
        self._again = QTimer(self)
        self._again.setInterval(AGAIN)
        self._again.timeout.connect(self._ask)
        follow(run.picture_arrived, self, self._follow_picture)
        gaze.example_changed.connect(self._follow_gaze)

    # What is shown

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        super().set_theme(theme)
        if self.isVisible():
            self._arrange()

    def _take_up(self) -> None:
        self._take_data()
        self._again.start()

    def _rest(self) -> None:
        self._again.stop()
        self._later.stop()
        for part in PARTS:
            self._run.unwatch(f"{KEY}/{part}")

    def _take_data(self) -> None:
        try:
            prepared = prepare(self._document.experiment.data)
        except PlaygroundError as error:
            self._prepared = self._rows = None
            self.model.show(None, np.zeros(0, dtype=np.int64), self._theme)
            self.complaint.say(f"{error}.")
            self.count.setText("")
            return
        if prepared is not self._prepared:
            new = self._prepared is None or self._prepared.facts.features != prepared.facts.features
            self._prepared, self._said = prepared, {}
            self._build()
            if new:
                self._measure()
        self._asked = -1
        self._ask()

    def _build(self) -> None:
        assert self._prepared is not None
        self._rows = Rows(self._prepared, self._said)
        self._arrange()

    def _measure(self) -> None:
        for place in range(min(self.model.columnCount(), MEASURED)):
            self.view.resizeColumnToContents(place)

    def _arrange(self) -> None:
        rows = self._rows
        if rows is None:
            return
        try:
            found = rows.find(self.filter.text())
        except PlaygroundError as error:
            self.complaint.say(str(error))
            return
        self.complaint.say("")
        header = self.view.horizontalHeader()
        column = header.sortIndicatorSection()
        if 0 <= column < len(rows.columns):
            down = header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
            found = rows.ordered(found, column, down=down)
        chosen = self._chosen_row()
        self.model.show(rows, found, self._theme)
        self.count.setText(tr("{count} of {rows} rows", count=f"{len(found):,}", rows=f"{len(rows):,}"))
        if chosen is not None and self._chosen_row() is None:
            self._select(chosen)

    # What the network says

    def _ask(self) -> None:
        if self._prepared is None or self._asked == self._run.status.step:
            return
        self._asked = self._run.status.step
        for part in PARTS:
            rows = len(self._prepared.rows(part))
            if rows:
                values = Values(part=part, examples=min(rows, MOST_SAID))
                self._run.watch(f"{KEY}/{part}", "predictions", values)

    def _follow_picture(self, picture: Picture) -> None:
        part = next((part for part in PARTS if picture.key == f"{KEY}/{part}"), None)
        if part is None or self._prepared is None or not self.isVisible():
            return
        predicted = picture.arrays.get("predicted")
        expected = min(len(self._prepared.rows(part)), MOST_SAID)
        if predicted is None or len(predicted) != expected:
            return  # it was measured on the data before
        self._said[part] = np.array(predicted)
        self._run.unwatch(picture.key)
        self._build()

    # Choosing and copying

    def _chosen_row(self) -> int | None:
        index = self.view.currentIndex()
        order = self.model.order
        return int(order[index.row()]) if index.isValid() and index.row() < len(order) else None

    def _choose(self, current: QModelIndex) -> None:
        rows, row = self._rows, self._chosen_row()
        if rows is None or row is None or not current.isValid():
            return
        self._told = True
        try:
            part = PARTS[int(rows.prepared.part[row])]
            self._gaze.look_into(Example(part, int(rows.within[row])))
        finally:
            self._told = False

    def _follow_gaze(self, example: object) -> None:
        """What was chosen elsewhere is chosen here too."""
        if self._told or not self.isVisible() or self._prepared is None or not isinstance(example, Example):
            return
        of_part = self._prepared.rows(example.part)
        if example.row < len(of_part):
            self._select(int(of_part[example.row]))

    def _select(self, row: int) -> None:
        places = np.flatnonzero(self.model.order == row)
        if len(places):
            index = self.model.index(int(places[0]), 0)
            flags = QItemSelectionModel.SelectionFlag
            self._told = True
            try:
                self.view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            finally:
                self._told = False
            self.view.scrollTo(index)

    def copy(self) -> None:
        """The chosen rows as text with tabs, under the names of the columns; all rows shown where none is chosen."""
        rows = self._rows
        if rows is None:
            return
        chosen = sorted({index.row() for index in self.view.selectionModel().selectedRows()})
        order = self.model.order
        wanted = order[chosen] if chosen else order
        lines = ["\t".join(column.name for column in rows.columns)]
        lines += ["\t".join(column.text(int(row)) for column in rows.columns) for row in wanted]
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Ctrl+C copies, Ctrl+F goes to the filter, Escape closes."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Find):
            self.filter.setFocus()
        else:
            super().keyPressEvent(event)


class Table(QObject):
    """The table of one window: made when it is first wanted."""

    def __init__(self, document: Document, run: Run, theme: Theme, gaze: Gaze, parent: QWidget) -> None:
        super().__init__(parent)
        self._document, self._run, self._theme, self._gaze, self._parent = document, run, theme, gaze, parent
        self.window: TableWindow | None = None

    def open(self) -> None:
        """Show it, or bring it to the front."""
        if self.window is None:
            self.window = TableWindow(self._document, self._run, self._theme, self._gaze, self._parent)
        self.window.open()

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        if self.window is not None:
            self.window.set_theme(theme)
