"""A table from outside, looked over before it becomes the data: how it is read, its first lines, what comes of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from playground.catalog.datasets.csv import Csv
from playground.catalog.glance import Glance, glance, joined_names
from playground.catalog.prepare import Prepared
from playground.catalog.tables import MissingValueError, Reading, left_out
from playground.gui.data.first_lines import FirstLines
from playground.gui.flow import FlowLayout
from playground.gui.inspector.editors import Column, Editor, Segments, editor_for
from playground.gui.inspector.words import tip
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from playground.spec.words import tr

SOON = 120
"""Milliseconds after the last change of a setting until the table is read."""
MOST_CHIPS = 60
"""Columns that can be left out with a click; with more, their names are typed."""
SETTINGS_WIDTH = 214


class ImportPanel(QFrame):
    """Asks how a table is read, and shows what comes of it at once. Nothing changes until it is used.

    ``read`` reads the data of a source, beside the window where they are large, and calls back with what came of it.
    """

    used = Signal(object)
    """The source (a `playground.spec.values.Choice`) that a person wants."""
    left = Signal()
    """Everything is to stay as it was."""

    def __init__(
        self,
        theme: Theme,
        read: Callable[[Choice, Callable[[Prepared | None, PlaygroundError | None], None]], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._read = read
        self._path = Path()
        self._values: dict[str, Any] = {}
        self._glance: Glance | None = None
        self._ready: Choice | None = None
        self._wrong_line = 0
        give_role(self, "card")
        self.setAutoFillBackground(True)
        self.setAccessibleName(tr("Table to import"))
        self.heading = QLabel(self)
        give_role(self.heading, "heading")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.use = QPushButton(tr("Use these data"), self)
        give_role(self.use, "primary")
        self.use.clicked.connect(self._use)
        self.cancel = QPushButton(tr("Cancel"), self)
        self.cancel.setToolTip(tr("Everything stays as it was.  Esc"))
        self.cancel.clicked.connect(self.left)
        self.busy = QProgressBar(self)
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.hide()
        self.verdict = QLabel(self)
        self.verdict.setWordWrap(True)
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
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
        self.editors: dict[str, Editor] = {}
        self._lay_out(self._form())
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._look)

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
            editor.edited.connect(lambda value, name=field.name: self._set(name, value))
            editor.setToolTip(tip(field))
            title = QLabel(field.title, content)
            title.setBuddy(editor)
            title.setToolTip(tip(field))
            give_role(title, "small")
            column.addWidget(title)
            column.addWidget(editor)
            if not isinstance(editor, Segments):
                column.addSpacing(3)
            self.editors[field.name] = editor
            if field.name == "ignore":
                self._named = title
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedWidth(SETTINGS_WIDTH)
        area.setWidget(content)
        return area

    def _lay_out(self, form: QWidget) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.heading, 1)
        head.addWidget(self.cancel)
        head.addWidget(self.use)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(self.verdict)
        right.addWidget(self._cures)
        right.addWidget(self.view, 1)
        self._about_chips = QLabel(tr("Columns that are used; a click leaves one out:"), self)
        give_role(self._about_chips, "small")
        self._about_chips.setWordWrap(True)
        right.addWidget(self._about_chips)
        right.addWidget(self._chips)
        body = QHBoxLayout()
        body.setSpacing(10)
        body.addWidget(form)
        body.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.busy)
        column.addLayout(body, 1)

    # What is looked over

    def look_over(self, source: Choice, title: str = "") -> None:
        """Begin with this source, which names a file."""
        self._path = Path(str(source.params.get("path", "")))
        self._values = dict(source.params)
        self.heading.setText(title or self._path.name)
        for field in Csv.fields():
            if field.name in self.editors:
                self.editors[field.name].set_value(self._values.get(field.name, field.default))
        self._look()
        self.show()
        self.raise_()
        self.editors["target"].setFocus()

    @property
    def source(self) -> Choice:
        """The file with the settings as they are now; those at their default are left out."""
        defaults = Csv.defaults()
        return Choice(
            Csv.kind,
            Values({name: value for name, value in self._values.items() if value != defaults.get(name)}),
        )

    @property
    def ready(self) -> bool:
        """Whether these settings give data."""
        return self._ready is not None

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        if self._glance is not None:
            self._show_lines()

    def _set(self, name: str, value: Any) -> None:
        self._values[name] = value
        self._ready = None
        self.use.setEnabled(False)
        self._later.start(SOON)

    def _reading(self) -> Reading:
        p = Csv.read(self._values)
        return Reading(delimiter=p.delimiter, decimal=p.decimal, header=p.header)

    def _look(self) -> None:
        """Show the first lines, and read the whole table."""
        self._ready = None
        self._wrong_line = 0
        self.use.setEnabled(False)
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
            give_role(self.verdict, "muted")
            self.verdict.setText(tr("Reading the whole table …"))

    def _take(self, source: Choice, prepared: Prepared | None, wrong: PlaygroundError | None) -> None:
        """What came of the reading."""
        self.busy.hide()
        if source != self.source:
            return  # a setting was changed since
        if wrong is not None or prepared is None:
            self._say_wrong(wrong or PlaygroundError(tr("the table has no examples")))
            return
        self._ready = source
        self.use.setEnabled(True)
        self.use.setToolTip(tr("Make this table the data; the weights that fit stay. One step of undo."))
        give_role(self.verdict, "")
        self.verdict.setText(outcome(prepared))

    def _say_wrong(self, error: PlaygroundError) -> None:
        words = str(error).removeprefix(f"{self._path.name}: ")
        give_role(self.verdict, "error")
        self.verdict.setText(f"{words[:1].upper()}{words[1:]}{'' if words.endswith('.') else '.'}")
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

    # The end

    def _use(self) -> None:
        if self._ready is not None:
            self.used.emit(self._ready)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape leaves everything as it was; Enter with Ctrl uses the table."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.use.isEnabled():
            self._use()
        else:
            super().keyPressEvent(event)

    def event(self, event: Any) -> bool:
        """Keys that are meant for this panel reach no command of the window."""
        if event.type() == event.Type.ShortcutOverride and event.key() in (
            Qt.Key.Key_Escape,
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        ):
            event.accept()
            return True
        return super().event(event)


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
