"""One row for the same setting of several blocks: what is typed there is set in all of them, one undo step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from playground.catalog.entry import Entry
from playground.catalog.settings import set_at, setting_at
from playground.gui.follow import follow
from playground.gui.inspector.editors import Editor
from playground.gui.inspector.form import Form, Path, Row
from playground.gui.inspector.words import plain
from playground.gui.theme.tokens import Theme
from playground.spec.edits import Alike
from playground.spec.experiment import Experiment
from playground.spec.fields import Field
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice
from playground.spec.words import tr
from playground.workbench.document import Document

MOST_WORDS = 4
"""Different values that are listed."""


class SharedRow(Row):
    """The row of the first of ``paths``, that sets all of them. Where they differ it says so."""

    def __init__(
        self, document: Document, paths: tuple[Path, ...], field: Field, theme: Theme, editor: Editor | None = None
    ) -> None:
        self.paths = paths
        self._differ: QLabel | None = None
        super().__init__(document, paths[0], field, theme, editor)
        self._differ = QLabel()
        self._differ.setProperty("role", "small")
        self._differ.setWordWrap(True)
        self._differ.hide()
        self._column.insertWidget(1, self._differ)

    def show_value(self, value: Any, experiment: Experiment) -> None:
        """Follow the document; values that differ are listed."""
        try:
            values = [setting_at(experiment, path)[1] for path in self.paths]
        except PlaygroundError:
            return  # a block is gone, or something else was chosen in it: whoever holds this row makes another
        different = list(dict.fromkeys(plain(value) for value in values))
        if self._differ is not None:
            listed = ", ".join(different[:MOST_WORDS]) + (", …" if len(different) > MOST_WORDS else "")
            self._differ.setText(tr("They differ: {values}", values=listed))
            self._differ.setVisible(len(different) > 1)
        kinds = {value.kind if isinstance(value, Choice) else "" for value in values}
        if len(kinds) > 1 and self.nested is not None:
            self._kind = None  # the settings of one kind are not those of the other
        super().show_value(value, experiment)
        if self.nested is not None:
            self.nested.setVisible(len(kinds) == 1)

    def _form_of(self, entry: type[Entry]) -> Form:
        return SharedForm(self._document, self.paths, entry, self._theme, nested=True)

    def _apply(self, value: Any) -> None:
        experiment = self._document.experiment
        try:
            edits = tuple(set_at(experiment, path, value) for path in self.paths)
        except PlaygroundError as error:
            self._complain(f"{error}.")
            return
        self._document.apply(Alike(edits=edits, label=edits[0].label) if len(edits) > 1 else edits[0])


class SharedForm(Form):
    """The settings of an entry that lie at several places alike.

    Args:
        document, entry_or_cls, theme, names, nested: as `Form` has them.
        bases: where the settings are, such as ``("network", "dense1")`` and ``("network", "dense2")``.

    """

    def __init__(
        self,
        document: Document,
        bases: tuple[Path, ...],
        entry_or_cls: type,
        theme: Theme,
        *,
        names: tuple[str, ...] | None = None,
        nested: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self._bases = bases
        super().__init__(document, bases[0], entry_or_cls, theme, names=names, nested=nested, parent=parent)

    def _row(self, path: Path, field: Field, theme: Theme, editor: Editor | None) -> Row:
        return SharedRow(self._document, tuple((*base, path[-1]) for base in self._bases), field, theme, editor)


class SharedRows(QWidget):
    """Rows for chosen settings, each of one or more blocks."""

    def __init__(self, document: Document, rows: Iterable[tuple[Field, tuple[Path, ...]]], theme: Theme) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.rows = [SharedRow(document, paths, field, theme) for field, paths in rows]
        for row in self.rows:
            column.addWidget(row)
        self._show(document.experiment)
        follow(document.changed, self, self._changed)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        for row in self.rows:
            row.set_theme(theme)

    def _changed(self, old: Experiment, new: Experiment) -> None:
        self._show(new)

    def _show(self, experiment: Experiment) -> None:
        for row in self.rows:
            try:
                _, value = setting_at(experiment, row.path)
                row.show_value(value, experiment)
            except PlaygroundError:
                return  # a block is gone: whoever holds these rows makes others
