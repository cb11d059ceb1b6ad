"""What the network predicts, with the data over it: the picture that everybody looks at."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from playground.catalog.facts import Facts
from playground.catalog.prepare import PARTS, Part, Prepared, prepare
from playground.gui.gaze import Gaze
from playground.gui.plots.chip import Chip
from playground.gui.plots.faces.agreement import AgreementFace
from playground.gui.plots.faces.confusion import ConfusionFace
from playground.gui.plots.faces.face import Face, Scene
from playground.gui.plots.faces.line import LineFace
from playground.gui.plots.faces.plane import PlaneFace
from playground.gui.plots.plot import Plot
from playground.gui.plots.sheet import Sheet
from playground.gui.plots.tool import SurfaceTool
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.problems import PlaygroundError
from playground.wire.commands import Watched
from playground.wire.events import Picture
from playground.workbench.document import Document
from playground.workbench.run import Run

KEY = "surface"
AT_FIRST: tuple[Part, ...] = ("train", "dev")
"""The parts that are shown until a person chooses."""


def face_for(facts: Facts) -> type[Face]:
    """The face that suits the data."""
    if facts.planar and facts.input_shape == (2,):
        return PlaneFace
    if facts.input_shape == (1,):
        return LineFace
    return ConfusionFace if facts.task == "classes" else AgreementFace


class SurfaceView(Plot):
    """The decision surface, or what shows best how good the predictions are where the data are no plane.

    One feature: the fitted curve. More than two: the confusion matrix for classes, predicted against true for numbers.
    """

    title = "Decision surface"
    apart = True
    tool_changed = Signal(object)
    """The tool that is in use now, or None."""

    def __init__(
        self, run: Run, document: Document, theme: Theme, parent: QWidget | None = None, *, gaze: Gaze | None = None
    ) -> None:
        super().__init__(run, document, theme, parent, gaze=gaze)
        self._face: Face | None = None
        self._facts: Facts | None = None
        self._prepared: Prepared | None = None
        self._pointer: QPointF | None = None
        self._shown: Picture | None = None
        self.heading = QLabel(self.title)
        give_role(self.heading, "heading")
        self.chips: dict[Part, Chip] = {}
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.heading)
        head.addStretch(1)
        for part in PARTS:
            chip = Chip(part)
            chip.setChecked(part in AT_FIRST)
            chip.clicked.connect(lambda _on=False, part=part: self._choose(part))
            self.chips[part] = chip
            head.addWidget(chip)
        self.canvas = Sheet()
        self.canvas.setParent(self)  # else the stack shows it as a window of its own
        self.canvas.pointed.connect(self._point)
        self.canvas.left.connect(lambda: self._point(None))
        self.canvas.put_away.connect(lambda: self.set_tool(None))
        self.sentence = QLabel()
        give_role(self.sentence, "muted")
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.canvas)
        self._stack.addWidget(self.sentence)
        self.readout = QLabel(" ")
        give_role(self.readout, "small")
        self.readout.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 4)
        column.setSpacing(2)
        column.addLayout(head)
        column.addLayout(self._stack, 1)
        column.addWidget(self.readout)
        self._take_data()

    def sizeHint(self) -> QSize:  # noqa: N802
        """About square."""
        return QSize(340, 360)

    @property
    def face(self) -> Face | None:
        """What is shown; None where the data cannot be read."""
        return self._face

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the data that are switched on."""
        return tuple(part for part in PARTS if self.chips[part].isChecked())

    @property
    def picture(self) -> Picture | None:
        """What is drawn; None before anything has been measured."""
        return self._shown

    @property
    def tool(self) -> SurfaceTool | None:
        """What is in use on the surface; None is the plain pointer."""
        return self.canvas.tool

    def set_tool(self, tool: SurfaceTool | None) -> None:
        """Use ``tool`` from now on, and give it the keys; None puts the one in use away.

        It works where the data are points of a plane or of a line; elsewhere it waits until they are.
        """
        if tool is not self.canvas.tool:
            self.canvas.use(tool)
            if tool is not None:
                self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
            self.tool_changed.emit(tool)

    def repaint_tool(self) -> None:
        """The tool's picture has changed by itself."""
        self.canvas.update()

    def watching(self) -> tuple[Watched, ...]:
        """The probe of the face, under one key."""
        if self._face is None:
            return ()
        return (Watched(key=KEY, kind=self._face.kind, params=self._face.params(self.parts or PARTS[:1])),)

    def refresh(self) -> None:
        """Draw the newest picture; before the engine has given one, the untrained network's."""
        facts, prepared, face = self._facts, self._prepared, self._face
        self.canvas.face = face
        if facts is None or prepared is None or face is None:
            self._stack.setCurrentWidget(self.sentence)
            self.heading.setText(self.title)
            self.readout.setText(" ")
            return
        self._shown = self._newest(face, facts)
        face.show(
            Scene(theme=self._theme, facts=facts, prepared=prepared, picture=self._shown, parts=self.parts or PARTS[:1])
        )
        self.heading.setText(face.heading)
        self._stack.setCurrentWidget(self.canvas)
        self.canvas.setAccessibleName(face.heading)
        self.canvas.update()
        self._point(self._pointer)

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        super().set_theme(theme)
        self._colour_chips()

    def _newest(self, face: Face, facts: Facts) -> Picture | None:
        measured = self._run.pictures.get(KEY)
        if measured is not None and measured.kind == face.kind and face.fits(measured, facts):
            return measured
        untrained = self._run.preview(face.kind, face.params(self.parts or PARTS[:1]))
        return untrained if untrained is not None and face.fits(untrained, facts) else None

    def _take_data(self) -> None:
        facts = self._document.analysis.facts
        words = "The data cannot be read; the problems say why."
        prepared: Prepared | None = None
        if facts is not None:
            try:
                prepared = prepare(self._document.experiment.data)
            except PlaygroundError as error:
                words = f"There are no examples to draw: {error}."
        self.sentence.setText(words)
        self._facts, self._prepared = (facts, prepared) if prepared is not None else (None, None)
        kind = face_for(facts) if facts is not None and prepared is not None else None
        if kind is None:
            self._face = None
        elif type(self._face) is not kind:
            before, self._face = self._face, kind()
            if kind.one_part and len(self.parts) != 1:
                self._only("dev" if prepared is not None and len(prepared.rows("dev")) else "train")
            elif before is not None and before.one_part and not kind.one_part:
                for part, chip in self.chips.items():
                    chip.setChecked(part in AT_FIRST)
        self._colour_chips()

    def _colour_chips(self) -> None:
        colour = self._theme.colour("muted")
        marks = {"train": "train: filled", "dev": "dev: rings", "test": "test: diamonds"}
        for part, chip in self.chips.items():
            chip.show_line(part, colour)
            one = self._face is not None and self._face.one_part
            chip.setToolTip(f"Look at the {part} part" if one else f"Show or hide the points of {marks[part]}")
            chip.setEnabled(self._prepared is not None and len(self._prepared.rows(part)) > 0)

    def _choose(self, part: Part) -> None:
        if self._face is not None and self._face.one_part:
            self._only(part)
        if self.isVisible():
            self.watch()
        self.refresh()

    def _only(self, part: Part) -> None:
        for each, chip in self.chips.items():
            chip.setChecked(each == part)

    def _point(self, at: QPointF | None) -> None:
        self._pointer = at
        words = self._face.read(at) if self._face is not None and at is not None else ""
        self.readout.setText(words or self._said())

    def _said(self) -> str:
        if self._shown is None:
            return "waiting for the first picture"
        return f"step {self._shown.step}" if self._shown.step else "before the first step"

    def _follow_document(self) -> None:
        self._take_data()
        if self.isVisible():
            self.watch()
        self.mark_stale()
