"""A form made from the descriptions of settings: one row per setting, nested forms under what was chosen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from playground.catalog.entry import Entry, family, known, settle
from playground.catalog.facts import Facts
from playground.catalog.families import Dataset, Loss
from playground.catalog.settings import set_at, setting_at
from playground.gui.follow import follow
from playground.gui.inspector.editors import Column, Editor, Kind, Segments, editor_for
from playground.gui.inspector.sketch import SKETCHES, Sketch
from playground.gui.inspector.words import default_in_words, tip
from playground.gui.theme import icons
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Data, Experiment
from playground.spec.fields import Field, fields_of
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice
from playground.spec.words import tr
from playground.workbench.document import Document

Path = tuple[str, ...]

IDLE: dict[str, tuple[str, Any]] = {
    "clip_at": ("clip", "none"),
    "patience": ("early_stopping", False),
    "bias_initializer": ("bias", False),
}
"""Settings that mean nothing while another one of the same form has this value; they are hidden then."""


def unfit_losses(facts: Facts) -> dict[str, str]:
    """The losses that cannot serve the task of these data, each with the reason in a sentence."""
    words = {
        "classes": tr("It does not serve data with classes to tell apart."),
        "regression": tr("It does not serve data with numbers to predict."),
    }[facts.task]
    return {
        kind: words
        for kind, loss in family(Loss.family).items()
        if issubclass(loss, Loss) and facts.task not in loss.tasks
    }


def columns_of(data: Data) -> tuple[str, ...]:
    """The columns of the data's file; none where it cannot be read, which the data card says in words."""
    try:
        entry, p = settle(Dataset, data.source)
        return entry.columns(p)
    except PlaygroundError:
        return ()


