"""The main window: makes the parts, shows the document, and hears what Qt tells. What stands where: `places`;
who tells whom: `wiring`; training: `driver`; colours: `looks`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication

from playground.gui import sheets
from playground.gui.actions import Actions
from playground.gui.canvas.palette import Palette
from playground.gui.canvas.story.layer import StoryLayer
from playground.gui.canvas.view import CanvasView
from playground.gui.data.importing import Importing
from playground.gui.data.painting import Painting
from playground.gui.data.table_window import Table
from playground.gui.data_card import DataCard
from playground.gui.driver import Driver
from playground.gui.filing import PICTURES, TABLE_SUFFIXES, Dialogs, Filing, Memory, Questions
from playground.gui.find.reveal import reveal
from playground.gui.first_paint import AfterFirstPaint
from playground.gui.gaze import Gaze
from playground.gui.hints import Hints
from playground.gui.house import House
from playground.gui.inspector.live_sketches import LiveSketches
from playground.gui.inspector.maths_side import MathsSide
from playground.gui.inspector.panel import InspectorPanel
from playground.gui.layouts import Layouts
from playground.gui.links import Links
from playground.gui.live_feed import LiveFeed
from playground.gui.looks import Looks
from playground.gui.menus import Menus
from playground.gui.messages import Messages
from playground.gui.overlays import Overlays
from playground.gui.own_files import OwnFiles
from playground.gui.own_keys import OwnKeys
from playground.gui.passage import Passage
from playground.gui.places import Places
from playground.gui.plot_strip import PlotStrip
from playground.gui.plots.surface import SurfaceView
from playground.gui.presenting import Presenter
from playground.gui.problem_strip import ProblemStrip
from playground.gui.slow_motion import SlowMotion
from playground.gui.slow_motion_bar import SlowMotionBar
from playground.gui.slow_motion_marks import BatchMarks
from playground.gui.space_bar import SpaceBar
from playground.gui.speech import fill_languages
from playground.gui.tabbing import walk
from playground.gui.theme.tokens import Theme
from playground.gui.timeline import TimeLine
from playground.gui.transport import Transport, grouped
from playground.gui.wiring import wire
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.workbench import files
from playground.workbench.document import Document
from playground.workbench.own_blocks import SUFFIX as OWN_BLOCK
from playground.workbench.run import Run, RunStatus
from playground.workbench.settings import Settings

SMALLEST = QSize(1024, 700)
USUAL = QSize(1440, 900)
FRAME = QSize(8, 40)
PLOTS = ("Loss", "Metrics", "Gradients")


class MainWindow(House):
    """Shows one document and its run. It owns neither: who opens the window closes the run."""

    completed = Signal()
    """The window has been painted and all that came after the first paint is there."""
    closed = Signal()
    """The window has been closed."""

    def __init__(self, document: Document, run: Run, memory: Memory, questions: Questions | None = None) -> None:
        super().__init__()
        self.document, self.run, self.memory = document, run, memory
        self.complete = False
        self._may_close = False
        self._own_keys = OwnKeys(self)
        self.looks = Looks(lambda: memory.settings, self.remember, self)
        theme = self.theme
        self.actions_ = Actions(self, theme)
        self.messages = Messages(theme)
        self.filing = Filing(document, run, memory, self.messages, questions or Dialogs(self))
        self.menus = Menus(self.actions_, self.filing, memory, self)
        self.transport = Transport(self.actions_, document, run, theme)
        self.data = DataCard(document, theme)
        self.palette_ = Palette(theme)
        self.gaze = Gaze(self)
        self.canvas = CanvasView(document, theme, gaze=self.gaze)
        self.own_files = OwnFiles(self.canvas, self.palette_, self.filing.questions, self.messages)
        self.timeline = TimeLine(run, theme)
        self.problems = ProblemStrip(document, theme)
        self.plots = PlotStrip(PLOTS)
        self.surface = SurfaceView(run, document, theme, gaze=self.gaze)
        self.inspector = InspectorPanel(document, theme)
        self.side = MathsSide(document, self.inspector, theme)
        self.story = StoryLayer(self.canvas.network_scene, theme)
        self.canvas.told_of = self.story.words
        self.passage = Passage(document, run, self.canvas, self.gaze, self.story, self.side)
        self.slow_motion = SlowMotionBar(
            SlowMotion(document, run, self),
            document,
            run,
            self.canvas,
            self.story,
            self.side,
            self.passage,
            BatchMarks(self.surface, theme),
            self.timeline,
            theme,
        )
        self.sketches = LiveSketches(run, document, self.inspector)
        self.driver = Driver(document, run, self.messages, self.show_node)
        self.space = SpaceBar(self.canvas, self.driver.toggle_play)
        self.live = LiveFeed(document, run, self.canvas)
        self.painting = Painting(document, self.surface, self.messages, theme)
        self.overlays: Overlays = Overlays(self)
        self.places: Places = Places(self)
        self.table = Table(document, run, theme, self.gaze, self)
        self.importing = Importing(document, self.messages, theme, self.places.centre)
        self.left, self.left_card = self.places.left, self.places.left_card
        self.centre, self.right, self.columns = self.places.centre, self.places.right, self.places.columns
        self.looks.dress(self.actions_, self.messages, self.transport, self.data, self.palette_, self.canvas)
        self.looks.dress(self.problems, self.surface, self.inspector, self.plots)
        self.looks.dress(self.painting, self.importing, self.table)
        self.looks.dress(self.overlays, self.timeline, self.side, self.story, self.slow_motion)
        self.presenter: Presenter = Presenter(self)
        self.links = Links(document, self.filing, self.messages, self.presenter.begin)
        self.layouts = Layouts(self)
        self.hints: Hints = Hints(self)
        wire(self)
        self.setAcceptDrops(True)
        self.setMinimumSize(SMALLEST)
        # The frame that the desktop draws around the window needs some of the screen too.
        self.resize(USUAL.boundedTo(self.screen().availableSize() - FRAME).expandedTo(SMALLEST))
        if memory.settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(memory.settings.geometry.encode()))
        self.menus.fill_recent()
        self.follow_selection(())
        self.follow_document(None, document.experiment)
        self.follow_name()
        self.follow_status(run.status)
        self.canvas.setFocus()
        self._later = AfterFirstPaint(self, self._complete)

    def _complete(self) -> None:
        """What waits for the first paint: pyqtgraph with its plots, and the pictures of the gallery."""
        from playground.gui.plot_files import PlotFiles
        from playground.gui.plots.plot import plots

        self.plots.fill([plot(self.run, self.document, self.theme, self.plots, gaze=self.gaze) for plot in plots()])
        self.plots.wished.connect(PlotFiles(self.filing, self.messages).serve)
        self.sketches.soon()
        self.data.gallery.draw()
        self.menus.fill_templates()
        fill_languages(self)
        self.layouts.restore_views(self.memory.settings.layout)
        self.complete = True
        self.completed.emit()

    # What others ask for

    @property
    def theme(self) -> Theme:
        """The colours that the window wears."""
        return self.looks.theme

    def set_theme(self, theme: Theme) -> None:
        """Everything in the colours of ``theme``."""
        self.looks.set_theme(theme)

    def show_field(self, path: tuple[str, ...]) -> None:
        """Bring the field of the setting at ``path`` before the eyes."""
        self.side.show_settings()
        reveal(self, path)

    def show_node(self, id: str) -> None:
        """Select a block, so that the inspector shows it."""
        self.canvas.select((id,))

    def remember(self, settings: Settings) -> None:
        """Keep the user's settings; where they cannot be written, say so."""
        try:
            self.memory.update(settings)
        except PlaygroundError as error:
            self.messages.warn(tr("Your settings could not be saved: {why}.", why=error))

    def save_picture(self) -> None:
        """Save what the window shows as a PNG file."""
        picture = self.grab()
        path = self.filing.questions.file_to_save(Path(f"{self.filing.name}.png"), tr(PICTURES))
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(".png")
        if picture.save(str(path)):
            self.messages.inform(tr("Saved a picture to {name}.", name=path.name), good=True)
        else:
            self.messages.error(tr("The picture could not be written to {name}.", name=path))

    def show_shortcuts(self) -> None:
        """All keys and gestures, beside the window."""
        sheets.shortcuts(self).show()

    def show_about(self) -> None:
        """What this is."""
        sheets.about(self).show()

    def close_without_asking(self) -> None:
        """Close, whatever is not saved."""
        self._may_close = True
        self.close()

    def settle(self) -> None:
        """Draw at once what the views would draw with the next frame."""
        self.plots.refresh()
        self.surface.refresh()
        self.live.refresh()
        QApplication.sendPostedEvents()
        QApplication.processEvents()

    # Following

    def follow_status(self, status: RunStatus) -> None:
        """The run plays, pauses or ended."""
        self.actions_.show_playing(status.phase == "playing")
        self.driver.follow_status(status)

    def follow_document(self, old: Experiment | None, new: Experiment) -> None:
        """The experiment changed."""
        if old is not None:
            self.messages.news.pass_by()
        self.actions_.show_history(self.document.undo_label, self.document.redo_label)
        analysis = self.document.analysis
        self.places.size.setText(
            tr(
                "{blocks} blocks  ·  {parameters} parameters  ·  {multiplications} multiplications per example",
                blocks=len(new.network.nodes),
                parameters=grouped(analysis.parameters),
                multiplications=grouped(analysis.multiply_adds),
            )
        )

    def follow_opened(self) -> None:
        """Another experiment is on the desk."""
        self.messages.news.clear()
        self.canvas.select(())
        self.canvas.fit()

    def follow_name(self) -> None:
        """It has another name, or differs from its file now."""
        self.setWindowTitle(f"{self.filing.name}[*] – Playground")
        self.setWindowModified(self.document.modified)
        path, saving = self.document.path, self.filing.saving.path
        if saving is not None:
            self.places.file.setText(tr("Saving {name} …", name=saving.name))
        elif path is None:
            self.places.file.setText(tr("Not saved yet"))
        else:
            changed = tr("{name} – changed", name=path.name)
            self.places.file.setText(changed if self.document.modified else path.name)

    def follow_selection(self, ids: tuple[str, ...]) -> None:
        """Other blocks are selected."""
        self.inspector.show_nodes(tuple(ids))
        self.actions_.show_selection(bool(ids))

    # What Qt tells

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """The first time, the parts share the room."""
        super().showEvent(event)
        if self.places.share() and self.memory.settings.layout:
            self.layouts.restore(self.memory.settings.layout)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The parts share the room anew where the window became small or roomy."""
        super().resizeEvent(event)
        self.places.follow_width(event.oldSize().width(), event.size().width())

    def event(self, event: QEvent) -> bool:
        """Keys of commands do not reach past a focused widget that uses the key itself, as Space presses a button."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
            focus = self.focusWidget()
            moves_paper = plain and event.key() == Qt.Key.Key_Space and focus is self.canvas
            if moves_paper or self._own_keys.takes(event, focus):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape that nothing else takes leads back to the canvas, from wherever the keys are."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers() and not self.canvas.hasFocus():
            self.canvas.setFocus()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab walks from part to part as the window is read."""
        walked = walk(self.places.parts(), self.focusWidget(), forward=forward)
        self._own_keys.reached(self.focusWidget())
        return walked

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Files that can be opened may be dropped."""
        if _dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Open an experiment; make a table the data."""
        path = _dropped(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            if path.suffix.lower() == OWN_BLOCK:
                self.own_files.import_block(path)
            else:
                self.filing.open(path)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Ask about changes; saving takes a moment, the window closes after it."""
        if not self._may_close:
            event.ignore()
            self.filing.leave(self.close_without_asking)
            return
        self.presenter.end()
        geometry = self.saveGeometry().toBase64().toStdString()
        self.remember(replace(self.memory.settings, geometry=geometry, layout=self.layouts.state()))
        self.filing.saving.finish()
        self.filing.let_go()
        event.accept()
        self.closed.emit()


def _dropped(data: QMimeData) -> Path | None:
    """The first file that can be opened here, or None."""
    known = (files.SUFFIX, ".json", OWN_BLOCK, *TABLE_SUFFIXES)
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return next((path for path in paths if path.suffix.lower() in known), None)
