"""The main window: what stands where, and who tells whom."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QFrame,
    QLabel,
    QMainWindow,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from playground.gui import sheets
from playground.gui.actions import Actions
from playground.gui.canvas.palette import Palette
from playground.gui.canvas.view import CanvasView
from playground.gui.data_card import DataCard
from playground.gui.filing import PICTURES, TABLE_SUFFIXES, Dialogs, Filing, Memory, Questions
from playground.gui.first_paint import AfterFirstPaint
from playground.gui.follow import follow
from playground.gui.gaze import Gaze
from playground.gui.inspector.panel import InspectorPanel
from playground.gui.live_feed import LiveFeed
from playground.gui.messages import Level, Messages, Offer
from playground.gui.plot_strip import PlotStrip
from playground.gui.plots.surface import SurfaceView
from playground.gui.problem_strip import ProblemStrip
from playground.gui.space_bar import SpaceBar
from playground.gui.tabbing import walk
from playground.gui.theme import style
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme, Wish, theme_for
from playground.gui.transport import Transport, grouped
from playground.spec.experiment import Experiment
from playground.spec.problems import Fix, PlaygroundError
from playground.workbench import files, templates
from playground.workbench.document import Document
from playground.workbench.run import Run, RunStatus
from playground.workbench.settings import Settings

GAP = 8
SMALLEST = QSize(1024, 700)
CANVAS = 200
"""Pixels of height that the canvas keeps, whatever else is open."""
ROOMY = 1280
"""A window as wide as this has room for a larger surface."""
LEFT, RIGHT = 236, 270
"""Widths of the outer columns in a small window: four tiles of the gallery, and the widest row of the inspector."""
USUAL = QSize(1440, 900)
FRAME = QSize(8, 40)
PRESSED_BY_SPACE = (QAbstractButton, QComboBox, QAbstractItemView, QAbstractSlider)
LONGEST = 48
PLOTS = ("Loss", "Metrics", "Gradients")


class MainWindow(QMainWindow):
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
        self._shared = False
        self._arranged = False  # a person has given the columns widths of their own
        self.theme = theme_for(memory.settings.theme)
        style.apply(_application(), self.theme)
        self.actions_ = Actions(self, self.theme)
        self.messages = Messages(self.theme)
        self.filing = Filing(document, run, memory, self.messages, questions or Dialogs(self))
        self.transport = Transport(self.actions_, document, run, self.theme)
        self.data = DataCard(document, self.theme)
        self.palette_ = Palette(self.theme)
        self.gaze = Gaze(self)
        self.canvas = CanvasView(document, self.theme, gaze=self.gaze)
        self.problems = ProblemStrip(document, self.theme)
        self.plots = PlotStrip(PLOTS)
        self.surface = SurfaceView(run, document, self.theme, gaze=self.gaze)
        self.inspector = InspectorPanel(document, self.theme)
        self.space = SpaceBar(self.canvas, self.toggle_play)
        self.live = LiveFeed(document, run, self.canvas)
        self._lay_out()
        self._wire()
        self.setAcceptDrops(True)
        self.setMinimumSize(SMALLEST)
        # The frame that the desktop draws around the window needs some of the screen too.
        self.resize(USUAL.boundedTo(self.screen().availableSize() - FRAME).expandedTo(SMALLEST))
        if memory.settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(memory.settings.geometry.encode()))
        self._follow_document(None, document.experiment)
        self._follow_name()
        self._follow_status(run.status)
        self.canvas.setFocus()
        self._later = AfterFirstPaint(self, self._complete)

    # What stands where

    def _lay_out(self) -> None:
        self.left = QTabWidget(self)
        self.left.setDocumentMode(True)
        self.left.addTab(self.data, "Data")
        self.left.addTab(self.palette_, "Blocks")
        workplace = QWidget(self)
        column = QVBoxLayout(workplace)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(card(self.canvas), 1)
        column.addWidget(self.problems)
        self.canvas.setMinimumHeight(CANVAS)
        self.messages.lie_on(workplace)
        self.centre = QSplitter(Qt.Orientation.Vertical, self)
        self.centre.addWidget(workplace)
        self.centre.addWidget(self.plots)
        self.right = QSplitter(Qt.Orientation.Vertical, self)
        self.right.addWidget(card(self.surface))
        self.right.addWidget(card(self.inspector))
        self.right.setMinimumWidth(RIGHT)
        self.columns = QSplitter(Qt.Orientation.Horizontal, self)
        self.left_card = card(self.left)
        for widget in (self.left_card, self.centre, self.right):
            self.columns.addWidget(widget)
        for splitter in (self.centre, self.right, self.columns):
            splitter.setHandleWidth(GAP)
            splitter.setChildrenCollapsible(False)
        self.centre.setStretchFactor(0, 1)
        self.columns.setStretchFactor(1, 1)
        self.columns.splitterMoved.connect(self._keep_widths)
        self.right.setStretchFactor(1, 1)
        whole = QWidget(self)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.transport)
        inside = QVBoxLayout()
        inside.setContentsMargins(GAP, GAP, GAP, 0)
        inside.setSpacing(GAP)
        inside.addWidget(self.columns, 1)
        column.addLayout(inside, 1)
        self.setCentralWidget(whole)
        self.actions_.fill(self.menuBar())
        self._size = QLabel(self)
        self._place = QLabel(self)
        for label in (self._size, self._place):
            give_role(label, "small")
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(self._size)
        self.statusBar().addPermanentWidget(self._place)
        self.statusBar().setContentsMargins(GAP, 0, GAP, 0)

    def _complete(self) -> None:
        """What waits for the first paint: pyqtgraph with its plots, and the pictures of the gallery."""
        from playground.gui.plots.plot import plots

        self.plots.fill([plot(self.run, self.document, self.theme, self.plots, gaze=self.gaze) for plot in plots()])
        self.data.gallery.draw()
        self._fill_templates()
        self.complete = True
        self.completed.emit()

    # Who tells whom

    def _wire(self) -> None:
        on, filing, canvas = self.actions_.on, self.filing, self.canvas
        on("new", filing.new)
        on("open", filing.open)
        on("save", filing.save)
        on("save_as", filing.save_as)
        on("save_picture", self.save_picture)
        on("quit", self.close)
        on("undo", self.document.undo)
        on("redo", self.document.redo)
        on("cut", canvas.cut)
        on("copy", canvas.copy)
        on("paste", canvas.paste)
        on("delete", canvas.delete_selection)
        on("duplicate", canvas.duplicate_selection)
        on("select_all", canvas.select_all)
        on("zoom_in", canvas.zoom_in)
        on("zoom_out", canvas.zoom_out)
        on("zoom_reset", canvas.reset_zoom)
        on("fit", canvas.fit)
        on("arrange", canvas.arrange)
        on("play", self.toggle_play)
        on("step", lambda: self._train("step"))
        on("epoch", lambda: self._train("epoch"))
        on("reset", self.run.reset)
        on("new_weights", self.run.new_weights)
        on("shortcuts", self.show_shortcuts)
        on("about", self.show_about)
        wishes: tuple[Wish, ...] = ("system", "light", "dark")
        for wish in wishes:
            on(f"theme_{wish}", partial(self.wish_theme, wish))
            self.actions_[f"theme_{wish}"].setChecked(self.memory.settings.theme == wish)
        for name, widget in (
            ("show_left", self.left_card),
            ("show_plots", self.plots),
            ("show_right", self.right),
        ):
            action = self.actions_[name]
            action.setChecked(True)
            action.toggled.connect(widget.setVisible)
        self.actions_["show_problems"].toggled.connect(self.problems.unfold)
        self.problems.unfolded.connect(self.actions_["show_problems"].setChecked)
        self.problems.node_requested.connect(self.show_node)
        self.palette_.block_chosen.connect(canvas.add_block)
        self.data.file_wanted.connect(lambda kind: filing.use_table(kind=kind))
        canvas.selection_changed.connect(self._follow_selection)
        canvas.message.connect(self.messages.inform)
        for bar in (self.messages.run, self.messages.news):
            bar.left.connect(canvas.setFocus)
        self.transport.look.clicked.connect(self.swap_theme)
        self.transport.explain_device.connect(self.messages.inform)
        follow(self.document.changed, self, self._follow_document)
        follow(self.document.opened, self, self._follow_opened)
        follow(self.document.saved, self, self._follow_name)
        follow(self.run.status_changed, self, self._follow_status)
        follow(self.memory.changed, self, self._fill_recent)
        _application().styleHints().colorSchemeChanged.connect(self._follow_system)
        self._fill_recent()
        self._follow_selection(())

    # Training

    def toggle_play(self) -> None:
        """Play or pause; where the network cannot be trained, say why and show where."""
        if self.run.status.phase == "playing":
            self.run.pause()
        elif not self._obstructed():
            self.run.play()

    def _train(self, unit: str) -> None:
        if not self._obstructed():
            self.run.advance("epoch" if unit == "epoch" else "step")

    def _obstructed(self) -> bool:
        if self.run.status.can_play:
            return False
        problem = next(iter(self.document.analysis.problems), None)
        self.messages.warn(
            f"It cannot train yet. {self.run.status.obstacle}",
            offers=self._offers(problem.fixes if problem else ()),
            passing=True,
        )
        if problem is not None and problem.node:
            self.show_node(problem.node)
        return True

    def _offers(self, fixes: Sequence[Fix], *, and_play: bool = False) -> list[Offer]:
        """A button for every fix. ``and_play``: training goes on once it is applied."""

        def mend(fix: Fix) -> None:
            try:
                self.document.apply(fix.edit)
            except (KeyError, ValueError):
                # The block that it was about has been changed or deleted since.
                self.messages.inform(f"“{fix.label}” does not fit the network any more.")
                return
            self.messages.news.clear()
            if and_play:
                self.run.play()

        return [(fix.label, partial(mend, fix)) for fix in fixes]

    def show_node(self, id: str) -> None:
        """Select a block, so that the inspector shows it."""
        self.canvas.select((id,))

    # Following

    def _follow_status(self, status: RunStatus) -> None:
        self.actions_.show_playing(status.phase == "playing")
        bar = self.messages.run
        match status.phase:
            case "diverged":
                self._say(status.sentence, "error", self._offers(status.fixes, and_play=True))
            case "failed":
                fixes = self._offers(status.fixes, and_play=True)
                self._say(status.sentence, "error", [*fixes, ("Play", self.run.play)], status.details)
            case "finished":
                self._say(status.sentence, "info", [])
            case _:
                bar.clear()

    def _say(self, sentence: str, level: Level, offers: Sequence[Offer], details: str = "") -> None:
        """Show how the run stands; nothing flickers where it is shown already."""
        if self.messages.run.text != sentence:
            self.messages.run.say(sentence, level, offers=offers, details=details)

    def _follow_document(self, old: Experiment | None, new: Experiment) -> None:
        if old is not None:
            self.messages.news.pass_by()
        self.actions_.show_history(self.document.undo_label, self.document.redo_label)
        analysis = self.document.analysis
        self._size.setText(
            f"{len(new.network.nodes)} blocks  ·  {grouped(analysis.parameters)} parameters  ·  "
            f"{grouped(analysis.multiply_adds)} multiplications per example"
        )

    def _follow_opened(self) -> None:
        self.messages.news.clear()
        self.canvas.select(())
        self.canvas.fit()

    def _follow_name(self) -> None:
        self.setWindowTitle(f"{self.filing.name}[*] – Playground")
        self.setWindowModified(self.document.modified)
        where = self.document.path.name if self.document.path is not None else "Not saved yet"
        self._place.setText(f"{where}{' – changed' if self.document.modified and self.document.path else ''}")

    def _follow_selection(self, ids: tuple[str, ...]) -> None:
        self.inspector.show_nodes(tuple(ids))
        self.actions_.show_selection(bool(ids))

    # Looks

    def wish_theme(self, wish: Wish) -> None:
        """Light, dark, or as the desktop is; remembered."""
        self.actions_[f"theme_{wish}"].setChecked(True)
        self._remember(replace(self.memory.settings, theme=wish))
        self.set_theme(theme_for(wish))

    def swap_theme(self) -> None:
        """From light to dark, or back."""
        self.wish_theme("light" if self.theme.name == "dark" else "dark")

    def set_theme(self, theme: Theme) -> None:
        """Everything in the colours of ``theme``."""
        if theme is self.theme:
            return
        self.theme = theme
        style.apply(_application(), theme)
        themed = (
            self.actions_,
            self.messages,
            self.transport,
            self.data,
            self.palette_,
            self.canvas,
            self.problems,
            self.surface,
            self.inspector,
            self.plots,
        )
        for view in themed:
            view.set_theme(theme)

    def _follow_system(self) -> None:
        if self.memory.settings.theme == "system":
            self.set_theme(theme_for("system"))

    # Files and menus

    def _fill_recent(self) -> None:
        menu = self.actions_.recent
        menu.clear()
        for path in self.memory.settings.recent:
            action = menu.addAction(f"{path.name}\t{_shortly(path.parent)}".replace("&", "&&"))
            action.setToolTip(str(path))
            action.triggered.connect(lambda _checked=False, path=path: self.filing.open(path))
        menu.setEnabled(bool(self.memory.settings.recent))

    def _fill_templates(self) -> None:
        menu = self.actions_.templates
        for template in templates.templates():
            # What stands behind a tab goes where other commands have their keys.
            action = menu.addAction(f"{template.title}\t{template.summary}".replace("&", "&&"))
            action.setToolTip(f"<div style='max-width: 320px'>{escape(template.teaches)}</div>")
            action.setStatusTip(template.summary)
            action.triggered.connect(lambda _checked=False, id=template.id: self.filing.new(id))

    def _remember(self, settings: Settings) -> None:
        try:
            self.memory.update(settings)
        except PlaygroundError as error:
            self.messages.warn(f"Your settings could not be saved: {error}.")

    def save_picture(self) -> None:
        """Save what the window shows as a PNG file."""
        picture = self.grab()
        path = self.filing.questions.file_to_save(Path(f"{self.filing.name}.png"), PICTURES)
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(".png")
        if picture.save(str(path)):
            self.messages.inform(f"Saved a picture to {path.name}.", good=True)
        else:
            self.messages.error(f"The picture could not be written to {path}.")

    def show_shortcuts(self) -> None:
        """All keys and gestures, beside the window."""
        sheets.shortcuts(self).show()

    def show_about(self) -> None:
        """What this is."""
        sheets.about(self).show()

    # What Qt tells

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """The first time, share the room out by the window's size: the canvas gets all that the others can spare."""
        super().showEvent(event)
        if self._shared:
            return
        self._shared = True
        self._share()
        self.centre.setSizes([self.height() * 6 // 10, self.height() * 3 // 10])
        self.canvas.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """A window that becomes small or roomy shares its width out anew, unless a person has done so."""
        super().resizeEvent(event)
        crossed = (event.size().width() >= ROOMY) != (event.oldSize().width() >= ROOMY)
        if self._shared and crossed and not self._arranged:
            self._share()

    def _share(self) -> None:
        """Give the outer columns what they need, and the canvas the rest."""
        roomy = self.width() >= ROOMY
        left = max(self.left_card.minimumSizeHint().width(), 276 if roomy else LEFT)
        right = 348 if roomy else RIGHT
        self.columns.setSizes([left, self.width() - left - right - 4 * GAP, right])
        square = right - 34  # the surface is square, with its title above and its axis below
        self.right.setSizes([square, self.height() - square])

    def _keep_widths(self) -> None:
        self._arranged = True

    def event(self, event: QEvent) -> bool:
        """Keys of commands do not reach past a focused widget that uses the key itself: Space presses a button."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
            focus = self.focusWidget()
            wanted = isinstance(focus, PRESSED_BY_SPACE) or focus is self.canvas
            if plain and event.key() == Qt.Key.Key_Space and wanted:
                event.accept()
                return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab walks from part to part as the window is read."""
        parts = (
            self.messages,
            self.transport,
            self.left_card,
            self.canvas,
            self.problems,
            *self.plots.places,
            self.surface,
            self.inspector,
        )
        return walk(parts, self.focusWidget(), forward=forward)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Files that can be opened may be dropped."""
        if _dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Open an experiment; make a table the data."""
        path = _dropped(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.filing.open(path)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Ask about changes; saving takes a moment, the window closes after it."""
        if not self._may_close:
            event.ignore()
            self.filing.leave(self.close_without_asking)
            return
        geometry = self.saveGeometry().toBase64().toStdString()
        self._remember(replace(self.memory.settings, geometry=geometry))
        event.accept()
        self.closed.emit()

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


def card(widget: QWidget) -> QFrame:
    """``widget`` on a card with a thin line around it."""
    frame = QFrame()
    give_role(frame, "card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(1, 1, 1, 1)
    column.addWidget(widget)
    return frame


def _dropped(data: QMimeData) -> Path | None:
    """The first file that can be opened here, or None."""
    known = (files.SUFFIX, ".json", *TABLE_SUFFIXES)
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return next((path for path in paths if path.suffix.lower() in known), None)


def _shortly(folder: Path) -> str:
    """A folder in few words: from the home folder on, and no longer than a line of a menu."""
    words = str(folder)
    home = str(Path.home())
    if words == home or words.startswith(home + os.sep):
        words = "~" + words[len(home) :]
    return words if len(words) <= LONGEST else f"…{words[1 - LONGEST :]}"


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication), "the window needs a QApplication"
    return app
