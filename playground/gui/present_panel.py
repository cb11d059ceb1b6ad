"""The panel that chooses how to present: the size of the letters, and what is put away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from playground.gui.floating import Floating
from playground.gui.presenting import PARTS
from playground.gui.theme.fonts import magnified
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr
from playground.workbench.presentation import LARGEST, SMALLEST, Presentation

WIDTH = 420
FROM_TOP = 64


class PresentPanel(Floating):
    """Lies over the upper part of the window until it is closed.

    Args:
        begin: presents so.
        copy: copies a link that presents so.

    """

    def __init__(
        self,
        theme: Theme,
        begin: Callable[[Presentation], None],
        copy: Callable[[Presentation], None],
        parent: QWidget,
    ) -> None:
        super().__init__("present", parent)
        self._parent = parent
        title = QLabel(tr("Presentation"), self)
        give_role(title, "title")
        self.size_words = QLabel(self)
        self.scale = QSlider(Qt.Orientation.Horizontal, self)
        self.scale.setRange(round(SMALLEST * 10), round(LARGEST * 10))
        self.scale.setAccessibleName(tr("Size of the letters"))
        self.scale.setToolTip(tr("How much larger than usual the letters are."))
        self.scale.valueChanged.connect(self._show_size)
        heading = QLabel(tr("Shown"), self)
        give_role(heading, "heading")
        self.boxes: dict[str, QCheckBox] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for index, (name, words) in enumerate(PARTS.items()):
            box = QCheckBox(tr(words), self)
            self.boxes[name] = box
            grid.addWidget(box, index // 2, index % 2)
        note = QLabel(tr("Play, the canvas and the messages are always there. Escape or F11 ends it."), self)
        note.setWordWrap(True)
        give_role(note, "small")
        self.start = QPushButton(tr("Present"), self)
        give_role(self.start, "primary")
        self.start.clicked.connect(lambda: self._go(begin))
        self.link = QPushButton(tr("Copy as link"), self)
        self.link.setToolTip(tr("Copy a link that opens this experiment so."))
        self.link.clicked.connect(lambda: self._go(copy))
        self.cancel = QPushButton(tr("Cancel"), self)
        self.cancel.clicked.connect(self.close_panel)
        line = QHBoxLayout()
        line.addWidget(QLabel(tr("Letters"), self))
        line.addWidget(self.scale, 1)
        line.addWidget(self.size_words)
        buttons = QHBoxLayout()
        buttons.addWidget(self.link)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(title)
        column.addLayout(line)
        column.addWidget(heading)
        column.addLayout(grid)
        column.addWidget(note)
        column.addLayout(buttons)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self.wear(theme)

    @property
    def chosen(self) -> Presentation:
        """What the panel shows."""
        hidden = tuple(name for name, box in self.boxes.items() if not box.isChecked())
        return Presentation(scale=self.scale.value() / 10, hidden=hidden)

    def open(self, presentation: Presentation) -> None:
        """Show it, beginning with ``presentation``."""
        self.scale.setValue(round(presentation.scale * 10))
        self._show_size()
        for name, box in self.boxes.items():
            box.setChecked(name not in presentation.hidden)
        self.setFixedWidth(min(round(WIDTH * magnified()), self._parent.width() - 32))
        self.adjustSize()
        self.move((self._parent.width() - self.width()) // 2, FROM_TOP)
        self.show()
        self.raise_()
        self.start.setFocus()

    def close_panel(self) -> None:
        """Close without presenting."""
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape closes, Enter presents."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus = self.window().focusWidget()
            (focus if isinstance(focus, QPushButton) and self.isAncestorOf(focus) else self.start).click()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab stays in the panel."""
        chain: list[QWidget] = [self.scale, *self.boxes.values(), self.link, self.cancel, self.start]
        focus = self.window().focusWidget()
        at = chain.index(focus) if focus in chain else 0
        chain[(at + (1 if forward else -1)) % len(chain)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _go(self, act: Callable[[Presentation], None]) -> None:
        chosen = self.chosen
        self.hide()
        act(chosen)

    def _show_size(self) -> None:
        self.size_words.setText(f"{self.scale.value() * 10} %")
