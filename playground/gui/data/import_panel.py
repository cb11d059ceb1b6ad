"""A table from outside, looked over before it becomes the data: how it is read, its first lines, what comes of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from playground.catalog.cells import Reading
from playground.catalog.columns import MissingValueError
from playground.catalog.datasets.csv import Csv
from playground.catalog.glance import Glance, glance, joined_names
from playground.catalog.prepare import Prepared
from playground.catalog.tables import left_out
from playground.gui.data.first_lines import FirstLines
from playground.gui.data.look_over import LookOver
from playground.gui.flow import FlowLayout
from playground.gui.inspector.editors import Column, Segments, editor_for
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice
from playground.spec.words import tr

SOON = 120
"""Milliseconds after the last change of a setting until the table is read."""
MOST_CHIPS = 60
"""Columns that can be left out with a click; with more, their names are typed."""


class ImportPanel(LookOver):
    """Asks how a table is read, and shows what comes of it at once. Nothing changes until it is used.

    ``read`` reads the data of a source, beside the window where they are large, and calls back with what came of it.
    """

    def __init__(
        self,
        theme: Theme,
        read: Callable[[Choice, Callable[[Prepared | None, PlaygroundError | None], None]], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Table to import"), tr("Use these data"), SOON, parent)
        self._kind, self._defaults = Csv.kind, Csv.defaults()
        self._theme = theme
        self._read = read
        self._path = Path()
        self._glance: Glance | None = None
        self._wrong_line = 0
        self.busy.setRange(0, 0)
        self.busy.hide()
        self._cures = QWidget(self)
        self._cure_row = FlowLayout(self._cures, spacing=6)
        self.cures: list[QPushButton] = []
        self.model = FirstLines()
        self.model.setParent(self)
        self.view = QTableView(self)
        self.view.setModel(self.model)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setAccessibleName(tr("First lines of the table"))
        self.view.setShowGrid(False)
        self.view.verticalHeader().setDefaultSectionSize(22)
        self.view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self._chips = QWidget(self)
        self._chip_row = FlowLayout(self._chips, spacing=3)
        self.chips: dict[str, QPushButton] = {}
        self._lay_out(self._form(), self._found())

    def _form(self) -> QWidget:
        content = QWidget(self)
        give_role(content, "panel")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(3)
        for field in Csv.fields():
            if field.about.hidden:
                continue
            editor = Column(field) if field.name == Csv.named_column else editor_for(field)
            title = self._ask(field, editor, content)
            column.addWidget(title)
            column.addWidget(editor)
            if not isinstance(editor, Segments):
                column.addSpacing(3)
            if field.name == "ignore":
                self._named = title
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        return area

    def _found(self) -> QLayout:
        right = QVBoxLayout()
        right.addWidget(self.verdict)
        right.addWidget(self._cures)
        right.addWidget(self.view, 1)
        self._about_chips = QLabel(tr("Columns that are used; a click leaves one out:"), self)
        give_role(self._about_chips, "small")
        self._about_chips.setWordWrap(True)
        right.addWidget(self._about_chips)
        right.addWidget(self._chips)
        return right

    # What is looked over

    def look_over(self, source: Choice, title: str = "") -> None:
        """Begin with this source, which names a file."""
        self._path = Path(str(source.params.get("path", "")))
        self._begin(source, Csv.fields(), title or self._path.name)
        self.editors["target"].setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        if self._glance is not None:
            self._show_lines()

    def _reading(self) -> Reading:
        p = Csv.read(self._values)
        return Reading(delimiter=p.delimiter, decimal=p.decimal, header=p.header)

    def _look(self) -> None:
        """Show the first lines, and read the whole table."""
        self._unready()
        self._wrong_line = 0
        self.use.setToolTip(tr("The table is being read."))
        try:
            self._glance = glance(self._path, self._reading())
        except PlaygroundError as error:
            self._glance = None
            self.model.show(None, "", frozenset(), 0, self._theme)
            self._show_chips()
            self._say_wrong(error)
            return
        column = self.editors["target"]
        assert isinstance(column, Column)
        column.offer(self._glance.names)
        column.set_value(self._values.get("target", ""))
        self._show_lines()
        self._show_chips()
        source = self.source
        self._show_cures(())
        waiting = self._read(source, lambda prepared, wrong: self._take(source, prepared, wrong))
        self.busy.setVisible(waiting)
        if waiting:
            self._say(tr("Reading the whole table …"), "muted")

    def _take(self, source: Choice, prepared: Prepared | None, wrong: PlaygroundError | None) -> None:
        """What came of the reading."""
        self.busy.hide()
        if source != self.source:
            return  # a setting was changed since
        if wrong is not None or prepared is None:
            self._say_wrong(wrong or PlaygroundError(tr("the table has no examples")))
            return
        words = tr("Make this table the data; the weights that fit stay. One step of undo.")
        self._make_ready(source, words, outcome(prepared))

    def _say_wrong(self, error: PlaygroundError) -> None:
        words = str(error).removeprefix(f"{self._path.name}: ")
        self._complain(words)
        self.use.setToolTip(tr("The table cannot be read like this."))
        self._show_cures(error.cures if isinstance(error, MissingValueError) else ())
        self._wrong_line = line_in(words)
        if self._glance is not None:
            self._show_lines()

    def _show_cures(self, cures: tuple[tuple[str, str], ...]) -> None:
        for button in self.cures:
            self._cure_row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.cures = []
        for words, value in cures:
            button = QPushButton(tr(words), self._cures)
            give_role(button, "fix")
            button.clicked.connect(lambda _on=False, value=value: self._cure(value))
            self._cure_row.addWidget(button)
            self.cures.append(button)
        self._cures.setVisible(bool(cures))

    def _cure(self, value: str) -> None:
        self.editors["missing"].set_value(value)
        self._values["missing"] = value
        self._look()

    # The columns

    def _target(self) -> str:
        named = str(self._values.get("target", "")).strip()
        names = self._glance.names if self._glance is not None else ()
        return named or next((name for name in reversed(names) if name not in self._ignored()), "")

    def _ignored(self) -> frozenset[str]:
        try:
            return frozenset(left_out(str(self._values.get("ignore", ""))))
        except PlaygroundError:
            return frozenset()  # reading the table says what is wrong with the names

    def _show_lines(self) -> None:
        self.model.show(self._glance, self._target(), self._ignored(), self._wrong_line, self._theme)
        self.view.resizeColumnsToContents()

    def _show_chips(self) -> None:
        names = self._glance.names if self._glance is not None else ()
        few = 2 < len(names) <= MOST_CHIPS
        self._chips.setVisible(few)
        self._about_chips.setVisible(few)
        self._named.setVisible(not few)
        self.editors["ignore"].setVisible(not few)
        if tuple(self.chips) != names or not few:
            for chip in self.chips.values():
                self._chip_row.removeWidget(chip)
                chip.hide()
                chip.deleteLater()
            self.chips = {}
            for name in names if few else ():
                chip = QPushButton(name.replace("&", "&&"), self._chips)
                chip.setCheckable(True)
                give_role(chip, "small")
                chip.clicked.connect(lambda _on=False, name=name: self._toggle(name))
                chip.setAccessibleName(tr("Use column {name}", name=name))
                self._chip_row.addWidget(chip)
                self.chips[name] = chip
        target, ignored = self._target(), self._ignored()
        for name, chip in self.chips.items():
            chip.setChecked(name not in ignored)
            chip.setEnabled(name != target)
            chip.setToolTip(
                tr("This column is the target.") if name == target else tr("Click to leave it out or use it.")
            )

    def _toggle(self, name: str) -> None:
        ignored = self._ignored() ^ {name}
        names = self._glance.names if self._glance is not None else ()
        self._values["ignore"] = joined_names([each for each in names if each in ignored])
        self.editors["ignore"].set_value(self._values["ignore"])
        self._look()


def line_in(sentence: str) -> int:
    """The number of the line that a sentence is about: what is wrong with a line begins with it. 0: about none."""
    before, _, after = tr("line {line}").partition("{line}")
    found = re.search(rf"{re.escape(before)}([\d,]+){re.escape(after)}", sentence)
    return int(found[1].replace(",", "") or 0) if found else 0


def outcome(prepared: Prepared, most: int = 12) -> str:
    """``40 examples, 2 features. Classes: a 20 · b 20``; for numbers to predict, their range."""
    facts = prepared.facts
    features = tr("1 feature") if len(facts.features) == 1 else tr("{count} features", count=len(facts.features))
    words = tr("{rows} examples, {features}.", rows=f"{facts.rows:,}", features=features)
    if facts.task == "regression":
        target = facts.targets[0]
        return f"{words} " + tr(
            "Numbers to predict: {name}, from {low} to {high}.",
            name=target,
            low=f"{prepared.y.min():.4g}",
            high=f"{prepared.y.max():.4g}",
        )
    counts = [int((prepared.y == label).sum()) for label in range(min(facts.outputs, most))]
    named = " · ".join(f"{name} {count:,}" for name, count in zip(facts.classes, counts, strict=False))
    rest = tr(" and {count} more", count=facts.outputs - most) if facts.outputs > most else ""
    return f"{words} " + tr("{count} classes: {named}", count=facts.outputs, named=named) + rest
