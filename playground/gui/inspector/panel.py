"""The inspector: what is selected, explained and changed; the training and the experiment where nothing is."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QPlainTextEdit,
    QStackedLayout,
    QTabWidget,
    QWidget,
)

from playground.catalog.analysis import block_of, title_of
from playground.catalog.block import Signature
from playground.catalog.tensor import shape_in_words
from playground.gui.follow import follow
from playground.gui.inspector.form import Form
from playground.gui.inspector.group_form import GroupPage
from playground.gui.inspector.named_page import NamedPage
from playground.gui.inspector.origin_page import OriginPage, architecture_of
from playground.gui.inspector.parts import label, page
from playground.gui.inspector.several import SeveralPage
from playground.gui.inspector.words import sides_in_words
from playground.gui.theme.tokens import Theme
from playground.spec.edits import Set
from playground.spec.experiment import Experiment, Network, Training
from playground.spec.fields import fields_of
from playground.spec.naming import tidy
from playground.spec.words import mark, tr
from playground.workbench.document import Document

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (mark("Optimization"), ("optimizer", "schedule", "batch_size")),
    (mark("Penalties"), ("l1", "l2")),
    (mark("Gradient"), ("clip", "clip_at")),
    (mark("Stopping"), ("epochs", "early_stopping", "patience")),
    (mark("Machine"), ("device",)),
)
"""The headings of the training form; settings that stand under none of them come last."""
LEARNED = (mark("Weight"), mark("Bias"), mark("Gamma"), mark("Beta"), mark("Running_mean"), mark("Running_variance"))
"""What the blocks' own numbers are called in the list of facts."""


def facts_in_words(signature: Signature) -> str:
    """Shapes, parameters and cost of a block, as a small table in rich text."""
    inputs = ",  ".join(shape_in_words(shape, " × ") for shape in signature.inputs)
    rows = [(tr("Input"), inputs)] if inputs else []
    rows.append((tr("Output"), shape_in_words(signature.output, " × ")))
    rows += [(tr(parameter.name.capitalize()), sides_in_words(parameter.shape)) for parameter in signature.parameters]
    rows.append((tr("Learned numbers"), f"{signature.count:,}"))
    rows.append((tr("Multiplications per example"), f"{signature.multiply_adds:,}"))
    cells = "".join(
        f"<tr><td style='padding-right: 12px'>{escape(name)}</td><td align='right'>{escape(text)}</td></tr>"
        for name, text in rows
    )
    return f"<table width='100%'>{cells}</table>"


