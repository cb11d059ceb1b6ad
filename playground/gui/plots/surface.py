"""What the network predicts, with the data over it: the picture that everybody looks at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from playground.catalog.facts import Facts
from playground.catalog.heavy import heavy
from playground.catalog.plane import Plane
from playground.catalog.prepare import PARTS, Part, Prepared, prepare
from playground.gui.gaze import Example, Gaze, Unit
from playground.gui.plots.faces.confusion import ConfusionFace
from playground.gui.plots.faces.face import Face, Scene
from playground.gui.plots.faces.field import value_range
from playground.gui.plots.faces.look import Look, look_from
from playground.gui.plots.faces.said import example_words, mistakes_words, plane_words, wrong_examples
from playground.gui.plots.plot import Plot
from playground.gui.plots.sheet import Sheet
from playground.gui.plots.sight import KEY, Sight, face_for, plane_of
from playground.gui.plots.surface_axes import SurfaceAxes
from playground.gui.plots.surface_head import AT_FIRST, Readout, SurfaceHead
from playground.gui.plots.surface_options import SurfaceOptions
from playground.gui.plots.tool import SurfaceTool
from playground.gui.plots.unit_name import unit_name
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.problems import PlaygroundError
from playground.spec.words import mark, tr
from playground.wire.commands import Watched
from playground.wire.events import Picture
from playground.workbench.document import Document
from playground.workbench.run import Run

__all__ = ["KEY", "SurfaceView"]


class SurfaceView(Plot):
    """The decision surface, or what shows best how good the predictions are where the data are no plane.

    One feature: the fitted curve. More than two: the confusion matrix for classes, predicted against true for numbers,
    or a plane through the inputs. The unit that is gazed at is shown in the prediction's place.
    """

    title = mark("Decision surface")
    apart = True
    frame = 16
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
        self._scene: Scene | None = None
        self._look = Look()
        self._guest: tuple[Picture, str] | None = None
        self._sight = Sight(run, document)
        self._watched: set[str] = set()
        self.head = SurfaceHead(tr(self.title), self)
        self.head.chosen.connect(self._choose)
        self.heading, self.chips, self.gear = self.head.heading, self.head.chips, self.head.gear
        self.gear.toggled.connect(lambda _on: self._offer())
        self.readout = Readout(self)
        self.options = SurfaceOptions(self)
        self.options.changed.connect(self.set_look)
        self.options.complained.connect(self.readout.say)
        self.axes = SurfaceAxes(self)
        self.axes.changed.connect(self.set_look)
        self.canvas = Sheet()
        self.canvas.setParent(self)  # else the stack shows it as a window of its own
        self.canvas.pointed.connect(self._point)
        self.canvas.left.connect(lambda: self._point(None))
        self.canvas.clicked.connect(self._click)
        self.canvas.stepped.connect(self._step)
        self.canvas.dismissed.connect(lambda: self._gaze.look_into(None))
        self.canvas.put_away.connect(lambda: self.set_tool(None))
        self.sentence = QLabel()
        give_role(self.sentence, "muted")
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.canvas)
        self._stack.addWidget(self.sentence)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 4)
        column.setSpacing(2)
        column.addWidget(self.head)
        column.addWidget(self.axes)
        column.addWidget(self.options)
        column.addLayout(self._stack, 1)
        column.addWidget(self.readout)
        self._gaze.unit_changed.connect(self._follow_gaze)
        self._gaze.example_changed.connect(self._follow_gaze)
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
        return self.head.parts

    @property
    def picture(self) -> Picture | None:
        """What is drawn; None before anything has been measured."""
        return self._scene.picture if self._scene is not None else None

    # How it looks

    @property
    def look(self) -> Look:
        """What of the prediction is shown, and how."""
        return self._look

    def set_look(self, look: Look) -> None:
        """Show it like this from now on."""
        if look != self._look:
            self._look = look
            self._take_data()
            if self.isVisible():
                self.watch()
            self.refresh()

    def state(self) -> dict[str, Any]:
        """A person's choices, as plain values that a window can keep."""
        return {"look": self._look.kept(), "parts": list(self.parts), "options": self.gear.isChecked()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Choices that `state` gave; what is missing is as at first, what is not understood is passed over."""
        parts, kept = state.get("parts"), state.get("look")
        self.head.switch(*(AT_FIRST if not isinstance(parts, list) else (part for part in PARTS if part in parts)))
        self.gear.setChecked(state.get("options") is True)
        self._look = look_from(kept) if isinstance(kept, Mapping) else Look()
        self._take_data()
        if self.isVisible():
            self.watch()
        self.refresh()

    def show_guest(self, picture: Picture | None, name: str) -> None:
        """Show another network's picture in the place of the run's, called ``name``; None: the run's again.

        It is a picture of the probe of surfaces; where something else is shown, or another plane, nothing changes.
        """
        guest = (picture, name) if picture is not None else None
        if guest != self._guest:
            self._guest = guest
            self.mark_stale()

    def _shown_guest(self, face: Face, facts: Facts) -> tuple[Picture, str] | None:
        """The other network's picture, where it is one of what is shown."""
        plane = self._plane()
        if self._guest is None or plane is None or face.kind != KEY or not face.fits(self._guest[0], facts):
            return None
        return self._guest if self._guest[0].facts.get("axes") == plane.axes else None

    # Tools

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
            self._take_data()  # a relief lies down while a tool is in use
            self.refresh()
            if tool is not None:
                self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
            self.tool_changed.emit(tool)

    def repaint_tool(self) -> None:
        """The tool's picture has changed by itself."""
        self.canvas.update()

    # What is measured

    def watching(self) -> tuple[Watched, ...]:
        """What the face, the rings and the unit that is gazed at need."""
        if self._face is None or self._facts is None or self._prepared is None:
            return ()
        return self._sight.wanted(
            self._face, self._facts, self._prepared, self._shown_parts(), self._look, self._shown_unit()
        )

    def watch(self) -> None:
        """Ask for what is needed now, and for nothing else any more."""
        wanted = self.watching()
        for key in self._watched - {watched.key for watched in wanted}:
            self._run.unwatch(key)
        self._watched = {watched.key for watched in wanted}
        super().watch()

    def refresh(self) -> None:
        """Draw the newest picture; before the engine has given one, the untrained network's."""
        facts, prepared, face = self._facts, self._prepared, self._face
        self.canvas.face = face
        if facts is None or prepared is None or face is None:
            self._scene = None
            self._stack.setCurrentWidget(self.sentence)
            self.head.entitle(tr(self.title))
            self.readout.show_lines()
            return
        parts, look, unit = self._shown_parts(), self._look, self._shown_unit()
        able = self._document.analysis.trainable  # else all that was measured is of the network before
        name = unit_name(self._document.experiment, facts, unit) if unit is not None else ""
        guest = self._shown_guest(face, facts)
        if guest is not None:
            unit, name, able = None, guest[1], True
        self._scene = Scene(
            theme=self._theme,
            facts=facts,
            prepared=prepared,
            picture=guest[0] if guest else self._sight.picture(face, facts, prepared, parts, look) if able else None,
            parts=parts,
            look=look,
            plane=self._plane(),
            unit=self._sight.unit(face, unit, name, prepared, look) if able and unit is not None and name else None,
            wrong=self._sight.wrong(facts, prepared, parts, look) if able and guest is None else {},
            example=self._gaze.example,
            ringed=look.wrong and guest is None and self._sight.learned(parts),
        )
        face.show(self._scene)
        self.canvas.notice = "" if able else tr("No prediction: the network cannot be computed as it is.")
        self.head.entitle(name or tr(face.heading))
        self._stack.setCurrentWidget(self.canvas)
        self.canvas.setAccessibleName(self.head.title)
        self.canvas.update()
        self._say()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        super().set_theme(theme)
        self._colour_chips()

    # Within

    def _shown_parts(self) -> tuple[Part, ...]:
        return self.parts or PARTS[:1]

    def _plane(self) -> Plane | None:
        return plane_of(self._prepared, self._look) if self._prepared is not None else None

    def _shown_unit(self) -> Unit | None:
        """The unit that is gazed at, where the face shows a plane or a line."""
        return self._gaze.unit if self._face is not None and self._face.kind in (KEY, "curve") else None

    def _take_data(self) -> None:
        facts = self._document.analysis.facts
        words = tr("The data cannot be read; the problems say why.")
        prepared: Prepared | None = None
        if facts is not None:
            try:
                prepared = prepare(self._document.experiment.data)
            except PlaygroundError as error:
                words = tr("There are no examples to draw: {reason}.", reason=error)
        self.sentence.setText(words)
        self._facts, self._prepared = (facts, prepared) if prepared is not None else (None, None)
        kind: type[Face] | None = None
        if facts is not None and prepared is not None:
            kind = face_for(facts, self._look, flat=self.canvas.tool is not None)
        if kind is None:
            self._face = None
        elif type(self._face) is not kind:
            before, self._face = self._face, kind()
            if kind.one_part and len(self.parts) != 1:
                self.head.switch("dev" if prepared is not None and len(prepared.rows("dev")) else "train")
            elif before is not None and before.one_part and not kind.one_part:
                self.head.switch(*AT_FIRST)
        self._colour_chips()
        self._offer()

    def _offer(self) -> None:
        """Show the choices that the data leave."""
        facts, prepared, face = self._facts, self._prepared, self._face
        if facts is None or prepared is None or face is None:
            for widget in (self.axes, self.options, self.gear):
                widget.hide()
            return
        row = len(facts.input_shape) == 1 and len(facts.features) > 2
        self.axes.setVisible(row)
        if row:
            self.axes.offer(prepared, self._look)
        self.gear.setVisible(not face.one_part)
        self.options.setVisible(self.gear.isChecked() and not face.one_part)
        usual = (0.0, 1.0) if facts.task == "classes" else value_range(prepared.y[:, 0])
        self.options.offer(facts, self._look, plane=face.kind == KEY, usual=usual, busy=self.canvas.tool is not None)
        self.canvas.setToolTip(
            tr("Click a cell to look into its examples, one after the other") if isinstance(face, ConfusionFace) else ""
        )
        self.canvas.setAccessibleDescription(tr(face.keys))

    def _colour_chips(self) -> None:
        self.head.show_parts(self._theme, self._prepared, one=self._face is not None and self._face.one_part)

    def _choose(self, part: Part) -> None:
        if self._face is not None and self._face.one_part:
            self.head.switch(part)
        if self.isVisible():
            self.watch()
        self.refresh()

    # The pointer

    def _point(self, at: QPointF | None) -> None:
        self._pointer = at
        self._gaze.look_at_point(self._face.place(at) if self._face is not None and at is not None else None)
        self._say()

    def _click(self, at: QPointF) -> None:
        self._gaze.look_into(self._face.example_at(at) if self._face is not None else None)

    def _step(self, count: int, only_wrong: bool) -> None:
        """Look into the next of the shown examples, or the one before."""
        scene = self._scene
        if scene is None:
            return
        every = [Example(part, row) for part in scene.parts for row in range(len(scene.prepared.rows(part)))]
        wrong = {at for part in scene.parts for at in wrong_examples(scene, part)} if only_wrong else set(every)
        here = self._gaze.example
        place = every.index(here) if here in every else (-1 if count > 0 else 0)
        ahead = (every[(place + count * step) % len(every)] for step in range(1, len(every) + 1))
        self._gaze.look_into(next((example for example in ahead if example in wrong), here))

    def _say(self) -> None:
        lines = self._face.read(self._pointer) if self._face is not None and self._pointer is not None else ()
        self.readout.show_lines(*(lines or self._said()))

    def _said(self) -> tuple[str, ...]:
        """What there is to say while the pointer is elsewhere."""
        scene = self._scene
        if scene is None:
            return ()
        picture = scene.picture
        if not self._document.analysis.trainable:
            first = tr("no prediction; the problems say why")
        elif picture is None and heavy(self._document.analysis) and self._run.status.phase != "playing":
            first = tr("press Play to see it")
        elif picture is None:
            first = tr("the engine is measuring")
        elif picture.step:
            first = tr("step {step}", step=picture.step)
        else:
            first = tr("before the first step")
        if scene.example is not None:
            return (first, example_words(scene, scene.example))
        many = len(scene.facts.features) > 2 and self._face is not None and self._face.kind == KEY
        if many and scene.plane is not None:
            return (first, plane_words(scene.plane))
        return (first, mistakes_words(scene))

    def _follow_gaze(self, _what: Unit | Example | None) -> None:
        if self.isVisible():
            self.watch()
            self.refresh()
        else:
            self.mark_stale()

    def _follow_steps(self) -> None:
        """Pictures come by themselves; only where they were cleared with the curves there is something to be said."""
        if KEY not in self._run.pictures:
            self.mark_stale()

    def _follow_document(self) -> None:
        self._take_data()
        if self.isVisible():
            self.watch()
        self.mark_stale()
