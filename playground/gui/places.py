"""What stands where in the window, and how it shares its room among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSplitter, QTabWidget, QVBoxLayout, QWidget

from playground.gui.foot import Foot
from playground.gui.room import GAP, RIGHT, ROOMY, outer_columns, plots_height, square
from playground.gui.theme.style import give_role
from playground.gui.transport import grouped
from playground.spec.words import tr

if TYPE_CHECKING:
    from playground.catalog.analysis import Analysis
    from playground.gui.house import House
    from playground.spec.experiment import Experiment

CANVAS = 200
"""Pixels of height that the canvas keeps, whatever else is open."""


class Places:
    """Lays the parts of a window out in three columns under its bar, and shares the room out among them.

    Attributes:
        left: tabs of data and blocks, on ``left_card``. workplace: the canvas over its foot.
        centre: the workplace over the plots. right: the surface over the inspector. columns: all three side by side.
        whole: all that stands in the window. size, file: the words of the status line.
        arranged: a person has given the columns widths of their own.

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
        self.whole = whole = QWidget(window)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(window.transport)
        inside = QVBoxLayout()
        inside.setContentsMargins(GAP, GAP, GAP, 0)
        inside.setSpacing(GAP)
        inside.addWidget(self.columns, 1)
        column.addLayout(inside, 1)
        self.size = QLabel(window)
        self.file = QLabel(window)
        for label in (self.size, self.file):
            give_role(label, "small")

    def settle(self) -> None:
        """Put all of it into the window, in place of what is there."""
        window, bar = self._window, self._window.statusBar()
        window.setCentralWidget(self.whole)
        window.actions_.fill(window.menuBar())
        bar.setSizeGripEnabled(False)
        bar.addWidget(self.size)
        bar.addPermanentWidget(self.file)
        bar.setContentsMargins(GAP, 0, GAP, 0)

    def show_size(self, experiment: Experiment, analysis: Analysis) -> None:
        """How large the network is, in the status line."""
        self.size.setText(
            tr(
                "{blocks} blocks  ·  {parameters} parameters  ·  {multiplications} multiplications per example",
                blocks=len(experiment.network.nodes),
                parameters=grouped(analysis.parameters),
                multiplications=grouped(analysis.multiply_adds),
            )
        )

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
        height = self._window.height()
        self.centre.setSizes([height * 6 // 10, plots_height(height)])
        self._window.canvas.fit()

    def follow_width(self, before: int, now: int) -> None:
        """A window that becomes small or roomy shares its width out anew, unless a person has done so."""
        if self._shared and (now >= ROOMY) != (before >= ROOMY) and not self.arranged:
            self._share_width()

    def _share_width(self) -> None:
        """Give the outer columns what they need, and the canvas the rest."""
        width, height = self._window.width(), self._window.height()
        left, right = outer_columns(width)
        left = max(self.left_card.minimumSizeHint().width(), left)
        self.columns.setSizes([left, width - left - right - 4 * GAP, right])
        self.right.setSizes([square(right), height - square(right)])

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
