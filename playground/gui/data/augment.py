"""What is done to pictures before they are learned from: a row of steps, their settings, and what comes out."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from playground.catalog.augmenting import Augmentation
from playground.catalog.entry import Entry, family, known
from playground.gui.data.augment_grid import AugmentGrid
from playground.gui.data.dial import Dial
from playground.gui.data.settings import dialled, worded
from playground.gui.flow import FlowLayout
from playground.gui.follow import follow
from playground.gui.inspector.form import Form
from playground.gui.theme.icons import icon
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.edits import Set
from playground.spec.experiment import Experiment
from playground.spec.values import Choice, Values
from playground.spec.words import tr
from playground.wire.events import Picture
from playground.workbench.document import Document
from playground.workbench.run import Run

PATH = ("data", "augment")
KEY = "augment"
ACROSS = 6
"""Pictures side by side in the grid, the original first."""


class AugmentPanel(QWidget):
    """The steps as a row of chips, the chosen one's settings under it, and a grid of fresh examples.

    It is there for pictures only.
    """

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._theme = theme
        self._run: Run | None = None
        self._chosen = -1
        self._built: tuple[list[str], int] | None = None
        """The kinds of the steps that there are chips for, and which of them was chosen."""
        self._round = 0
        self.chips: list[QToolButton] = []
        self.dials: list[Dial] = []
        self.form: Form | None = None
        self.title = QLabel(tr("Augmentation"), self)
        self.title.setToolTip(
            tr(
                "Pictures of the training part are altered anew each time that they are learned from, one step after "
                "the other; what the network is measured by stays as it is."
            )
        )
        self.menu = QMenu(self)
        for entry in family(Augmentation.family).values():
            action = self.menu.addAction(entry.title)
            action.setToolTip(entry.summary)
            action.triggered.connect(partial(self.add, entry.kind))
        self.menu.setToolTipsVisible(True)
        self.more = self._button("add", tr("Add"), tr("Add a step to the augmentation"))
        self.more.setMenu(self.menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setStyleSheet("QToolButton::menu-indicator { image: none; }")  # it would lie on the word
        self.earlier = self._button("left", "", tr("Do this step earlier"))
        self.later = self._button("right", "", tr("Do this step later"))
        self.gone = self._button("trash", "", tr("Remove this step"))
        self.again = self._button("dice", "", tr("Other examples of the same"))
        self.earlier.clicked.connect(partial(self.move_chosen, -1))
        self.later.clicked.connect(partial(self.move_chosen, 1))
        self.gone.clicked.connect(self.remove_chosen)
        self.again.clicked.connect(self.draw_anew)
        self.grid = AugmentGrid(theme, self)
        self.grid.clicked.connect(self.draw_anew)
        self._lay_out()
        self.set_theme(theme)
        follow(document.changed, self, self._changed)
        self._show(document.experiment)

    def attach(self, run: Run) -> None:
        """Fresh examples come from this run's engine."""
        self._run = run
        follow(run.picture_arrived, self, self._take)
        self._watch()

    def _button(self, drawing: str, words: str, about: str) -> QToolButton:
        made = QToolButton(self)
        made.setText(words)
        made.setProperty("drawing", drawing)
        made.setIconSize(QSize(14, 14))
        if words:
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setToolTip(about)
        made.setAccessibleName(about)
        give_role(made, "tool")
        return made

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.title)
        head.addStretch(1)
        for button in (self.again, self.earlier, self.later, self.gone, self.more):
            head.addWidget(button)
        self.steps = QWidget(self)
        self._flow = FlowLayout(self.steps)
        self.settings = QWidget(self)
        give_role(self.settings, "nested")
        self._lines = QVBoxLayout(self.settings)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.steps)
        column.addWidget(self.settings)
        column.addWidget(self.grid)

    # What a person does

    def add(self, kind: str) -> None:
        """A step more, at the end, with its defaults."""
        here = self._document.experiment.data.augment
        self._chosen = len(here)
        self._apply((*here, Choice(kind)), tr("Augmentation: add {name}", name=_title(kind)))

    def choose(self, index: int) -> None:
        """Show the settings of a step, or of none if they are shown already."""
        self._chosen = -1 if index == self._chosen else index
        self._build()

    def move_chosen(self, by: int) -> None:
        """Do the chosen step earlier or later."""
        here, to = list(self._document.experiment.data.augment), self._chosen + by
        if 0 <= self._chosen < len(here) and 0 <= to < len(here):
            step = here.pop(self._chosen)
            here.insert(to, step)
            self._chosen = to
            self._apply(tuple(here), tr("Augmentation: move {name}", name=_title(step.kind)))

    def remove_chosen(self) -> None:
        """Take the chosen step out."""
        here = self._document.experiment.data.augment
        if 0 <= self._chosen < len(here):
            step, at = here[self._chosen], self._chosen
            self._chosen = min(at, len(here) - 2)
            self._apply((*here[:at], *here[at + 1 :]), tr("Augmentation: remove {name}", name=_title(step.kind)))

    def draw_anew(self) -> None:
        """Other examples."""
        self._round += 1
        self._watch()

    def _apply(self, steps: tuple[Choice, ...], label: str) -> None:
        self._document.apply(Set(path=PATH, value=steps, label=label, merges=False))

    # What is shown

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        for button in (self.more, self.earlier, self.later, self.gone, self.again):
            button.setIcon(icon(str(button.property("drawing")), theme))
        self.grid.set_theme(theme)
        if self.form is not None:
            self.form.set_theme(theme)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Whoever is seen is watched for."""
        super().showEvent(event)
        self._watch()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """And no longer."""
        super().hideEvent(event)
        self._watch()

    def _changed(self, old: Experiment, new: Experiment) -> None:
        if old.data is not new.data:
            self._show(new)

    def _show(self, experiment: Experiment) -> None:
        facts = self._document.analysis.facts
        self.setVisible(bool(experiment.data.augment) or (facts is not None and bool(facts.picture)))
        if self._built != ([choice.kind for choice in experiment.data.augment], self._chosen):
            self._build()
        for dial in self.dials:
            dial.show_experiment(experiment)
        self._watch()

    def _build(self) -> None:
        steps = self._document.experiment.data.augment
        self._chosen = min(self._chosen, len(steps) - 1)
        self._built = [step.kind for step in steps], self._chosen
        for old in (*self.chips, *self.dials, self.form):
            if old is not None:
                old.hide()
                old.setParent(None)
                old.deleteLater()
        self.chips, self.dials, self.form = [], [], None
        for index, step in enumerate(steps):
            self.chips.append(self._chip(index, step))
            self._flow.addWidget(self.chips[-1])
        chosen = self._chosen >= 0
        entry = known(Augmentation.family, steps[self._chosen].kind) if chosen else None
        if entry is not None:
            self._build_settings(entry)
        for button in (self.earlier, self.later, self.gone):
            button.setVisible(chosen)
        self.earlier.setEnabled(self._chosen > 0)
        self.later.setEnabled(self._chosen < len(steps) - 1)
        self.again.setVisible(bool(steps))
        self.steps.setVisible(bool(steps))
        self.settings.setVisible(entry is not None)
        self.grid.setVisible(bool(steps))

    def _build_settings(self, entry: type[Entry]) -> None:
        path = (*PATH, str(self._chosen))
        if names := tuple(field.name for field in worded(entry)):
            self.form = Form(self._document, path, entry, self._theme, names=names)
            self._lines.addWidget(self.form)
        for field in dialled(entry):
            dial = Dial(self._document, (*path, field.name), field)
            dial.show_experiment(self._document.experiment)
            self.dials.append(dial)
            self._lines.addWidget(dial)

    def _chip(self, index: int, step: Choice) -> QToolButton:
        entry = known(Augmentation.family, step.kind)
        chip = QToolButton(self.steps)
        chip.setText(f"{index + 1}  {_title(step.kind)}")
        chip.setCheckable(True)
        chip.setChecked(index == self._chosen)
        chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        about = entry.summary if entry is not None else tr("Not known here.")
        chip.setToolTip(tr("Step {number}: {summary}", number=index + 1, summary=about))
        chip.setAccessibleName(tr("Step {number}: {name}", number=index + 1, name=_title(step.kind)))
        chip.clicked.connect(partial(self.choose, index))
        give_role(chip, "step")
        return chip

    # Fresh examples

    def _watch(self) -> None:
        if self._run is None:
            return
        if self.isVisible() and self._document.experiment.data.augment:
            self._run.watch(KEY, "augmented", Values(times=ACROSS - 1, round=self._round))
        else:
            self._run.unwatch(KEY)

    def _take(self, picture: Picture) -> None:
        if picture.key == KEY and "original" in picture.arrays:
            self.grid.show_pictures(picture.arrays["original"], picture.arrays.get("fresh"))


def _title(kind: str) -> str:
    entry = known(Augmentation.family, kind)
    return entry.title if entry is not None else kind
