"""What stands where in the window, and how it shares its room among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSplitter, QTabWidget, QVBoxLayout, QWidget

from playground.gui.foot import Foot
from playground.gui.theme.style import give_role
from playground.spec.words import tr

if TYPE_CHECKING:
    from playground.gui.house import House

GAP = 8
CANVAS = 200
"""Pixels of height that the canvas keeps, whatever else is open."""
ROOMY = 1280
"""A window as wide as this has room for a larger surface."""
LEFT, RIGHT = 236, 270
"""Widths of the outer columns in a small window: four tiles of the gallery, and the widest row of the inspector."""


class Places:
    """Lays the parts of a window out in three columns under its bar, and shares the room out among them.

    Attributes:
        left: tabs of data and blocks, on ``left_card``. workplace: the canvas over its foot.
        centre: the workplace over the plots. right: the surface over the inspector. columns: all three side by side.
        size, file: the words of the status line. arranged: a person has given the columns widths of their own.

    """

    def __init__(self, window: House) -> None:
        self._window = window
        self._shared = False
        self.arranged = False
        self.left = QTabWidget(window)
        self.left.setDocumentMode(True)
        self.left.addTab(window.data, tr("Data"))
        self.left.addTab(window.palette_, tr("Blocks"))
        self.left_card = card(self.left)
        self.workplace = QWidget(window)
        column = QVBoxLayout(self.workplace)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(card(window.canvas), 1)
        column.addWidget(Foot(window.timeline, window.slow_motion, window.problems))
        window.canvas.setMinimumHeight(CANVAS)
        window.messages.lie_on(self.workplace)
        self.centre = QSplitter(Qt.Orientation.Vertical, window)
        self.centre.addWidget(self.workplace)
        self.centre.addWidget(window.plots)
        self.right = QSplitter(Qt.Orientation.Vertical, window)
        self.surface_card, self.inspector_card = card(window.surface), card(window.side)
        self.right.addWidget(self.surface_card)
        self.right.addWidget(self.inspector_card)
        self.right.setMinimumWidth(RIGHT)
        self._before: list[int] = []
        self.columns = QSplitter(Qt.Orientation.Horizontal, window)
        for widget in (self.left_card, self.centre, self.right):
            self.columns.addWidget(widget)
        for splitter in (self.centre, self.right, self.columns):
            splitter.setHandleWidth(GAP)
            splitter.setChildrenCollapsible(False)
        self.centre.setStretchFactor(0, 1)
        self.columns.setStretchFactor(1, 1)
        for splitter in (self.columns, self.centre, self.right):
            splitter.splitterMoved.connect(self._keep_widths)
        self.right.setStretchFactor(1, 1)
        whole = QWidget(window)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(window.transport)
        inside = QVBoxLayout()
        inside.setContentsMargins(GAP, GAP, GAP, 0)
        inside.setSpacing(GAP)
        inside.addWidget(self.columns, 1)
        column.addLayout(inside, 1)
        window.setCentralWidget(whole)
        window.actions_.fill(window.menuBar())
        self.size = QLabel(window)
        self.file = QLabel(window)
        for label in (self.size, self.file):
            give_role(label, "small")
        window.statusBar().setSizeGripEnabled(False)
        window.statusBar().addWidget(self.size)
        window.statusBar().addPermanentWidget(self.file)
        window.statusBar().setContentsMargins(GAP, 0, GAP, 0)

    def parts(self) -> tuple[QWidget, ...]:
        """The parts in the order in which the window is read, which is how the Tab key walks."""
        window = self._window
        return (
            window.messages,
            window.transport,
            self.left_card,
            window.importing.panel,
            window.canvas,
            window.timeline,
            window.slow_motion,
            window.problems,
            *window.plots.parts,
            window.surface,
            window.side,
        )

    def share(self) -> bool:
        """The first time the window is seen, share its room out; whether this was the first time."""
        if self._shared:
            return False
        self._shared = True
        self.share_anew()
        return True

    def widen(self, scale: float) -> None:
        """Give the right column room for letters ``scale`` times as large; 1 gives all columns back what they had."""
        if scale > 1:
            self._before = self.columns.sizes()
            self.right.setMinimumWidth(min(round(RIGHT * (1 + scale) / 2), max(RIGHT, self._window.width() // 3)))
        else:
            self.right.setMinimumWidth(RIGHT)
            self.columns.setSizes(self._before)

    def share_anew(self) -> None:
        """Share the room out: the canvas gets all that the others can spare."""
        self.arranged = False
        self._share_width()
        self.centre.setSizes([self._window.height() * 6 // 10, self._window.height() * 3 // 10])
        self._window.canvas.fit()

    def follow_width(self, before: int, now: int) -> None:
        """A window that becomes small or roomy shares its width out anew, unless a person has done so."""
        if self._shared and (now >= ROOMY) != (before >= ROOMY) and not self.arranged:
            self._share_width()

    def _share_width(self) -> None:
        """Give the outer columns what they need, and the canvas the rest."""
        width, height = self._window.width(), self._window.height()
        roomy = width >= ROOMY
        left = max(self.left_card.minimumSizeHint().width(), 276 if roomy else LEFT)
        right = 348 if roomy else RIGHT
        self.columns.setSizes([left, width - left - right - 4 * GAP, right])
        square = right - 4  # the surface is square, with its title above and its axis below
        self.right.setSizes([square, height - square])

    def _keep_widths(self) -> None:
        self.arranged = True


def card(widget: QWidget) -> QFrame:
    """``widget`` on a card with a thin line around it."""
    frame = QFrame()
    give_role(frame, "card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(1, 1, 1, 1)
    column.addWidget(widget)
    return frame
