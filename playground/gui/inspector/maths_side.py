"""Beside the inspector's settings: the formulas of an example, or of a batch, with their numbers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.gui.follow import follow
from playground.gui.gaze import Example
from playground.gui.inspector.maths import PARTS, Part, formulas
from playground.gui.inspector.maths_sheet import Line, MathsSheet
from playground.gui.passage_values import Seen
from playground.gui.theme.icons import icon
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Experiment
from playground.spec.words import tr
from playground.workbench.document import Document


class MathsSide(QWidget):
    """The inspector, and while an example is looked into the formulas in its place, with the way back."""

    closed = Signal()
    """A person has seen enough of the example."""
    stepped = Signal(int)
    """The next example (1) or the one before (−1) is wanted."""

    def __init__(self, document: Document, settings: QWidget, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_role(self, "panel")
        self._document = document
        self._seen: Seen | None = None
        self._nodes: tuple[str, ...] = ()
        self._only: tuple[str, ...] | None = None
        self._lines: tuple[Line, ...] = ()
        self._parts: tuple[Part, ...] = PARTS
        self.setMinimumWidth(settings.minimumWidth())
        self.head = QFrame(self)
        self.maths_tab = self._tab(tr("Maths"), tr("The formulas with the numbers of what is looked into."))
        self.settings_tab = self._tab(tr("Settings"), tr("The settings of the selected block, or of the training."))
        self.title = QLabel(self.head)
        give_role(self.title, "small")
        self.before = self._button("left", tr("The example before  ←"), lambda: self.stepped.emit(-1))
        self.after = self._button("right", tr("The next example  →"), lambda: self.stepped.emit(1))
        self.close_button = self._button("close", tr("Look at no example any more  Esc"), self.closed.emit)
        row = QHBoxLayout(self.head)
        row.setContentsMargins(6, 4, 4, 2)
        row.setSpacing(2)
        for tab in (self.maths_tab, self.settings_tab):
            row.addWidget(tab)
        row.addStretch(1)
        for widget in (self.title, self.before, self.after, self.close_button):
            row.addWidget(widget)
        self.sheet = MathsSheet(theme)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        give_role(content, "panel")
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.sheet)
        inside.addStretch(1)
        self.area.setWidget(content)
        self.area.setAccessibleName(tr("Maths"))
        self.stack = QStackedWidget(self)
        self.settings = settings
        self.stack.addWidget(settings)
        self.stack.addWidget(self.area)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.stack, 1)
        self.maths_tab.clicked.connect(self.show_maths)
        self.settings_tab.clicked.connect(self.show_settings)
        follow(document.changed, self, self._follow)
        self.set_theme(theme)
        self.head.hide()

    def _tab(self, words: str, tip: str) -> QToolButton:
        made = QToolButton(self.head)
        give_role(made, "flat")
        made.setText(words)
        made.setToolTip(tip)
        made.setCheckable(True)
        made.setAutoExclusive(True)
        return made

    def _button(self, picture: str, tip: str, act: object) -> QToolButton:
        made = QToolButton(self.head)
        give_role(made, "flat")
        made.setProperty("picture", picture)
        made.setFixedSize(24, 24)
        made.setIconSize(QSize(13, 13))
        made.setToolTip(tip)
        made.setAccessibleName(tip.partition("  ")[0])
        made.clicked.connect(act)
        return made

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The inspector's."""
        return self.settings.minimumSizeHint()

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self.sheet.set_theme(theme)
        for button in (self.before, self.after, self.close_button):
            button.setIcon(icon(str(button.property("picture")), theme, "muted"))

    @property
    def seen(self) -> Seen | None:
        """What the formulas tell of."""
        return self._seen

    def begin(self, title: str, *, steps: bool) -> None:
        """Something is looked into: show the formulas. ``steps``: there is a next one and one before."""
        self.title.setText(title)
        for button in (self.before, self.after):
            button.setVisible(steps)
        if self.head.isHidden():
            self.head.show()
            self.show_maths()

    def end(self) -> None:
        """Nothing is looked into any more: the settings have the room."""
        self._seen, self._only, self._lines, self._parts = None, None, (), PARTS
        self.sheet.write(())
        self.head.hide()
        self.show_settings()

    def show_maths(self) -> None:
        """The formulas."""
        self.maths_tab.setChecked(True)
        self.stack.setCurrentWidget(self.area)
        self._write()

    def show_settings(self) -> None:
        """The settings."""
        self.settings_tab.setChecked(True)
        self.stack.setCurrentWidget(self.settings)

    def show_seen(
        self, seen: Seen | None, nodes: tuple[str, ...] | None = None, parts: tuple[Part, ...] = PARTS
    ) -> None:
        """New numbers; ``parts`` of ``nodes`` only, where given, in place of the selected blocks."""
        self._seen, self._only, self._parts, self._lines = seen, nodes, parts, ()
        self._write()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """These lines in place of the formulas of what is looked into."""
        self._lines = tuple(lines)
        self._write()

    def show_nodes(self, nodes: tuple[str, ...]) -> None:
        """The formulas of these blocks only; of all where there are none."""
        if tuple(nodes) != self._nodes:
            self._nodes = tuple(nodes)
            self._write()
            self.area.verticalScrollBar().setValue(0)

    def _follow(self, _old: Experiment, _new: Experiment) -> None:
        self._write()

    def _write(self) -> None:
        if self.stack.currentWidget() is not self.area:
            return
        analysis = self._document.analysis
        if self._lines:
            self.sheet.write(self._lines)
            return
        if self._seen is None or not analysis.trainable:
            self.sheet.write(())
            return
        members = {group.id: group.members for group in self._document.experiment.network.groups}
        wanted = self._nodes if self._only is None else self._only
        nodes = [member for id in wanted for member in members.get(id, (id,))]
        self.sheet.write(formulas(self._document.experiment, analysis, self._seen, nodes, self._parts))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows go from example to example, Escape ends."""
        if self.head.isVisible() and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self.after.isVisible():
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        elif self.head.isVisible() and event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def title_of_example(example: Example) -> str:
    """``train 12``: the part, and the number from 0, as on the surface."""
    return tr("{part} {number}", part=tr(example.part), number=example.row)