class InspectorPanel(QWidget):
    """Shows the selected block, or the training and the experiment."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._theme = theme
        self._ids: tuple[str, ...] = ()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(240)
        self._stack = QStackedLayout(self)
        self.general = General(document, theme)
        self._stack.addWidget(self.general)
        self.node: NodePage | None = None
        self.several: SeveralPage | None = None
        self.group: GroupPage | None = None
        follow(document.changed, self, self._changed)

    @property
    def ids(self) -> tuple[str, ...]:
        """The blocks and groups that are shown."""
        return self._ids

    def show_nodes(self, ids: tuple[str, ...]) -> None:
        """Show these blocks and groups; none is the training and the experiment. Ids not there are passed over."""
        network = self._document.experiment.network
        ids = tuple(id for id in ids if id in there(network))
        if ids == self._ids:
            return
        self._ids = ids
        for old in (self.node, self.several, self.group):
            if old is not None:
                self._stack.removeWidget(old)
                old.hide()
                old.deleteLater()
        self.node = self.several = self.group = None
        grouped = {group.id: group.members for group in network.groups}
        shown: QWidget = self.general
        if len(ids) == 1 and ids[0] in grouped:
            shown = self.group = GroupPage(self._document, ids[0], self._theme)
        elif len(ids) == 1:
            shown = self.node = NodePage(self._document, ids[0], self._theme)
        elif ids:
            wanted = {member for id in ids for member in grouped.get(id, (id,))}
            nodes = tuple(node.id for node in network.nodes if node.id in wanted)
            shown = self.several = SeveralPage(self._document, nodes, self._theme)
        if shown is not self.general:
            self._stack.addWidget(shown)
        self._stack.setCurrentWidget(shown)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.general.set_theme(theme)
        for shown in (self.node, self.several, self.group):
            if shown is not None:
                shown.set_theme(theme)

    def _changed(self, old: Experiment, new: Experiment) -> None:
        if self._ids and not there(new.network).issuperset(self._ids):
            self.show_nodes(self._ids)


def there(network: Network) -> set[str]:
    """The ids of all blocks and groups."""
    return {node.id for node in network.nodes} | {group.id for group in network.groups}


class General(QTabWidget):
    """What holds for the whole experiment."""

    def __init__(self, document: Document, theme: Theme) -> None:
        super().__init__()
        self._document = document
        self._theme = theme
        self.setDocumentMode(True)
        self.forms: list[Form] = []
        area, column = page()
        grouped = {name for _, names in GROUPS for name in names}
        rest = tuple(
            field.name for field in fields_of(Training) if field.name not in grouped and not field.about.hidden
        )
        for index, (heading, names) in enumerate((*GROUPS, *(((mark("More"), rest),) if rest else ()))):
            if index:
                rule = QFrame()
                rule.setProperty("role", "rule")
                column.addWidget(rule)
            column.addWidget(label(tr(heading), "heading"))
            form = Form(document, ("training",), Training, theme, names=names)
            self.forms.append(form)
            column.addWidget(form)
        column.addStretch(1)
        self.addTab(area, tr("Training"))

        area, column = page()
        form = Form(document, (), Experiment, theme)
        self.forms.append(form)
        column.addWidget(form)
        column.addWidget(label(tr("Notes"), "heading"))
        self.notes = QPlainTextEdit()
        self.notes.setAccessibleName(tr("Notes"))
        self.notes.setPlaceholderText(tr("What you want to find out, and what you found."))
        self.notes.setTabChangesFocus(True)
        self.notes.textChanged.connect(self._note)
        column.addWidget(self.notes, 1)
        self.addTab(area, tr("Experiment"))
        self.origin: OriginPage | None = None
        self._show_notes(document.experiment)
        self._show_origin(document.experiment)
        follow(document.changed, self, self._changed)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        for form in self.forms:
            form.set_theme(theme)
        if self.origin is not None:
            self.origin.set_theme(theme)

    def _show_origin(self, experiment: Experiment) -> None:
        """A tab for the architecture that the network was made from, where there is one."""
        architecture = architecture_of(experiment.network)
        if architecture is not None and self.origin is None:
            self.origin = OriginPage(self._document, self._theme)
            self.insertTab(0, self.origin, tr("Network"))
            self.setCurrentIndex(0)
        elif architecture is None and self.origin is not None:
            self.removeTab(self.indexOf(self.origin))
            self.origin.deleteLater()
            self.origin = None

    def _note(self) -> None:
        text = self.notes.toPlainText()
        if text != self._document.experiment.notes:
            self._document.apply(Set(path=("notes",), value=text, label=tr("Edit notes")))

    def _show_notes(self, experiment: Experiment) -> None:
        if self.notes.toPlainText() != experiment.notes:
            self.notes.setPlainText(experiment.notes)

    def _changed(self, old: Experiment, new: Experiment) -> None:
        self._show_notes(new)
        if old.network is not new.network:
            self._show_origin(new)


class NodePage(NamedPage):
    """One block: what it is, what is wrong with it, its settings, and what it makes of its inputs."""

    def __init__(self, document: Document, id: str, theme: Theme) -> None:
        words = tr("What the block is called on the canvas; type to rename it, empty is its kind.")
        super().__init__(document, theme, name=tr("Name"), tip=words)
        self._id = id
        column = self.column
        node = document.experiment.network.node(id)
        block = block_of(node)

        kind = block.title if block is not None else tr("{kind} (unknown)", kind=node.kind)
        self.about.setText(f"{kind}  ·  {id}")
        self._unnamed = block.title if block is not None else node.kind
        self.name.setPlaceholderText(self._unnamed)
        self.form: Form | None = None
        if block is not None:
            column.addWidget(label(block.help, "muted"))
            if block.formula:
                column.addWidget(label(block.formula, "formula"))
            if any(not field.about.hidden for field in block.fields()):
                self.form = Form(document, ("network", id), block, theme)
                column.addWidget(self.form)
        self.facts = label("", "muted")
        self.facts.setTextFormat(Qt.TextFormat.AutoText)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.facts)
        column.addStretch(1)
        self._begin()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        super().set_theme(theme)
        if self.form is not None:
            self.form.set_theme(theme)

    def _rename(self) -> None:
        name = tidy(self.name.text())
        if name == self._unnamed:
            name = ""
        if name != self._document.experiment.network.node(self._id).name:
            self._document.apply(Set(path=("network", self._id, "name"), value=name, label=tr("Rename block")))

    def _show(self, experiment: Experiment) -> None:
        node = next((node for node in experiment.network.nodes if node.id == self._id), None)
        if node is None:
            return
        if self.name.text() != title_of(node):
            self.name.setText(title_of(node))
        analysis = self._document.analysis
        signature = analysis.signatures.get(self._id)
        if signature is None:
            self.facts.setText(tr("Shapes are known as soon as the problems before this block are mended."))
        else:
            self.facts.setText(facts_in_words(signature))
        self._show_problems(analysis.of(self._id))
