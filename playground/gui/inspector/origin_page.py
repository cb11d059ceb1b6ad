"""The architecture that the network was made from: its settings, each of which makes it anew."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from playground.catalog.architecture import Architecture, begun, changed_by_hand, form_of, remade
from playground.catalog.entry import known
from playground.gui.follow import follow
from playground.gui.inspector.form import Row
from playground.gui.inspector.parts import label, page
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Experiment, Network
from playground.spec.fields import Field
from playground.spec.problems import PlaygroundError
from playground.spec.remaking import Remake
from playground.spec.values import Choice
from playground.spec.words import tr
from playground.workbench.document import Document


class OriginRow(Row):
    """One setting of the architecture; what is done with a new value is for the page to say."""

    def __init__(self, page: OriginPage, document: Document, field: Field, theme: Theme) -> None:
        self._page = page
        super().__init__(document, ("network", "origin", field.name), field, theme)

    def _apply(self, value: Any) -> None:
        self._complain(self._field.violation(value) or "")
        if not self.complaint.text():
            self._page.wish(self._field, value)


class OriginPage(QWidget):
    """Sliders of the architecture. Where the network was changed by hand, a new value waits until that may go."""

    def __init__(self, document: Document, theme: Theme) -> None:
        super().__init__()
        self._document = document
        self._theme = theme
        self._kind = ""
        self._waiting: tuple[Field, Any] | None = None
        self.rows: dict[str, OriginRow] = {}
        area, column = page()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self.title = label("", "heading")
        self.words = label("", "muted")
        self.published = label("", "muted")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.warning = QWidget()
        inside = QVBoxLayout(self.warning)
        inside.setContentsMargins(0, 0, 0, 0)
        self.sentence = label("", "warning")
        inside.addWidget(self.sentence)
        buttons = QHBoxLayout()
        self.anew = QPushButton(tr("Make it anew"))
        self.anew.setToolTip(
            tr("Make the network as the settings say, without what was changed by hand; undo goes back.")
        )
        self.anew.clicked.connect(self._make_anew)
        self.keep = QPushButton(tr("Keep my changes"))
        self.keep.setToolTip(tr("Leave the network as it is, and the setting as it was."))
        self.keep.clicked.connect(self._give_up)
        buttons.addWidget(self.anew)
        buttons.addWidget(self.keep)
        buttons.addStretch(1)
        inside.addLayout(buttons)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addLayout(self._rows)
        column.addWidget(self.warning)
        column.addWidget(self.published)
        column.addStretch(1)
        self._show(document.experiment)
        follow(document.changed, self, self._changed)

    @property
    def architecture(self) -> type[Architecture] | None:
        """What the network was made from; None where it has no origin that is known."""
        return architecture_of(self._document.experiment.network)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        for row in self.rows.values():
            row.set_theme(theme)

    def wish(self, field: Field, value: Any) -> None:
        """Make the network anew with this value, or ask first where it was changed by hand."""
        if changed_by_hand_known(self._document.experiment.network):
            self._waiting = (field, value)
            self._show_warning()
            self.anew.setFocus()
        else:
            self._make(field, value)

    def _make(self, field: Field, value: Any) -> None:
        experiment = self._document.experiment
        origin = experiment.network.origin
        if origin is None:
            return
        choice = Choice(origin.kind, origin.params | {field.name: value})
        words = tr("Set {setting}", setting=field.title)
        try:
            # Another form is for other data, and is trained in another way.
            other = form_of(choice) != form_of(origin)
            new = begun(choice) if other else remade(experiment, choice)
        except PlaygroundError as error:
            self.rows[field.name].complaint.setText(f"{error}.")
            self.rows[field.name].complaint.show()
            return
        training = new.training if other else None
        merges = field.type in (int, float)
        key = field.name if merges else ""
        self._document.apply(Remake(network=new.network, data=new.data, training=training, label=words, key=key))

    def _make_anew(self) -> None:
        if self._waiting is not None:
            (field, value), self._waiting = self._waiting, None
            self._make(field, value)
            self._show_warning()

    def _give_up(self) -> None:
        self._waiting = None
        self._show(self._document.experiment)

    def _changed(self, old: Experiment, new: Experiment) -> None:
        if old.network is not new.network:
            self._waiting = None
            self._show(new)

    def _show(self, experiment: Experiment) -> None:
        architecture, origin = architecture_of(experiment.network), experiment.network.origin
        if architecture is None or origin is None:
            return
        if origin.kind != self._kind:
            self._build(architecture)
            self._kind = origin.kind
        for field in architecture.fields():
            row = self.rows.get(field.name)
            if row is not None:
                row.show_value(origin.params.get(field.name, field.default), experiment)
        self._show_warning()

    def _build(self, architecture: type[Architecture]) -> None:
        for row in self.rows.values():
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.title.setText(f"{architecture.title} ({architecture.year})")
        self.words.setText(architecture.help)
        self.published.setText(tr("Published size: {source}.", source=architecture.source))
        self.rows = {
            field.name: OriginRow(self, self._document, field, self._theme)
            for field in architecture.fields()
            if not field.about.hidden
        }
        for row in self.rows.values():
            self._rows.addWidget(row)

    def _show_warning(self) -> None:
        changed = changed_by_hand_known(self._document.experiment.network)
        self.warning.setVisible(changed)
        for button in (self.anew, self.keep):
            button.setVisible(self._waiting is not None)
        if self._waiting is None:
            self.sentence.setText(
                tr("The network was changed by hand since it was made. These settings make it anew, without that.")
            )
        else:
            field, _ = self._waiting
            self.sentence.setText(
                tr("{setting} makes the network anew: what was changed by hand is lost.", setting=field.title)
            )


def architecture_of(network: Network) -> type[Architecture] | None:
    """What the network was made from; None where it has no origin that is known."""
    entry = known(Architecture.family, network.origin.kind) if network.origin is not None else None
    return entry if entry is None or issubclass(entry, Architecture) else None


@lru_cache(maxsize=8)
def changed_by_hand_known(network: Network) -> bool:
    """As `changed_by_hand`, once for every network."""
    return changed_by_hand(network)
