"""What is wrong, in sentences, each with buttons that mend it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QScrollArea, QVBoxLayout, QWidget

from playground.catalog.analysis import title_of
from playground.gui.flow import FlowLayout
from playground.gui.follow import follow
from playground.gui.inspector.fix import FixButton
from playground.gui.theme import icons
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Experiment
from playground.spec.problems import Problem
from playground.spec.words import mark, tr
from playground.workbench.document import Document

NAMES = {"error": mark("Error"), "warning": mark("Warning"), "hint": mark("Hint")}
COUNTS = {
    "error": (mark("1 error"), mark("{count} errors")),
    "warning": (mark("1 warning"), mark("{count} warnings")),
    "hint": (mark("1 hint"), mark("{count} hints")),
}
"""One of them, and several."""


class ProblemCard(QFrame):
    """One problem: how bad, where, which rule, and a button per fix."""

    clicked = Signal()

    def __init__(self, document: Document, problem: Problem, theme: Theme, *, where: str = "") -> None:
        super().__init__()
        self._problem = problem
        self.setProperty("role", "card")
        self.setAccessibleName(f"{tr(NAMES[problem.severity])}: {problem.sentence}")
        self.mark = QLabel()
        self.mark.setToolTip(tr(NAMES[problem.severity]))
        self.sentence = QLabel(problem.sentence)
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        words = QVBoxLayout()
        words.setSpacing(4)
        if where:
            place = QLabel(where)
            place.setProperty("role", "small")
            place.setTextFormat(Qt.TextFormat.PlainText)
            words.addWidget(place)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        words.addWidget(self.sentence)
        self.fixes = [FixButton(document, fix) for fix in problem.fixes]
        if self.fixes:
            flow = FlowLayout(spacing=4)
            for button in self.fixes:
                flow.addWidget(button)
            words.addLayout(flow)
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 8, 8, 8)
        line.setSpacing(8)
        line.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        ratio = self.devicePixelRatioF()
        severity = self._problem.severity
        self.mark.setPixmap(icons.pixmap(severity, theme.colour(severity), 18, ratio))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take the press, so that the release comes here too."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click goes to the block."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter goes to the block too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


def clear(layout: QLayout) -> None:
    """Take all widgets out of a layout and delete them."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class ProblemsPanel(QScrollArea):
    """Every problem of the experiment, errors first."""

    node_requested = Signal(str)
    """A problem was clicked: show the block with this id."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._theme = theme
        self._shown: tuple[Problem, ...] | None = None
        self.cards: list[ProblemCard] = []
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        content.setProperty("role", "panel")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(12, 12, 12, 12)
        self._column.setSpacing(8)
        self.setWidget(content)
        self.nothing = QLabel(tr("Nothing is wrong with this experiment."))
        self.nothing.setProperty("role", "muted")
        self.nothing.setWordWrap(True)
        self._column.addWidget(self.nothing)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        self._column.addLayout(self._cards)
        self._column.addStretch(1)
        self._show()
        follow(document.changed, self, self._changed)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        for card in self.cards:
            card.set_theme(theme)

    def _changed(self, old: Experiment, new: Experiment) -> None:
        self._show()

    def _show(self) -> None:
        problems = self._document.analysis.problems
        if problems == self._shown:
            return
        self._shown = problems
        clear(self._cards)
        self.cards = []
        titles = {node.id: title_of(node) for node in self._document.experiment.network.nodes}
        for problem in problems:
            where = titles.get(problem.node, "")
            card = ProblemCard(self._document, problem, self._theme, where=where)
            if problem.node:
                card.clicked.connect(lambda node=problem.node: self.node_requested.emit(node))
            self.cards.append(card)
            self._cards.addWidget(card)
        self.nothing.setVisible(not problems)


def summary(problems: Iterable[Problem]) -> str:
    """``2 errors, 1 hint``, or an empty text where there are none."""
    severities = [problem.severity for problem in problems]
    counts = [(severities.count(name), words) for name, words in COUNTS.items() if name in severities]
    return ", ".join(tr(one if count == 1 else more, count=count) for count, (one, more) in counts)
