"""The settings of the data: those of the data set that was chosen, and the switches that all have."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from playground.catalog.datasets.csv import Csv
from playground.catalog.entry import Entry, known
from playground.gui.data.dial import Dial
from playground.gui.follow import follow
from playground.gui.inspector.form import Form
from playground.gui.inspector.scale import track_of
from playground.gui.inspector.words import tip
from playground.gui.theme.tokens import Theme
from playground.spec.edits import Set
from playground.spec.experiment import Data, Experiment
from playground.spec.fields import Field, fields_of
from playground.spec.words import tr
from playground.workbench.document import Document

PATH = ("data", "source")


def dialled(entry: type[Entry] | None) -> list[Field]:
    """The settings that are numbers on a slider."""
    return [field for field in _shown(entry) if track_of(field) is not None]


def worded(entry: type[Entry] | None) -> list[Field]:
    """All other settings."""
    return [field for field in _shown(entry) if track_of(field) is None]


def _shown(entry: type[Entry] | None) -> list[Field]:
    return [field for field in entry.fields() if not field.about.hidden] if entry is not None else []


class SourceSettings(QWidget):
    """The settings of the chosen data set, built anew when another one is chosen.

    Sliders stand in `dials`, a widget of its own that whoever holds this sets where it likes; the rest is in here.
    """

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._theme = theme
        self._kind: str | None = None
        self.dials = QWidget(parent)
        self._lines = QVBoxLayout(self.dials)
        self._column = QVBoxLayout(self)
        for column in (self._lines, self._column):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(2)
        self.rows: dict[str, Dial] = {}
        self.form: Form | None = None
        follow(document.changed, self, self._changed)
        self.show_experiment(document.experiment)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        if self.form is not None:
            self.form.set_theme(theme)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the settings of these data."""
        kind = experiment.data.source.kind
        if kind != self._kind:
            self._kind = kind
            self._build(known("datasets", kind))
        for row in self.rows.values():
            row.show_experiment(experiment)

    def _build(self, entry: type[Entry] | None) -> None:
        for old in (*self.rows.values(), self.form):
            if old is not None:
                old.hide()
                old.setParent(None)
                old.deleteLater()
        self.rows, self.form = {}, None
        for field in dialled(entry):
            row = Dial(self._document, (*PATH, field.name), field)
            self.rows[field.name] = row
            self._lines.addWidget(row)
        names = tuple(field.name for field in worded(entry))
        # How a file is read is looked over where its lines are shown, and reading it does not hold the window up.
        if entry is not None and names and entry is not Csv:
            self.form = Form(self._document, PATH, entry, self._theme, names=names)
            few = len(names) <= 2
            (self._lines if few else self._column).addWidget(self.form)
        self.dials.setVisible(self._lines.count() > 0)
        self.setVisible(self._column.count() > 0)

    def _changed(self, old: Experiment, new: Experiment) -> None:
        if old.data is not new.data:
            self.show_experiment(new)


class Switches(QWidget):
    """Whether the data are normalized, and whether every part has its share of every class."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._boxes: dict[str, QCheckBox] = {}
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        for field in fields_of(Data):
            if field.name in ("normalize", "stratify"):
                box = QCheckBox(field.title, self)
                box.setToolTip(tip(field))
                box.setObjectName(f"field:data.{field.name}")
                box.clicked.connect(lambda checked, field=field: self._set(field, checked))
                self._boxes[field.name] = box
        self.normalize, self.stratify = self._boxes["normalize"], self._boxes["stratify"]
        line.addWidget(self.normalize)
        line.addWidget(self.stratify)
        line.addStretch(1)
        follow(document.changed, self, self._changed)
        self._show(document.experiment)

    def _set(self, field: Field, checked: bool) -> None:
        word = field.title if checked else tr("{setting}: off", setting=field.title)
        self._document.apply(Set(path=("data", field.name), value=checked, label=word, merges=False))

    def _changed(self, old: Experiment, new: Experiment) -> None:
        if old.data is not new.data:
            self._show(new)

    def _show(self, experiment: Experiment) -> None:
        for name, box in self._boxes.items():
            box.setChecked(bool(getattr(experiment.data, name)))
        facts = self._document.analysis.facts
        # Numbers have no classes to share out, and every painted point has a part of its own.
        self.stratify.setVisible(
            facts is not None and facts.task == "classes" and experiment.data.source.kind != "painted"
        )
