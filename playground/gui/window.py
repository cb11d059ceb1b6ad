"""The parts of the main window: all are made here. The window itself, which can be seen before them: `frame`."""

from __future__ import annotations

from collections.abc import Iterator

from playground.gui.actions import Actions
from playground.gui.beside import Beside
from playground.gui.canvas.palette import Palette
from playground.gui.canvas.story.layer import StoryLayer
from playground.gui.canvas.view import CanvasView
from playground.gui.data.importing import Importing
from playground.gui.data.painting import Painting
from playground.gui.data.table_window import Table
from playground.gui.data_card import DataCard
from playground.gui.driver import Driver
from playground.gui.drops import Drops
from playground.gui.filing import Filing, Memory
from playground.gui.first_paint import AfterFirstPaint, BitByBit
from playground.gui.frame import Frame
from playground.gui.gaze import Gaze
from playground.gui.hints import Hints
from playground.gui.inspector.live_sketches import LiveSketches
from playground.gui.inspector.maths_side import MathsSide
from playground.gui.inspector.panel import InspectorPanel
from playground.gui.layouts import Layouts
from playground.gui.links import Links
from playground.gui.live_feed import LiveFeed
from playground.gui.menus import Menus
from playground.gui.messages import Messages
from playground.gui.overlays import Overlays
from playground.gui.own_files import OwnFiles
from playground.gui.passage import Passage
from playground.gui.places import Places
from playground.gui.plot_strip import PlotStrip
from playground.gui.plots.surface import SurfaceView
from playground.gui.preparing import Preparing
from playground.gui.presenting import Presenter
from playground.gui.problem_strip import ProblemStrip
from playground.gui.questions import Dialogs, Questions
from playground.gui.slow_motion import SlowMotion
from playground.gui.slow_motion_bar import SlowMotionBar
from playground.gui.slow_motion_marks import BatchMarks
from playground.gui.space_bar import SpaceBar
from playground.gui.speech import fill_languages
from playground.gui.timeline import TimeLine
from playground.gui.transport import Transport
from playground.gui.wiring import wire
from playground.workbench.document import Document
from playground.workbench.run import Run

PLOTS = ("Loss", "Metrics", "Gradients")


class MainWindow(Frame):
    """A frame that has its parts from the beginning. Who opens it closes the run."""

    overlays: Overlays
    places: Places
    presenter: Presenter
    hints: Hints

    def __init__(self, document: Document, run: Run, memory: Memory, questions: Questions | None = None) -> None:
        super().__init__(memory.settings)
        for _ in furnish(self, document, run, memory, questions):
            pass


def furnish(
    window: Frame, document: Document, run: Run, memory: Memory, questions: Questions | None = None
) -> Iterator[None]:
    """Make the parts of ``window``, which shows this document and its run, bit by bit; at the end it has them.

    Nothing of it is seen before the end.
    """
    theme, looks = window.theme, window.looks
    window.document, window.run, window.memory = document, run, memory
    window.preparing = Preparing(document, window)
    window.closed.connect(window.preparing.close)
    window.data = DataCard(document, theme)
    window.data.waiting.attach(window.preparing)
    window.data.augment.attach(run)
    yield
    window.gaze = Gaze(window)
    window.canvas = CanvasView(document, theme, gaze=window.gaze)
    window.surface = SurfaceView(run, document, theme, gaze=window.gaze)
    window.palette_ = Palette(theme)
    yield
    window.inspector = InspectorPanel(document, theme)
    window.side = MathsSide(document, window.inspector, theme)
    yield
    window.actions_ = Actions(window, theme)
    window.messages = Messages(theme)
    window.filing = Filing(document, run, memory, window.messages, questions or Dialogs(window))
    window.menus = Menus(window.actions_, window.filing, memory, window)
    window.transport = Transport(window.actions_, document, run, theme)
    window.own_files = OwnFiles(window.canvas, window.palette_, window.filing.questions, window.messages)
    window.drops = Drops(window.filing, window.own_files)
    window.timeline = TimeLine(run, theme)
    window.problems = ProblemStrip(document, theme)
    window.plots = PlotStrip(PLOTS)
    window.story = StoryLayer(window.canvas.network_scene, theme)
    window.canvas.told_of = window.story.words
    window.passage = Passage(document, run, window.canvas, window.gaze, window.story, window.side)
    window.slow_motion = SlowMotionBar(
        SlowMotion(document, run, window),
        document,
        run,
        window.canvas,
        window.story,
        window.side,
        window.passage,
        BatchMarks(window.surface, theme),
        window.timeline,
        theme,
    )
    window.sketches = LiveSketches(run, document, window.inspector)
    window.driver = Driver(document, run, window.messages, window.show_node)
    window.space = SpaceBar(window.canvas, window.driver.toggle_play)
    window.live = LiveFeed(document, run, window.canvas)
    window.painting = Painting(document, window.surface, window.messages, theme)
    yield
    window.overlays = Overlays(window)
    window.places = places = Places(window)
    window.table = Table(document, run, theme, window.gaze, window)
    window.beside = Beside(document, run, theme, window.gaze, window)
    window.importing = Importing(document, window.messages, theme, places.centre)
    window.closed.connect(window.importing.close)
    window.left, window.left_card = places.left, places.left_card
    window.centre, window.right, window.columns = places.centre, places.right, places.columns
    looks.dress_actions(window.actions_)
    looks.dress(window.messages, window.transport, window.data, window.palette_, window.canvas)
    looks.dress(window.problems, window.surface, window.inspector, window.plots)
    looks.dress(window.painting, window.importing, window.table, window.beside)
    looks.dress(window.overlays, window.timeline, window.side, window.story, window.slow_motion)
    window.presenter = Presenter(window)
    window.links = Links(document, window.filing, window.messages, window.presenter.begin)
    window.layouts = Layouts(window)
    window.hints = Hints(window)
    wire(window)
    window.move_in()
    rest = BitByBit(window, complete(window))
    window.closed.connect(rest.end)
    AfterFirstPaint(places.whole, rest.begin)


def complete(window: Frame) -> Iterator[None]:
    """What waits until the parts have been painted: pyqtgraph with its plots, and the pictures of the gallery."""
    import pyqtgraph  # noqa: F401 - takes as long as all before it, and nothing is drawn with it before the first curve

    yield
    from playground.gui.plot_files import PlotFiles  # these import pyqtgraph
    from playground.gui.plots.plot import plots

    kinds = plots()
    yield
    made = []
    for kind in kinds:
        made.append(kind(window.run, window.document, window.theme, window.plots, gaze=window.gaze))
        yield
    window.plots.fill(made)
    window.plots.wished.connect(PlotFiles(window.filing, window.messages).serve)
    yield
    window.sketches.soon()
    window.data.gallery.draw()
    window.menus.fill_templates()
    fill_languages(window)
    window.layouts.restore_views(window.memory.settings.layout)
    window.complete = True
    window.completed.emit()
