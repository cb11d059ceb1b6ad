"""The window of mistakes: the confusion matrix, the numbers of every class, and the examples, the worst first."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from playground.catalog.confusion import per_class
from playground.catalog.prepare import PARTS, Part, Prepared, prepare
from playground.catalog.tensor import Ints
from playground.gui.beside_window import BesideWindow
from playground.gui.gaze import Example, Gaze
from playground.gui.mistakes.classes import MACRO, ClassesTable, as_text
from playground.gui.mistakes.matrix import ALL, Matrix
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.gui.thumbs.said import Outcome, Said
from playground.gui.thumbs.sizer import Sizer
from playground.gui.thumbs.sources import OfData
from playground.gui.thumbs.wall import Wall
from playground.spec.problems import PlaygroundError
from playground.spec.words import several, tr
from playground.workbench.document import Document
from playground.workbench.run import Run

KEY = "mistakes"
SIDE = 76
"""Pixels of a picture's side, so that its caption has room."""


class MistakesWindow(BesideWindow):
    """A window of its own that may stay open. ``wanted`` names another window that is to be opened."""

    wanted = Signal(str)

    def __init__(self, document: Document, run: Run, theme: Theme, gaze: Gaze, parent: QWidget) -> None:
        super().__init__(tr("Mistakes"), (1080, 720), document, run, theme, gaze, parent)
        self._prepared: Prepared | None = None
        self._data: OfData | None = None
        self._taken: Outcome | None = None
        self.part = QComboBox(self)
        self.part.addItems([tr(part) for part in PARTS])
        self.part.setCurrentIndex(PARTS.index("dev"))
        self.part.setAccessibleName(tr("Part of the data"))
        self.part.setToolTip(tr("Whose examples are looked at."))
        self.shares = QCheckBox(tr("Shares"), self)
        self.shares.setToolTip(tr("Write the share of the row in place of the count."))
        self.copy_ = QPushButton(tr("Copy"), self)
        self.copy_.setToolTip(tr("Copy the matrix and the table as text with tabs.  Ctrl+C"))
        self.csv_ = QPushButton(tr("Copy CSV"), self)
        self.csv_.setToolTip(tr("Copy the matrix and the table as CSV, with commas."))
        self.summary = QLabel(self)
        self.matrix = Matrix(theme, self)
        self.classes = ClassesTable(self)
        self.macro = QLabel(self)
        self.macro.setWordWrap(True)
        self.macro.setToolTip(tr(MACRO))
        give_role(self.macro, "small")
        self.title = QLabel(self)
        self.title.setWordWrap(True)
        give_role(self.title, "heading")
        self.wall = Wall(tr("Examples"), theme, self)
        self.size_ = Sizer(self.wall, SIDE, 100, self)
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        give_role(self.words, "small")
        self.inside = QPushButton(tr("Look inside"), self)
        self.said = Said(run, KEY, self)
        self.first = self.matrix
        self._lay_out()
        self.part.currentIndexChanged.connect(lambda _at: self._look())
        self.shares.toggled.connect(self.matrix.show_shares)
        self.copy_.clicked.connect(lambda: self.copy("\t"))
        self.csv_.clicked.connect(lambda: self.copy(","))
        self.matrix.chosen.connect(self._choose_cell)
        self.classes.chosen.connect(lambda label: self.matrix.choose((label, ALL)))
        self.wall.chosen.connect(self._look_into)
        self.wall.opened.connect(self._open)
        self.inside.clicked.connect(self._open_chosen)
        self.said.changed.connect(self._take_said)
        gaze.example_changed.connect(self._follow_gaze)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.part)
        line.addWidget(self.summary, 1)
        for widget in (self.shares, self.copy_, self.csv_):
            line.addWidget(widget)
        numbers = QWidget(self)
        below = QVBoxLayout(numbers)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(4)
        below.addWidget(self.classes, 1)
        below.addWidget(self.macro)
        self.left = QSplitter(Qt.Orientation.Vertical, self)
        self.left.addWidget(self.matrix)
        self.left.addWidget(numbers)
        self.left.setStretchFactor(0, 3)
        self.left.setStretchFactor(1, 2)
        right = QWidget(self)
        side = QVBoxLayout(right)
        side.setContentsMargins(6, 0, 0, 0)
        side.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.size_)
        foot = QHBoxLayout()
        foot.addWidget(self.words, 1)
        foot.addWidget(self.inside)
        side.addLayout(head)
        side.addWidget(self.wall, 1)
        side.addLayout(foot)
        self.halves = QSplitter(Qt.Orientation.Horizontal, self)
        self.halves.addWidget(self.left)
        self.halves.addWidget(right)
        self.halves.setChildrenCollapsible(False)
        self.left.setChildrenCollapsible(False)
        self.halves.setStretchFactor(0, 1)
        self.halves.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self.halves, 1)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        super().set_theme(theme)
        self.matrix.set_theme(theme)
        self.wall.set_theme(theme)

    def _rest(self) -> None:
        self.said.rest()

    # What there is

    def _part(self) -> Part:
        return PARTS[max(self.part.currentIndex(), 0)]

    def _take_network(self) -> None:
        self.said.again()

    def _take_up(self) -> None:
        prepared, why = None, ""
        try:
            prepared = prepare(self._document.experiment.data)
        except PlaygroundError as error:
            why = f"{str(error)[:1].upper()}{str(error)[1:]}."
        new, self._prepared = prepared is not self._prepared, prepared
        for widget in (self.part, self.shares, self.copy_, self.csv_, self.matrix, self.classes):
            widget.setEnabled(prepared is not None)
        if prepared is None:
            self.said.rest()
            self._data = None
            self._show_nothing(why)
            return
        if new:
            self._data = OfData(prepared)
            self.wall.show_source(self._data)
            self.matrix.choose(None)
            with QSignalBlocker(self.part):
                if not len(prepared.rows(self._part())):
                    self.part.setCurrentIndex(next(at for at in (1, 2, 0) if len(prepared.rows(PARTS[at]))))
        classes = bool(prepared.facts.classes)
        for of_classes in (self.left, self.shares, self.copy_, self.csv_):
            of_classes.setVisible(classes)
        self.size_.setVisible(bool(prepared.facts.picture))
        self.inside.setVisible(bool(prepared.facts.picture))
        self._look()

    def _look(self) -> None:
        if self._prepared is None or not self.isVisible():
            return
        if not len(self._prepared.rows(self._part())):
            self.said.rest()
            self._show_nothing(tr("This part of the data is empty."))
            return
        self.said.look(self._prepared, self._part())

    def _show_nothing(self, why: str) -> None:
        facts = self._prepared.facts if self._prepared is not None else None
        self._taken = None
        self.matrix.show_counts(np.zeros((0, 0), dtype=np.int64), facts.classes if facts is not None else ())
        self.classes.numbers.show_numbers(None, ())
        for label in (self.summary, self.macro, self.title, self.words):
            label.clear()
        self.wall.show_keys(np.zeros(0, dtype=np.int64), empty=why)
        self._say()

    # What the network says

    def _take_said(self) -> None:
        outcome, prepared = self.said.outcome, self._prepared
        if prepared is None or self._data is None:
            return
        self._data.take(outcome)
        if outcome is None:
            self._show_nothing(tr("The network is asked…"))
            return
        self._taken = outcome
        names, count = prepared.facts.classes, len(outcome.rows)
        after = several(outcome.step, "{count:,} step", "{count:,} steps")
        if names:
            found = per_class(outcome.confusion)
            self.matrix.show_counts(outcome.confusion, names)
            self.classes.numbers.show_numbers(found, names)
            precision, recall, f1 = (f"{value:.3f}" for value in found.macro())
            self.macro.setText(
                tr(
                    "Mean of the classes: precision {precision}, recall {recall}, F1 {f1}. Accuracy {accuracy}.",
                    precision=precision,
                    recall=recall,
                    f1=f1,
                    accuracy=f"{found.accuracy:.3f}",
                )
            )
            wrong = int(outcome.wrong.sum())
            self.summary.setText(
                tr(
                    "{wrong:,} of {count:,} wrong, {share} right, after {steps}",
                    wrong=wrong,
                    count=count,
                    share=f"{1 - wrong / count:.1%}",
                    steps=after,
                )
            )
        else:
            self.summary.setText(tr("{count:,} examples, after {steps}", count=count, steps=after))
        whole = len(prepared.rows(outcome.part))
        sample = tr("Of {whole:,} examples a fixed sample of {count:,} is looked at.", whole=whole, count=count)
        self.summary.setToolTip(sample if whole > count else "")
        self._hang()

    def _choose_cell(self, cell: object) -> None:
        self.classes.choose(cell[0] if isinstance(cell, tuple) and cell[1] == ALL else -1)
        self.wall.verticalScrollBar().setValue(0)
        self._hang()

    def _hang(self) -> None:
        """The examples of what is chosen in the matrix; all mistakes where nothing is."""
        outcome = self._taken
        if outcome is None or self._prepared is None:
            return
        places = outcome.worst()
        cell = self.matrix.cell if self._prepared.facts.classes else None
        if cell is not None:
            row, column = cell
            truth, predicted = outcome.truth, outcome.predicted
            if row == column:  # they are right: the least sure first
                places = np.flatnonzero((truth == row) & (predicted == row))
                places = places[np.argsort(outcome.confidence[places], kind="stable")]
            else:
                fitting = ((row == ALL) | (truth[places] == row)) & ((column == ALL) | (predicted[places] == column))
                places = places[fitting]
            self.title.setText(self.matrix.words(cell))
        elif self._prepared.facts.classes:
            self.title.setText(
                several(len(places), "{count:,} mistake, the surest first", "{count:,} mistakes, the surest first")
            )
        else:
            self.title.setText(tr("Numbers have no classes to be mistaken: the largest errors come first."))
        keys: Ints = outcome.rows[places]
        self.wall.show_keys(keys, empty=tr("There are none.") if cell is not None else tr("There are no mistakes."))
        self._mark(self._gaze.example)
        self._say()

    # Choosing

    def _say(self) -> None:
        key = self.wall.chosen_key
        self.inside.setEnabled(key is not None)
        tip = tr("Maps, filters, and why this picture is taken for what it is.  Enter")
        self.inside.setToolTip(tip if key is not None else tr("Choose a picture first."))
        if key is not None and self._data is not None:
            self.words.setText(self._data.words(key))
        elif len(self.wall.keys):
            self.words.setText(tr("A click chooses an example for all views."))
        else:
            self.words.clear()

    def _look_into(self, key: int) -> None:
        self._say()
        if self._data is not None:
            self._gaze.look_into(self._data.example(key))

    def _open(self, key: int) -> None:
        self._look_into(key)
        if self._prepared is not None and self._prepared.facts.picture:
            self.wanted.emit("look_inside")

    def _open_chosen(self) -> None:
        key = self.wall.chosen_key
        if key is not None:
            self._open(key)

    def _follow_gaze(self, example: object) -> None:
        if self.isVisible():
            self._mark(example, scroll=True)
            self._say()

    def _mark(self, example: object, *, scroll: bool = False) -> None:
        """Frame the example that is looked into, where it hangs."""
        prepared = self._prepared
        if prepared is None or not isinstance(example, Example) or example.part != self._part():
            return
        rows = prepared.rows(self._part())
        if example.row < len(rows) and self.wall.chosen_key != rows[example.row]:
            self.wall.choose(int(rows[example.row]), scroll=scroll)

    # Copying

    def copy(self, between: str) -> None:
        """The matrix with its names and the table below it, cells apart by ``between``."""
        outcome, prepared = self._taken, self._prepared
        if outcome is None or prepared is None or not prepared.facts.classes:
            return
        text = as_text(outcome.confusion, prepared.facts.classes, self.classes.numbers, between)
        QGuiApplication.clipboard().setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Ctrl+C copies, + and − change the size, Escape closes."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy("\t")
        elif not self.size_.take_key(event):
            super().keyPressEvent(event)
