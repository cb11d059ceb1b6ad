"""Under the canvas: how many problems there are, the first in words with its cure, and the whole list."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from playground.gui.follow import follow
from playground.gui.inspector.fix import FixButton
from playground.gui.inspector.problems import ProblemsPanel, summary
from playground.gui.theme.icons import icon, pixmap
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Experiment
from playground.spec.problems import Problem
from playground.spec.words import tr
from playground.workbench.document import Document

OPEN_HEIGHT = 190
LEAST_HEIGHT = 96
"""Pixels of the list where the window is low: it scrolls then, and the canvas stays."""
READABLE = 240
"""Pixels that a sentence needs to be understood though it is shortened."""
GAP = 8


class ProblemStrip(QFrame):
    """One line that unfolds into the list of all problems; only a button while there is nothing to say.

    Attributes:
        small: whether it is only the button.

    """

    node_requested = Signal(str)
    """A problem was clicked: show the block with this id."""
    unfolded = Signal(bool)
    """The list was opened or closed."""
    small_changed = Signal()
    """It became a button, or a line."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_role(self, "card")
        self._document = document
        self._theme = theme
        self._problem: Problem | None = None
        self.fix: FixButton | None = None
        self.small = False
        self._mark = QLabel(self)
        self._mark.setFixedWidth(18)
        self.sentence = QLabel(self)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.sentence.setMinimumWidth(80)
        self.sentence.setCursor(Qt.CursorShape.PointingHandCursor)
        self.count = QToolButton(self)
        give_role(self.count, "flat")
        self.count.setCheckable(True)
        self.count.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.count.setIconSize(QSize(12, 12))
        self.count.setToolTip(tr("Show or hide all problems"))
        self.count.toggled.connect(self.unfold)
        self._row = QHBoxLayout()
        self._row.setSpacing(GAP)
        self._row.addWidget(self._mark)
        self._row.addWidget(self.sentence, 1)
        self._row.addWidget(self.count)
        self.panel = ProblemsPanel(document, theme, self)
        self.panel.setMinimumHeight(LEAST_HEIGHT)
        self.panel.setMaximumHeight(OPEN_HEIGHT)
        self.panel.hide()
        self.panel.node_requested.connect(self.node_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(self._row)
        column.addWidget(self.panel)
        self._show()
        follow(document.changed, self, self._follow)

    def unfold(self, open: bool) -> None:
        """Open or close the list."""
        if self.panel.isHidden() == open:
            self.panel.setVisible(open)
            self.count.setChecked(open)
            self._paint_arrow()
            self._shape()
            self.unfolded.emit(open)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        self.panel.set_theme(theme)
        self._paint_arrow()
        self._paint_mark()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The sentence is shortened to what fits; the tip has all of it."""
        super().resizeEvent(event)
        self._shorten()

    def _follow(self, _old: Experiment, _new: Experiment) -> None:
        self._show()

    def _show(self) -> None:
        problems = self._document.analysis.problems
        self._problem = problems[0] if problems else None
        self.count.setText(summary(problems) or tr("No problems"))
        self.count.setAccessibleName(self.count.text())
        if self.fix is not None:
            self._row.removeWidget(self.fix)
            self.fix.hide()
            self.fix.deleteLater()
            self.fix = None
        if self._problem is not None and self._problem.fixes:
            self.fix = FixButton(self._document, self._problem.fixes[0], self)
            self._row.insertWidget(2, self.fix)
        self._paint_arrow()
        self._paint_mark()
        self._shape()
        self._shorten()

    def _shape(self) -> None:
        """A line where there is something to say, or the list is open; else a button as high as the time line."""
        small = self._problem is None and self.panel.isHidden()
        self.sentence.setVisible(not small)
        self._row.setContentsMargins(8, 0, 2, 0) if small else self._row.setContentsMargins(10, 3, 4, 3)
        self._row.setSpacing(2 if small else GAP)
        across = QSizePolicy.Policy.Fixed if small else QSizePolicy.Policy.Preferred
        self.setSizePolicy(across, QSizePolicy.Policy.Preferred)
        if small != self.small:
            self.small = small
            self.small_changed.emit()

    def _paint_arrow(self) -> None:
        self.count.setIcon(icon("right" if self.panel.isHidden() else "down", self._theme, "muted"))

    def _paint_mark(self) -> None:
        name = self._problem.severity if self._problem is not None else "check"
        colour = self._theme.colour(self._problem.severity if self._problem is not None else "good")
        self._mark.setPixmap(pixmap(name, colour, 16, self.devicePixelRatioF()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on the line opens or closes the list."""
        if event.button() == Qt.MouseButton.LeftButton and not self.panel.geometry().contains(
            event.position().toPoint()
        ):
            self.unfold(self.panel.isHidden())

    def _shorten(self) -> None:
        if self.fix is not None:
            # In a narrow window a number says how many there are; the sentence matters more than its cure, which is
            # in the list too.
            problems = self._document.analysis.problems
            for words in (summary(problems), f"{len(problems)}"):
                self.count.setText(words)
                spare = self.width() - self.count.sizeHint().width() - self.fix.sizeHint().width() - 18 - 5 * GAP
                if spare >= READABLE:
                    break
            self.fix.setVisible(spare >= READABLE)
            if spare < READABLE:
                self.count.setText(summary(problems))
            self._row.activate()
        words = self._problem.sentence if self._problem is not None else tr("Everything fits together.")
        room = self.sentence.width()
        metrics = QFontMetrics(self.sentence.font())
        self.sentence.setText(metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(room, 80)))
        self.sentence.setToolTip(words)
