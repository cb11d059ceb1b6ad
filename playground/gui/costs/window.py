"""The sheet of what every block costs, beside the window: shapes, numbers, multiplications, memory."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from playground.catalog.costs import BYTES, Sheet, in_bytes, sheet
from playground.gui.beside_window import BesideWindow
from playground.gui.costs.rows import HEADINGS, ID, TIPS, Bars, line
from playground.gui.gaze import Gaze
from playground.gui.house import House
from playground.gui.questions import Dialogs, Questions
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.words import mark, tr
from playground.workbench.disk import write_atomically
from playground.workbench.document import Document
from playground.workbench.run import Run

KIND = mark("Table (*.csv)")


class CostsWindow(BesideWindow):
    """A window of its own that may stay open and follows the network. A chosen line is selected on the canvas."""

    def __init__(self, document: Document, run: Run, theme: Theme, gaze: Gaze, parent: QWidget) -> None:
        super().__init__(tr("What every block costs"), (960, 560), document, run, theme, gaze, parent)
        self._house = parent if isinstance(parent, House) else None
        self.questions: Questions = Dialogs(self)
        self.sheet: Sheet | None = None
        self._filling = False
        self.total = QLabel(self)
        self.total.setWordWrap(True)
        give_role(self.total, "small")
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        give_role(self.told, "small")
        self.told.hide()
        self.export_ = QPushButton(tr("Save as CSV…"), self)
        self.export_.setToolTip(tr("Save all lines, and the sums of groups, as a table of plain numbers."))
        self.export_.clicked.connect(self.export)
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName(tr("What every block costs"))
        self.tree.setColumnCount(len(HEADINGS))
        self.tree.setHeaderLabels([tr(words) for words in HEADINGS])
        for column, words in enumerate(TIPS):
            self.tree.headerItem().setToolTip(column, tr(words))
            if column:
                self.tree.headerItem().setTextAlignment(column, Qt.AlignmentFlag.AlignRight)
        self.tree.setUniformRowHeights(True)
        self.tree.setAllColumnsShowFocus(True)
        self.bars = Bars(theme, self.tree)
        for column in (2, 3, 5, 6):
            self.tree.setItemDelegateForColumn(column, self.bars)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSortIndicatorClearable(True)
        self.tree.setSortingEnabled(True)
        self.tree.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.tree.currentItemChanged.connect(self._choose)
        foot = QHBoxLayout()
        foot.addWidget(self.total, 1)
        foot.addWidget(self.export_)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(10, 10, 10, 10)
        column_.setSpacing(6)
        column_.addWidget(self.tree, 1)
        column_.addWidget(self.told)
        column_.addLayout(foot)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._fill)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        super().set_theme(theme)
        self.bars.theme = theme
        self.tree.viewport().update()

    def _take_up(self) -> None:
        self._fill()

    def _follow_document(self, old: Experiment, new: Experiment) -> None:
        same = old.network is new.network and old.data is new.data and old.training is new.training
        if self.isVisible() and not same:
            self._later.start()

    def _fill(self) -> None:
        experiment = self._document.experiment
        made = sheet(experiment, self._document.analysis)
        if made == self.sheet:
            return
        first, self.sheet = self.sheet is None, made
        opened = {str(item.data(0, ID)) for item in self._items() if item.isExpanded()}
        if first:
            opened = {row.id for row in made.rows if not row.kind and not row.parent}
        current = self.tree.currentItem()
        chosen = str(current.data(0, ID)) if current is not None else ""
        self._filling = True
        self.tree.setSortingEnabled(False)
        self.tree.clear()
        items: dict[str, QTreeWidgetItem] = {}
        for place, row in enumerate(made.rows):
            item: QTreeWidgetItem = line(row, place, made.total)
            items[row.id] = item
            if row.parent in items:
                items[row.parent].addChild(item)
            else:
                self.tree.addTopLevelItem(item)
        for id, there in items.items():
            there.setExpanded(id in opened)
        self.tree.setSortingEnabled(True)
        if chosen in items:
            self.tree.setCurrentItem(items[chosen])
        self._filling = False
        if first:
            for column in range(len(HEADINGS)):
                self.tree.resizeColumnToContents(column)
            self.tree.setColumnWidth(0, max(190, self.tree.columnWidth(0)))
            for column in (2, 3, 5, 6):
                self.tree.setColumnWidth(column, max(110, self.tree.columnWidth(column) + 8))
        total = made.total
        self.total.setText(
            tr(
                "In all {parameters} parameters and {multiply_adds} multiply-adds per example. Training by batches of "
                "{batch} takes {weights} for weights and gradients, {state} for the optimizer and {activations} for "
                "activations.",
                parameters=f"{total.parameters:,}",
                multiply_adds=f"{total.multiply_adds:,}",
                batch=experiment.training.batch_size,
                weights=in_bytes(2 * BYTES * total.parameters),
                state=in_bytes(total.state),
                activations=in_bytes(total.activations),
            )
        )

    def _items(self) -> list[QTreeWidgetItem]:
        return self.tree.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)

    def _choose(self, item: QTreeWidgetItem | None, _before: QTreeWidgetItem | None) -> None:
        if item is not None and not self._filling and self._house is not None:
            self._house.show_node(str(item.data(0, ID)))

    def export(self) -> None:
        """Ask where, and save the sheet as CSV."""
        if self.sheet is None:
            return
        path = self.questions.file_to_save(Path("costs.csv"), tr(KIND))
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(".csv")
        try:
            write_atomically(path, self.sheet.as_csv().encode())
        except PlaygroundError as error:
            self._tell(str(error), wrong=True)
        else:
            self._tell(tr("Saved to {file}.", file=path.name), wrong=False)

    def _tell(self, words: str, *, wrong: bool) -> None:
        give_role(self.told, "error" if wrong else "small")
        self.told.setText(words)
        self.told.show()
