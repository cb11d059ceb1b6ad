"""One group: its name, how often it repeats, the settings that it shows as its own, and which these are."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QSpinBox, QToolButton, QVBoxLayout
from PySide6.QtWidgets import QHBoxLayout as Line

from playground.catalog.analysis import block_of, title_of
from playground.catalog.settings import setting_at
from playground.gui.inspector.form import Path
from playground.gui.inspector.named_page import NamedPage
from playground.gui.inspector.parts import label
from playground.gui.inspector.problems import clear
from playground.gui.inspector.shared import SharedRows
from playground.gui.theme.tokens import Theme
from playground.spec.edits import SetGroups
from playground.spec.experiment import Experiment, Group, Network
from playground.spec.fields import Field
from playground.spec.groups import called, with_group
from playground.spec.limits import MOST_REPEATS
from playground.spec.naming import tidy
from playground.spec.problems import PlaygroundError
from playground.spec.words import several, tr
from playground.workbench.document import Document


def group_called(network: Network, id: str) -> Group | None:
    """The group of that id."""
    return next((group for group in network.groups if group.id == id), None)


def exposed_rows(experiment: Experiment, group: Group) -> list[tuple[Field, tuple[Path, ...]]]:
    """The exposed settings: those of one name, type and family in one row, in the order in which they were exposed."""
    found: dict[tuple[object, ...], tuple[Field, list[Path]]] = {}
    for node, setting in group.exposed:
        path = ("network", node, setting)
        try:
            field, _ = setting_at(experiment, path)
        except PlaygroundError:
            continue  # the block has no such setting: there is nothing to show
        key = (field.name, field.type, field.options, field.about.family)
        found.setdefault(key, (field, []))[1].append(path)
    return [(field, tuple(paths)) for field, paths in found.values()]


def with_exposed(network: Network, group: Group, place: tuple[str, str], *, shown: bool) -> SetGroups:
    """The edit that exposes a setting, or hides it."""
    places = tuple(other for other in group.exposed if other != place)
    label = tr("Show {setting} on {name}", setting=place[1].replace("_", " "), name=called(group))
    if not shown:
        label = tr("Hide {setting} on {name}", setting=place[1].replace("_", " "), name=called(group))
    return with_group(network, group.id, label, exposed=(*places, place) if shown else places)


class GroupPage(NamedPage):
    """The page of a group."""

    def __init__(self, document: Document, id: str, theme: Theme) -> None:
        super().__init__(
            document, theme, name=tr("Name of the group"), tip=tr("What the group is called on the canvas.")
        )
        self._id = id
        self._exposed: list[tuple[Field, tuple[Path, ...]]] = []
        self._members: tuple[tuple[str, str, str], ...] = ()
        column = self.column
        self.repeat = QSpinBox()
        self.repeat.setRange(1, MOST_REPEATS)
        self.repeat.setPrefix("×")
        self.repeat.setKeyboardTracking(False)
        self.repeat.setAccessibleName(tr("Repeat"))
        self.repeat.setToolTip(
            tr("How many times the blocks stand one behind the other, each time with weights of their own.")
        )
        self.repeat.valueChanged.connect(self._repeat)
        line = Line()
        words = label(tr("Repeat"))
        words.setBuddy(self.repeat)
        line.addWidget(words, 1)
        line.addWidget(self.repeat)
        column.addLayout(line)
        self.flow = label("", "muted")
        column.addWidget(self.flow)

        self._heading = label(tr("Settings"), "heading")
        column.addWidget(self._heading)
        self._rows = QVBoxLayout()
        column.addLayout(self._rows)
        self.rows: SharedRows | None = None
        self.chooser = QToolButton()
        self.chooser.setProperty("role", "flat")
        self.chooser.setText(tr("Choose settings…"))
        self.chooser.setToolTip(tr("Choose which settings of its blocks the group shows as its own."))
        self.chooser.setCheckable(True)
        self.chooser.toggled.connect(self._choose)
        column.addWidget(self.chooser)
        self._choices = QVBoxLayout()
        self._choices.setSpacing(4)
        column.addLayout(self._choices)
        self.boxes: dict[tuple[str, str], QCheckBox] = {}
        column.addStretch(1)
        self._begin()
        if not self._exposed:
            self.chooser.setChecked(True)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        super().set_theme(theme)
        if self.rows is not None:
            self.rows.set_theme(theme)

    def _group(self) -> Group | None:
        return group_called(self._document.experiment.network, self._id)

    def _rename(self) -> None:
        group, name = self._group(), tidy(self.name.text())
        if group is None:
            return
        if not name:
            self.name.setText(called(group))
        elif name != group.name:
            network = self._document.experiment.network
            self._document.apply(with_group(network, self._id, tr("Rename to {name}", name=name), name=name))

    def _repeat(self, count: int) -> None:
        group = self._group()
        if group is not None and group.repeat != count:
            words = tr("Repeat {name} {count} times", name=called(group), count=count)
            self._document.apply(with_group(self._document.experiment.network, self._id, words, repeat=count))

    def _expose(self, place: tuple[str, str], shown: bool) -> None:
        group = self._group()
        if group is not None and (place in group.exposed) != shown:
            self._document.apply(with_exposed(self._document.experiment.network, group, place, shown=shown))

    def _show(self, experiment: Experiment) -> None:
        group = group_called(experiment.network, self._id)
        if group is None:
            return
        if self.name.text() != called(group):
            self.name.setText(called(group))
            self.name.setCursorPosition(0)
        self.repeat.blockSignals(True)
        self.repeat.setValue(group.repeat)
        self.repeat.blockSignals(False)
        self._show_size(group)
        members = set(group.members)
        nodes = [node for node in experiment.network.nodes if node.id in members]
        self.flow.setText(" → ".join(title_of(node) for node in nodes))
        exposed = exposed_rows(experiment, group)
        if exposed != self._exposed or self.rows is None:
            self._exposed = exposed
            clear(self._rows)
            self.rows = SharedRows(self._document, exposed, self._theme)
            self._rows.addWidget(self.rows)
        self._heading.setVisible(bool(exposed))
        here = tuple((node.id, node.kind, title_of(node)) for node in nodes)
        if here != self._members:
            self._members = here
            self._choose(self.chooser.isChecked())
        for place, box in self.boxes.items():
            box.blockSignals(True)
            box.setChecked(place in group.exposed)
            box.blockSignals(False)
        analysis = self._document.analysis
        self._show_problems(tuple(problem for node in nodes for problem in analysis.of(node.id)))

    def _show_size(self, group: Group) -> None:
        self.about.setText(
            several(
                len(group.members),
                "Group of 1 block  ·  {numbers} learned numbers",
                "Group of {count} blocks  ·  {numbers} learned numbers",
                numbers=f"{self._document.analysis.count(group.members):,}",
            )
        )

    def _choose(self, opened: bool) -> None:
        """Show a box for every setting of every member, or put them away."""
        clear(self._choices)
        self.boxes = {}
        group = self._group()
        if not opened or group is None:
            return
        network = self._document.experiment.network
        for id, _kind, title in self._members:
            block = block_of(network.node(id))
            fields = [field for field in block.fields() if not field.about.hidden] if block is not None else []
            if not fields:
                continue
            self._choices.addWidget(label(f"{title}  ·  {id}", "small"))
            for field in fields:
                box = QCheckBox(field.title)
                box.setChecked((id, field.name) in group.exposed)
                box.setAccessibleName(tr("{title}: show {setting}", title=title, setting=field.title))
                box.toggled.connect(lambda shown, place=(id, field.name): self._expose(place, shown))
                self.boxes[id, field.name] = box
                self._choices.addWidget(box)
