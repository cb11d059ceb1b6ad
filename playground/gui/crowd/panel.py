"""Many runs: the controls, everybody's curves, the wall of surfaces, and what can be done with the chosen one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from playground.catalog.analysis import analyse
from playground.catalog.planes import plane
from playground.catalog.prepare import prepare
from playground.gui.crowd.chart import CrowdChart
from playground.gui.crowd.controls import Controls
from playground.gui.crowd.wall import WallView
from playground.gui.crowd.words import column_name, said_of, short_names, standing_of, summary_of, values_of
from playground.gui.follow import follow
from playground.gui.plots.faces.face import Scene
from playground.gui.plots.faces.field import field_of
from playground.gui.plots.faces.look import Look
from playground.gui.plots.surface import SurfaceView
from playground.gui.theme.colour_maps import Bytes
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.wire.events import Picture
from playground.workbench.crowd import Crowd
from playground.workbench.document import Document

ROOMY = 660
"""Pixels of width from which on there is room for many words."""
SOON = 50
"""Milliseconds from news to what is drawn of them, so that many are drawn once."""


class CrowdPanel(QFrame):
    """Where plots stand otherwise.

    Args:
        document: what is trained in variants. crowd: the runs. surface: shows the chosen one's surface.

    """

    closed = Signal()
    """A person wants the plots back."""
    said = Signal(str)
    """Something for the messages."""

    def __init__(
        self, document: Document, crowd: Crowd, surface: SurfaceView, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        give_role(self, "card")
        self.setAccessibleName(tr("Many runs"))
        self.crowd = crowd
        self._document, self._surface, self._theme = document, surface, theme
        self._arranged = False
        self._under_pointer: QWidget | None = None
        self.controls = Controls(document, theme, self)
        self.controls.started.connect(self._start)
        self.controls.went_on.connect(lambda: crowd.go_on(self.controls.epochs.value()))
        self.controls.epochs.valueChanged.connect(lambda _count: self._soon())
        self.controls.closed.connect(self.closed)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(4)
        self.progress.setAccessibleName(tr("Epochs done"))
        self.standing = self._label("small")
        self.summary = self._label("")
        self.column = QComboBox(self)
        give_role(self.column, "small")
        self.column.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.column.setAccessibleName(tr("What the curves show"))
        self.column.currentIndexChanged.connect(lambda _index: self.refresh())
        self.log = QCheckBox(tr("log"), self)
        self.log.setToolTip(tr("A logarithmic axis upward"))
        self.log.toggled.connect(lambda _on: self.refresh())
        self.order = QComboBox(self)
        give_role(self.order, "small")
        self.order.setAccessibleName(tr("Order of the runs"))
        self.order.addItems([tr("best first"), tr("in order")])
        self.order.currentIndexChanged.connect(lambda _index: self._arrange())
        self.chart = CrowdChart(theme, self)
        self.wall = WallView(theme, self)
        for view in (self.chart, self.wall):
            view.pointed.connect(partial(self._point, view))
            view.chosen.connect(crowd.choose)
        self.wall.kept.connect(self._keep)
        self.about = self._label("")
        self.about.setWordWrap(False)
        self.about.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.keep = QPushButton(tr("Keep as the experiment"), self)
        self.keep.setAccessibleName(tr("Keep as the experiment"))
        self.keep.setToolTip(
            tr("The chosen run becomes the experiment, with its weights and its curve; Undo brings the other back.")
        )
        self.keep.clicked.connect(lambda: self._keep(crowd.chosen))
        self.tools = QWidget(self)
        line = QHBoxLayout(self.tools)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for tool in (self.column, self.log, self.order, self.about, self.keep):
            line.addWidget(tool, 1 if tool is self.about else 0)
        self.halves = QSplitter(Qt.Orientation.Horizontal, self)
        self.halves.setHandleWidth(8)
        self.halves.setChildrenCollapsible(False)
        self.halves.setStyleSheet("QSplitter::handle { background: transparent; }")
        self.halves.addWidget(self.chart)
        self.halves.addWidget(self.wall)
        self.halves.setStretchFactor(0, 1)
        self.halves.setStretchFactor(1, 1)
        self.halves.setSizes([1000, 1000])
        self.hint = self._label("muted")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setText(
            tr(
                "Train this experiment many times at once: how much is luck, which learning rate, which optimizer. "
                "Every run keeps its curve and its surface; click one to look at it, and keep it if you like it."
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(4)
        column.addWidget(self.controls)
        column.addWidget(self.progress)
        column.addWidget(self.standing)
        column.addWidget(self.hint, 1)
        column.addWidget(self.tools)
        column.addWidget(self.halves, 1)
        column.addWidget(self.summary)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SOON)
        self._later.timeout.connect(self.refresh)
        follow(crowd.begun, self, self._begin)
        follow(crowd.status_changed, self, self._soon)
        follow(crowd.evaluated, self, self._soon)
        follow(crowd.wall_arrived, self, self._show_wall)
        follow(crowd.chosen_changed, self, self._show_chosen)
        follow(crowd.kept, self, self._tell_kept)
        follow(document.changed, self, self._soon)
        self._begin()

    def _label(self, role: str) -> QLabel:
        made = QLabel(self)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setWordWrap(True)
        if role:
            give_role(made, role)
        return made

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        self.controls.set_theme(theme)
        self.chart.set_theme(theme)
        self.wall.set_theme(theme)
        self._show_wall()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Show what came meanwhile."""
        super().showEvent(event)
        self.refresh()
        self._show_chosen(self.crowd.chosen)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """The surface is that of the run again."""
        super().hideEvent(event)
        self._later.stop()
        self._surface.show_guest(None, "")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """What is said of the chosen one has another width."""
        super().resizeEvent(event)
        self._soon()

    # What a person does

    def _start(self) -> None:
        """Start, stop or go on: what the button says."""
        crowd = self.crowd
        if crowd.status.phase in ("starting", "training"):
            crowd.stop()
            return
        self.controls.complain("")
        try:
            crowd.start(self.controls.varies(), self.controls.epochs.value())
        except PlaygroundError as error:
            self.controls.complain(_sentence(str(error)))
        self.refresh()

    def _keep(self, member: int) -> None:
        self.crowd.keep(member)

    def _point(self, view: QWidget, member: int) -> None:
        """The pointer is over a member's tile or line; that it left one view says nothing once it is over the other."""
        if member < 0 and view is not self._under_pointer:
            return
        self._under_pointer = view
        self.chart.show_member(member, self.crowd.chosen)
        self.wall.show_hovered(member)

    # What is shown

    def _begin(self) -> None:
        """Other members."""
        crowd = self.crowd
        self._arranged = False
        self.column.clear()
        self.wall.tiles.begin(crowd.names, short_names(crowd))
        self.chart.show_member(-1, -1)
        self._surface.show_guest(None, "")
        self.refresh()

    def _soon(self) -> None:
        if self.isVisible() and not self._later.isActive():
            self._later.start()

    def refresh(self) -> None:
        """Draw what is known now."""
        crowd, status = self.crowd, self.crowd.status
        some = bool(crowd.members)
        at_work = status.phase in ("starting", "training")
        self.controls.start.setText(tr("Stop") if at_work else tr("Train all"))
        self.controls.start.setToolTip(
            tr("Let the runs rest where they stand") if at_work else tr("Train all runs side by side from the start")
        )
        self.controls.on.setVisible(status.phase == "resting" and self.controls.epochs.value() > status.epoch)
        self.progress.setVisible(at_work)
        self.progress.setRange(0, max(status.goal, 1))
        self.progress.setValue(int(status.epoch))
        self.hint.setVisible(not some)
        self.halves.setVisible(some)
        self.tools.setVisible(some)
        words = standing_of(crowd)
        give_role(self.standing, "error" if status.phase == "failed" else "small")
        self.standing.setText(words)
        self.standing.setToolTip("\n".join(filter(None, (status.way, status.details))))
        self.standing.setVisible(bool(words))
        summary = summary_of(crowd)
        self.summary.setText(summary)
        self.summary.setVisible(bool(summary))
        self._offer_columns()
        name = self.column.currentData()
        if some and name:
            self.chart.show_table(
                column_name(name),
                crowd.names,
                crowd.epochs,
                crowd.table(name),
                crowd.band(name),
                max(status.goal, status.epoch),
                log=self.log.isChecked(),
            )
            self.chart.setAccessibleDescription(summary)
            self.wall.tiles.lines = crowd.table(crowd.verdict)
            self.wall.tiles.tell(values_of(crowd), partial(said_of, crowd))
        if status.phase == "resting" and not self._arranged:
            self._arranged = True
            self._arrange()
        elif at_work:
            self._arranged = False
        self._show_about()

    def _offer_columns(self) -> None:
        if self.column.count() != len(self.crowd.columns):
            self.column.blockSignals(True)
            self.column.clear()
            for name in sorted(self.crowd.columns, key=lambda name: (name != self.crowd.verdict, name)):
                self.column.addItem(column_name(name), name)
            self.column.blockSignals(False)

    def _arrange(self) -> None:
        """The tiles by what they came to, or as the members were made; not while they train, when they would jump."""
        crowd = self.crowd
        best = self.order.currentIndex() == 0 and crowd.status.phase == "resting"
        self.wall.tiles.arrange(crowd.order() if best else np.arange(len(crowd.members)))
        self.wall.show_chosen(crowd.chosen)

    def _show_wall(self) -> None:
        """The surfaces as they are now."""
        if not self.isVisible():
            return
        self.wall.tiles.paint_surfaces(self._colours())
        self._show_guest()

    def _colours(self) -> Bytes | None:
        """All surfaces in the colours of the large one, shape (members, rows, columns, 4), the highest row first."""
        crowd, wall = self.crowd, self.crowd.wall
        if wall is None or crowd.experiment is None:
            return None
        facts = analyse(crowd.experiment).facts
        if facts is None:
            return None
        surfaces = wall.arrays["surfaces"].astype(np.float32)  # half numbers are sent quickly and reckoned with slowly
        members, rows, columns, outputs = surfaces.shape
        prepared = prepare(crowd.experiment.data)
        look = Look()
        scene = Scene(
            theme=self._theme,
            facts=facts,
            prepared=prepared,
            picture=_picture({"prediction": surfaces.reshape(members * rows, columns, outputs)}, wall.facts, wall.step),
            parts=("train",),
            look=look,
            plane=plane(prepared),
        )
        field = field_of(scene)
        if field is None:
            return None
        return np.ascontiguousarray(field.colours.reshape(members, rows, columns, 4)[:, ::-1])

    def _show_chosen(self, member: int) -> None:
        self.wall.show_chosen(member)
        self.chart.show_member(self.chart.hovered, member)
        self._show_guest()
        self._show_about()

    def _show_guest(self) -> None:
        """The chosen member on the large surface."""
        crowd, wall = self.crowd, self.crowd.wall
        if crowd.chosen < 0 or not self.isVisible():
            self._surface.show_guest(None, "")
        elif wall is not None and wall.facts.get("chosen") == crowd.chosen and "chosen" in wall.arrays:
            picture = _picture({"prediction": wall.arrays["chosen"]}, wall.facts, wall.step)
            self._surface.show_guest(picture, crowd.names[crowd.chosen])

    def _show_about(self) -> None:
        crowd, member = self.crowd, self.crowd.chosen
        able = crowd.status.phase in ("training", "resting")
        self.keep.setVisible(member >= 0)
        self.keep.setEnabled(able)
        self.keep.setText(tr("Keep as the experiment") if self.width() >= ROOMY else tr("Keep"))
        words = ""
        if 0 <= member < len(crowd.members):
            values = values_of(crowd)[member]
            words = f"{crowd.names[member]}  ·  {values}" if values else crowd.names[member]
        elif crowd.members:
            words = tr("Click a run to look at it.")
        room = self.about.width()
        self.about.setText(self.about.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room))
        self.about.setToolTip(said_of(crowd, member) if 0 <= member < len(crowd.members) else "")

    def _tell_kept(self, member: int) -> None:
        self.crowd.choose(-1)
        self.said.emit(
            tr(
                "The run with {what} is the experiment now: Play goes on with it, Undo takes it back.",
                what=self.crowd.names[member],
            )
        )


def _picture(arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any], step: int) -> Picture:
    """As the probe of surfaces would give it."""
    return Picture(run_id=0, key="crowd", kind="surface", step=step, arrays=arrays, facts=facts)


def _sentence(words: str) -> str:
    """With a capital letter and a full stop."""
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith('.') else '.'}"
