"""Several blocks at once: the settings that they have in common, edited together."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.catalog.analysis import block_of, title_of
from playground.gui.follow import follow
from playground.gui.inspector.form import Path
from playground.gui.inspector.parts import label, page
from playground.gui.inspector.shared import SharedForm, SharedRows
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Experiment, Network
from playground.spec.fields import Field
from playground.spec.words import tr
from playground.workbench.document import Document

MOST_NAMES = 12


def in_common(network: Network, ids: tuple[str, ...]) -> list[tuple[Field, tuple[Path, ...]]]:
    """The settings that all of the blocks have, in the order of the first one's form, and where they are."""
    entries = [block_of(network.node(id)) for id in ids]
    if not entries or None in entries:
        return []
    known = [{field.name: field for field in entry.fields()} for entry in entries if entry is not None]
    found: list[tuple[Field, tuple[Path, ...]]] = []
    for name, field in known[0].items():
        others = [fields.get(name) for fields in known]
        alike = all(
            other is not None and (other.type, other.options, other.about.family) == _sort(field) for other in others
        )
        if alike and not field.about.hidden:
            found.append((field, tuple(("network", id, name) for id in ids)))
    return found


def _sort(field: Field) -> tuple[object, ...]:
    return field.type, field.options, field.about.family


class SeveralPage(QWidget):
    """How many blocks are selected, which, and one form for what they have in common."""

    def __init__(self, document: Document, ids: tuple[str, ...], theme: Theme) -> None:
        super().__init__()
        self._document = document
        self._ids = ids
        area, column = page()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        column.addWidget(label(tr("{count} blocks selected", count=len(ids)), "title"))
        self.total = label("", "muted")
        column.addWidget(self.total)
        network = document.experiment.network
        names = [title_of(network.node(id)) for id in ids]
        listed = ", ".join(names[:MOST_NAMES]) + (", …" if len(names) > MOST_NAMES else "")
        column.addWidget(label(listed, "muted"))
        self.form: SharedForm | SharedRows | None = None
        common = in_common(network, ids)
        kinds = {network.node(id).kind for id in ids}
        entry = block_of(network.node(ids[0]))
        if common and len(kinds) == 1 and entry is not None:
            self.form = SharedForm(document, tuple(("network", id) for id in ids), entry, theme)
        elif common:
            self.form = SharedRows(document, common, theme)
        if self.form is not None:
            column.addWidget(label(tr("Settings of all of them"), "heading"))
            column.addWidget(self.form)
        else:
            column.addWidget(label(tr("They have no setting in common."), "muted"))
        column.addStretch(1)
        self._show(document.experiment)
        follow(document.changed, self, self._changed)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        if self.form is not None:
            self.form.set_theme(theme)

    def _changed(self, old: Experiment, new: Experiment) -> None:
        self._show(new)

    def _show(self, experiment: Experiment) -> None:
        count = self._document.analysis.count(self._ids)
        self.total.setText(tr("{count} learned numbers together", count=f"{count:,}"))
