"""An example's way through the network: asked for while one is looked into, shown on the canvas and as formulas."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from playground.catalog.prepare import Part, prepare
from playground.gui.canvas.story.layer import StoryLayer, example_story
from playground.gui.canvas.view import CanvasView
from playground.gui.follow import follow
from playground.gui.gaze import Example, Gaze
from playground.gui.inspector.maths_side import MathsSide, title_of_example
from playground.gui.passage_values import Seen, seen
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.values import Values
from playground.wire.events import Picture
from playground.workbench.document import Document
from playground.workbench.run import Run

KEY = "canvas/passage"
PAUSE = 100
"""Milliseconds between two changes of the numbers: faster ones cannot be read."""


class Passage(QObject):
    """Follows `Gaze.example`. ``story`` lies over the canvas, ``side`` over the inspector."""

    def __init__(
        self, document: Document, run: Run, canvas: CanvasView, gaze: Gaze, story: StoryLayer, side: MathsSide
    ) -> None:
        super().__init__(canvas)
        self._document, self._run, self._canvas, self._gaze = document, run, canvas, gaze
        self._story, self._side = story, side
        self._shown: Picture | None = None
        self._held = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.refresh)
        gaze.example_changed.connect(self._look_into)
        side.closed.connect(self.end)
        side.stepped.connect(self.step)
        canvas.selection_changed.connect(side.show_nodes)
        canvas.installEventFilter(self)
        follow(run.picture_arrived, self, self._take)
        follow(document.changed, self, self._follow)
        follow(document.opened, self, self.end)

    @property
    def seen(self) -> Seen | None:
        """What is shown of the example."""
        return seen(self._shown)

    def end(self) -> None:
        """Look into no example any more."""
        self._gaze.look_into(None)

    def step(self, by: int) -> None:
        """The next example of its part, or the one before; after the last comes the first."""
        here = self._gaze.example
        if here is not None:
            count = self._rows(here.part)
            if count:
                self._gaze.look_into(Example(here.part, (here.row + by) % count))

    def hold(self, held: bool) -> None:
        """Something else tells its story on the canvas meanwhile."""
        self._held = held
        if not held:
            self._look_into(self._gaze.example)

    def refresh(self) -> None:
        """Show the latest."""
        picture = self._run.pictures.get(KEY)
        if self._held or self._gaze.example is None or picture is self._shown:
            return
        begun = perf_counter()
        self._shown = picture
        found = seen(picture)
        self._story.tell(example_story(found, self._document.analysis.copies) if found is not None else None)
        self._side.show_seen(found)
        # Writing takes at most a fifth of the time, however much there is to write.
        self._timer.setInterval(max(PAUSE, round(5000 * (perf_counter() - begun))))

    def _rows(self, part: Part) -> int:
        try:
            return len(prepare(self._document.experiment.data).rows(part))
        except PlaygroundError:
            return 0

    def _look_into(self, example: Example | None) -> None:
        if self._held:
            return
        self._shown = None
        if example is None:
            self._timer.stop()
            self._run.unwatch(KEY)
            self._story.tell(None)
            self._side.end()
            return
        self._run.watch(KEY, "passage", Values(of="example", part=example.part, row=example.row))
        self._side.begin(title_of_example(example), steps=True)
        self.refresh()

    def _take(self, picture: Picture) -> None:
        if picture.key == KEY and not self._timer.isActive():
            self._timer.start(0 if self._shown is None else self._timer.interval())

    def _follow(self, old: Experiment, new: Experiment) -> None:
        """An example that is not there any more is looked into no more."""
        here = self._gaze.example
        if here is not None and old.data is not new.data and here.row >= self._rows(here.part):
            self.end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Escape over the canvas, where it gives up nothing else, ends the look into the example."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self._gaze.example is not None
            and not self._held
            and self._canvas.inside.chosen is None
            and not self._canvas.busy
        ):
            self.end()
            return True
        return False
