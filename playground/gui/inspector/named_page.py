"""What the pages of a block and of a group have in common: a name that can be typed, and what is wrong there."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from playground.gui.follow import follow
from playground.gui.inspector.parts import label, page
from playground.gui.inspector.problems import ProblemCard, clear
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Experiment
from playground.spec.problems import Problem
from playground.workbench.document import Document


class NamedPage(QWidget):
    """A page that scrolls: the name, a line about it, its problems; what a subclass adds to ``column`` comes below.

    Attributes:
        name: the name, to be typed. about: the line under it. cards: the problems.

    """

    def __init__(self, document: Document, theme: Theme, *, name: str, tip: str) -> None:
        super().__init__()
        self._document = document
        self._theme = theme
        self._problems: tuple[Problem, ...] = ()
        self.cards: list[ProblemCard] = []
        area, self.column = page()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self.name = QLineEdit()
        self.name.setAccessibleName(name)
        self.name.setProperty("role", "title")
        self.name.setToolTip(tip)
        self.name.editingFinished.connect(self._rename)
        self.column.addWidget(self.name)
        self.about = label("", "small")
        self.column.addWidget(self.about)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.column.addLayout(self._list)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        for card in self.cards:
            card.set_theme(theme)

    @abstractmethod
    def _rename(self) -> None:
        """Take the name that was typed."""

    @abstractmethod
    def _show(self, experiment: Experiment) -> None:
        """Show it as it is in ``experiment``; it may be gone."""

    def _begin(self) -> None:
        """Show the document, and follow it from now on."""
        self._show(self._document.experiment)
        follow(self._document.changed, self, self._changed)

    def _changed(self, old: Experiment, new: Experiment) -> None:
        self._show(new)

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        if problems == self._problems:
            return
        self._problems = problems
        clear(self._list)
        self.cards = [ProblemCard(self._document, problem, self._theme) for problem in problems]
        for card in self.cards:
            self._list.addWidget(card)
