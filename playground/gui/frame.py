"""The main window before and after its parts are there: what Qt tells it, and what the parts ask of it.

A frame can be shown before anything heavy is imported; it paints an outline then. `playground.gui.window.furnish`
makes the parts, `playground.gui.opening` sees to it that this happens after the first paint. What stands where:
`places`; who tells whom: `wiring`; training: `driver`; colours: `looks`.
"""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication

from playground.gui.find.reveal import reveal
from playground.gui.house import House
from playground.gui.looks import Looks
from playground.gui.outline import Outline
from playground.gui.own_keys import OwnKeys
from playground.gui.room import FRAME, SMALLEST, USUAL
from playground.gui.tabbing import walk
from playground.gui.theme.tokens import Theme
from playground.gui.turns import clock
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.workbench.settings import Settings

if TYPE_CHECKING:
    from playground.spec.experiment import Experiment
    from playground.workbench.run_status import RunStatus


class Frame(House):
    """A window without parts, which owns neither document nor run.

    Args:
        settings: say how it looks.
        name: what its experiment will be called; empty where it has no name yet.

    """

    completed = Signal()
    """The window has been painted and all that came after the first paint is there."""
    closed = Signal()
    """The window has been closed."""
    pressed = Signal(QKeyEvent)
    """A key was pressed while there was nobody yet to hear it."""

    def __init__(self, settings: Settings, name: str = "") -> None:
        super().__init__()
        self.furnished = self.complete = False
        self._may_close = False
        self._own_keys = OwnKeys(self)
        self.looks = Looks(lambda: self.memory.settings if self.furnished else settings, self.remember, self)
        self.outline = Outline(self.theme, settings.layout, self)
        self.setCentralWidget(self.outline)
        self._entitle(name or tr("Untitled"))
        self.setMinimumSize(SMALLEST)
        # The frame that the desktop draws around the window needs some of the screen too.
        self.resize(USUAL.boundedTo(self.screen().availableSize() - FRAME).expandedTo(SMALLEST))
        if settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode()))

    def move_in(self) -> None:
        """All parts are there: show them in place of the outline, in one go where it is seen already."""
        self.furnished = True
        self.setAcceptDrops(True)
        self.menus.fill_recent()
        self.follow_selection(())
        self.follow_document(None, self.document.experiment)
        self.follow_name()
        self.follow_status(self.run.status)
        self.places.settle()
        if self.isVisible():
            for part in (self.menuBar(), self.statusBar(), self.places.whole):
                part.show()
            QApplication.sendPostedEvents()  # what was laid out has asked to be shown and measured
            self._share()
        self.canvas.setFocus()

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
        self.filing.save_picture(self.grab())

    def show_shortcuts(self) -> None:
        """All keys and gestures, beside the window."""
        from playground.gui import sheets  # only who asks for help waits for it

        sheets.shortcuts(self).show()

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
        self.places.show_size(new, self.document.analysis)

    def follow_opened(self) -> None:
        """Another experiment is on the desk."""
        self.messages.news.clear()
        self.canvas.select(())
        self.canvas.fit()

    def follow_name(self) -> None:
        """It has another name, or differs from its file now."""
        self._entitle(self.filing.name)
        self.setWindowModified(self.document.modified)
        path, saving = self.document.path, self.filing.saving.path
        if saving is not None:
            words = tr("Saving {name} …", name=saving.name)
        elif path is None:
            words = tr("Not saved yet")
        else:
            words = tr("{name} – changed", name=path.name) if self.document.modified else path.name
        self.places.file.setText(words)

    def _entitle(self, name: str) -> None:
        self.setWindowTitle(f"{name}[*] – Playground")

    def follow_selection(self, ids: tuple[str, ...]) -> None:
        """Other blocks are selected."""
        self.inspector.show_nodes(tuple(ids))
        self.actions_.show_selection(bool(ids))

    # What Qt tells

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """The first time, the parts share the room."""
        super().showEvent(event)
        if self.furnished:
            self._share()

    def _share(self) -> None:
        if self.places.share() and self.memory.settings.layout:
            self.layouts.restore(self.memory.settings.layout)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The parts share the room anew where the window became small or roomy."""
        super().resizeEvent(event)
        if self.furnished:
            self.places.follow_width(event.oldSize().width(), event.size().width())

    def event(self, event: QEvent) -> bool:
        """Keys of commands do not reach past a focused widget that uses the key itself, as Space presses a button.

        How long painting takes is told to the clock of the turns.
        """
        if event.type() == QEvent.Type.UpdateRequest:
            begun = perf_counter()
            painted = super().event(event)
            clock().painted(perf_counter() - begun)
            return painted
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if not self.furnished:
                event.accept()  # commands whose parts are only being made would do nothing
                return True
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
            focus = self.focusWidget()
            moves_paper = plain and event.key() == Qt.Key.Key_Space and focus is self.canvas
            if moves_paper or self._own_keys.takes(event, focus):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape that nothing else takes leads back to the canvas, from wherever the keys are."""
        if not self.furnished:
            self.pressed.emit(event)
        elif event.key() == Qt.Key.Key_Escape and not event.modifiers() and not self.canvas.hasFocus():
            self.canvas.setFocus()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab walks from part to part as the window is read."""
        if not self.furnished:
            return False
        walked = walk(self.places.parts(), self.focusWidget(), forward=forward)
        self._own_keys.reached(self.focusWidget())
        return walked

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Files that can be opened may be dropped."""
        if self.drops.wants(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Open an experiment; make a table the data."""
        if self.drops.wants(event.mimeData()):
            event.acceptProposedAction()
            self.drops.take(event.mimeData())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Ask about changes; saving takes a moment, the window closes after it."""
        if self.furnished:
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