class Row(QWidget):
    """One setting: its title and unit, its editor, the way back to the default, and what is wrong with what was typed.

    Where the row is too narrow for title and editor side by side, the editor stands under the title. A `Choice` has
    the form of what was chosen under it, which alone is built anew when another thing is chosen.
    """

    def __init__(
        self, document: Document, path: Path, field: Field, theme: Theme, editor: Editor | None = None
    ) -> None:
        super().__init__()
        self._document = document
        self._field = field
        self._theme = theme
        self.path = path
        self.setObjectName("field:" + ".".join(path))
        self.editor = editor or editor_for(field)
        self.editor.edited.connect(self._apply)
        self.editor.refused.connect(self._complain)
        self.title = QLabel(field.title)
        self.title.setBuddy(self.editor)
        self.unit = QLabel(field.about.unit)
        self.unit.setProperty("role", "small")
        self.back = QToolButton()
        self.back.setProperty("role", "flat")
        self.back.setIconSize(QSize(14, 14))
        self.back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.back.setToolTip(tr("Back to the default: {value}", value=default_in_words(field)))
        self.back.setAccessibleName(tr("{setting}: back to the default", setting=field.title))
        self.back.clicked.connect(self._reset)
        keep = self.back.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(keep)
        self.complaint = QLabel()
        self.complaint.setProperty("role", "error")
        self.complaint.setWordWrap(True)
        self.complaint.hide()
        self.setToolTip(tip(field))

        self._line = QHBoxLayout()
        self._line.setSpacing(4)
        self._line.addWidget(self.title)
        self._line.addWidget(self.unit)
        self._line.addStretch(0 if field.type is Choice else 1)
        self._line.addWidget(self.back)
        self._under = QHBoxLayout()
        self._under.setSpacing(8)
        if self.editor.below is not None:
            self._under.addWidget(self.editor.below, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addLayout(self._line)
        self._column.addLayout(self._under)
        self._column.addWidget(self.complaint)
        # Words side by side need the whole width; everything else stands at the end of the title's line if it can.
        self._narrow = isinstance(self.editor, Segments)
        self._place(self._narrow)
        self._sketch: Sketch | None = None
        if field.about.family in SKETCHES:
            self._sketch = Sketch(theme, field.about.family or "", path)
            self._column.addWidget(self._sketch)
        self.nested: Form | None = None
        self._kind: str | None = None
        self.set_theme(theme)

    def show_value(self, value: Any, experiment: Experiment) -> None:
        """Follow the document."""
        if isinstance(self.editor, Column):
            self.editor.offer(columns_of(experiment.data))
        self.editor.set_value(value)
        facts = self._document.analysis.facts
        if self._field.about.family == Loss.family and isinstance(self.editor, Kind) and facts is not None:
            self.editor.refuse(unfit_losses(facts))
        default = self._field.default
        if isinstance(value, Choice):
            self.back.setVisible(value.kind != default.kind)
            self._show_choice(value, experiment)
        else:
            self.back.setVisible(value != default)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.back.setIcon(icons.icon("default", theme, "muted"))
        if self._sketch is not None:
            self._sketch.set_theme(theme)
        if self.nested is not None:
            self.nested.set_theme(theme)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The width of the longer of title and editor: the one can stand under the other."""
        title = sum(part.sizeHint().width() + 4 for part in (self.title, self.unit, self.back))
        parts = [title, self.editor.minimumSizeHint().width()]
        if self.nested is not None:
            parts.append(self.nested.minimumSizeHint().width())
        return QSize(max(parts), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The editor goes to where there is room for it."""
        super().resizeEvent(event)
        parts = (self.title, self.unit, self.back, self.editor)
        narrow = isinstance(self.editor, Segments) or event.size().width() < sum(
            part.sizeHint().width() + 4 for part in parts
        )
        if narrow != self._narrow:
            self._narrow = narrow
            self._place(narrow)

    def _place(self, narrow: bool) -> None:
        """Set the editor under the title, beside its slider where it has one, or at the end of the title's line."""
        self._line.removeWidget(self.editor)
        self._under.removeWidget(self.editor)
        wide = self._field.type is Choice
        if narrow:
            self._under.addWidget(self.editor, 0 if self.editor.below is not None else 1)
        else:
            self._line.addWidget(self.editor, 1 if wide else 0)

    def _show_choice(self, value: Choice, experiment: Experiment) -> None:
        group = self._field.about.family or ""
        if value.kind != self._kind:
            self._kind = value.kind
            if self.nested is not None:
                self._column.removeWidget(self.nested)
                self.nested.hide()
                self.nested.deleteLater()
                self.nested = None
            entry = known(group, value.kind)
            if entry is not None and any(not field.about.hidden for field in entry.fields()):
                self.nested = self._form_of(entry)
                self._column.addWidget(self.nested)
        if self.nested is not None:
            self.nested.show_experiment(experiment)
        if self._sketch is not None:
            try:
                self._sketch.show_choice(value, experiment)
            except PlaygroundError:
                # A kind or setting from a file that the catalogue refuses: the problems say so, there is no curve.
                self._sketch.hide()
            else:
                self._sketch.setVisible(value.kind != "constant")

    def _form_of(self, entry: type[Entry]) -> Form:
        """The form of what was chosen."""
        return Form(self._document, self.path, entry, self._theme, nested=True)

    def _apply(self, value: Any) -> None:
        try:
            self._document.apply(set_at(self._document.experiment, self.path, value))
        except PlaygroundError as error:
            self._complain(f"{error}.")

    def _reset(self) -> None:
        self._complain("")
        self._apply(self._field.default)
        self.editor.setFocus()

    def _complain(self, sentence: str) -> None:
        self.complaint.setText(sentence)
        self.complaint.setVisible(bool(sentence))


class Form(QFrame):
    """All settings of an entry of the catalogue, or of a settings class, that lie at ``base_path``.

    Args:
        document: what is edited; the form follows it.
        base_path: where the settings are, such as ``("training",)`` or ``("network", "dense1")``.
        entry_or_cls: whose settings they are.
        theme: the colours.
        names: only these settings, in this order; None is all of them.
        nested: the form stands in a row of another one, which tells it of changes.
        parent: as Qt has it.

    """

    def __init__(
        self,
        document: Document,
        base_path: Path,
        entry_or_cls: type,
        theme: Theme,
        *,
        names: tuple[str, ...] | None = None,
        nested: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._base = base_path
        fields = entry_or_cls.fields() if issubclass(entry_or_cls, Entry) else fields_of(entry_or_cls)
        shown = {field.name: field for field in fields if not field.about.hidden}
        if names is not None:
            shown = {name: shown[name] for name in names}
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.setContentsMargins(12 if nested else 0, 4 if nested else 0, 0, 4 if nested else 0)
        if nested:
            self.setProperty("role", "nested")
        self.rows: dict[str, Row] = {}
        for name, field in shown.items():
            named = Column(field) if issubclass(entry_or_cls, Dataset) and name == entry_or_cls.named_column else None
            row = self._row((*base_path, name), field, theme, named)
            self.rows[name] = row
            column.addWidget(row)
        if not nested:
            self.show_experiment(document.experiment)
            follow(document.changed, self, self._changed)

    def _row(self, path: Path, field: Field, theme: Theme, editor: Editor | None) -> Row:
        """The row of one setting."""
        return Row(self._document, path, field, theme, editor)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the values of ``experiment``; nothing is built anew but the form under another choice."""
        values: dict[str, Any] = {}
        for name, row in self.rows.items():
            try:
                _, values[name] = setting_at(experiment, row.path)
            except PlaygroundError:
                # The block is gone, or something else was chosen: whoever holds this form takes it away.
                return
        for name, row in self.rows.items():
            row.show_value(values[name], experiment)
            other, idle = IDLE.get(name, ("", None))
            row.setVisible(other not in values or values[other] != idle)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        for row in self.rows.values():
            row.set_theme(theme)

    def _changed(self, old: Experiment, new: Experiment) -> None:
        self.show_experiment(new)
