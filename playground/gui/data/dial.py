"""A number of the data in one line: its name, a slider and a field."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from playground.catalog.settings import set_at, setting_at
from playground.gui.inspector.editors import Number
from playground.gui.inspector.words import tip
from playground.gui.theme.style import give_role
from playground.spec.experiment import Experiment
from playground.spec.fields import Field
from playground.spec.problems import PlaygroundError
from playground.workbench.document import Document

NAME = 86
VALUE = 50
DIGIT = 8
SLIDER = 32
"""Pixels of the parts, at least, and of the fifth and the sixth digit."""


class Dial(QWidget):
    """One setting with a slider, in a line of its own; whoever holds it tells it of changes."""

    def __init__(self, document: Document, path: tuple[str, ...], field: Field) -> None:
        super().__init__()
        self._document = document
        self.path = path
        self.setObjectName("field:" + ".".join(path))
        self.editor = Number(field)
        self._room = VALUE + DIGIT * min(max(0, len(f"{field.about.high or 0:.0f}") - 4), 2)
        self.editor.text.setFixedWidth(self._room)
        self.editor.edited.connect(self._apply)
        self.editor.refused.connect(self._complain)
        self.title = QLabel(field.title, self)
        self.title.setBuddy(self.editor)
        self.title.setMinimumWidth(NAME)
        self.complaint = QLabel(self)
        give_role(self.complaint, "error")
        self.complaint.setWordWrap(True)
        self.complaint.hide()
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.title)
        if self.editor.below is not None:
            self.editor.below.setMinimumWidth(SLIDER)
            line.addWidget(self.editor.below, 1)
        else:
            line.addStretch(1)
        line.addWidget(self.editor)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(self.complaint)
        self.setToolTip(tip(field))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """A short slider between name and value."""
        name = max(self.title.sizeHint().width(), NAME)
        return QSize(name + SLIDER + self._room + 12, super().minimumSizeHint().height())

    def show_experiment(self, experiment: Experiment) -> None:
        """Follow the document."""
        try:
            _, value = setting_at(experiment, self.path)
        except PlaygroundError:
            return  # other data were chosen; whoever holds this takes it away
        self.editor.set_value(value)

    def _apply(self, value: float) -> None:
        try:
            self._document.apply(set_at(self._document.experiment, self.path, value))
        except PlaygroundError as error:
            self._complain(f"{error}.")

    def _complain(self, sentence: str) -> None:
        self.complaint.setText(sentence)
        self.complaint.setVisible(bool(sentence))
