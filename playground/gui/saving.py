"""Saving beside the window: what is saved is taken down at once, and written on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from psygnal import Signal as Event
from PySide6.QtCore import QObject, QTimer, Signal

from playground.gui.follow import follow
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.wire.checkpoint import Checkpoint
from playground.workbench import files
from playground.workbench.curves import Curves
from playground.workbench.document import Document
from playground.workbench.run import Run

Told = Callable[[Path, PlaygroundError | None], None]
"""Is told the file, and what went wrong."""
PATIENCE = 5000
"""Milliseconds that the engine may take for its answer before it is told that this is waited for."""


class Saving(QObject):
    """Saves the open document, one file after the other; whoever asks while one is written waits for their turn."""

    _written = Signal(object)
    changed = Event()
    """A file is begun, or all are written."""
    delayed = Event(Path)
    """The engine has not answered for `PATIENCE`, so this file is not written yet; see `go_on_without`."""

    def __init__(self, document: Document, run: Run, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._run = run
        self._waiting: list[tuple[Path, Told]] = []
        self._after: list[Callable[[], None]] = []
        self._thread: threading.Thread | None = None
        self._desk = 0
        self._go_on: Callable[[Checkpoint | None], None] | None = None  # what the engine's answer is waited for with
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE)
        self._timer.timeout.connect(self._tell_delay)
        self.path: Path | None = None
        self._written.connect(self._end)
        follow(document.opened, self, self._forget_desk)

    @property
    def busy(self) -> bool:
        """Whether a file is being written."""
        return self.path is not None

    def begin(self, path: Path, told: Told) -> None:
        """Save to ``path``; the document counts as saved there before ``told`` is called."""
        self._waiting.append((path, told))
        if not self.busy:
            self._next()

    def afterwards(self, then: Callable[[], None]) -> None:
        """Call ``then`` as soon as nothing is being written."""
        if self.busy:
            self._after.append(then)
        else:
            then()

    def finish(self) -> None:
        """Wait until what is being written lies on the disk. What has not begun is let go."""
        self._waiting.clear()
        self._after.clear()
        self._timer.stop()
        self._go_on = None
        if self._thread is not None:
            self._thread.join()

    def go_on_without(self) -> None:
        """Wait no longer for the engine: what it told last is saved in place of its present state."""
        if self._go_on is not None:
            self._go_on(self._run.last_known)

    def _tell_delay(self) -> None:
        if self.path is not None:
            self.delayed.emit(self.path)

    def _next(self) -> None:
        self.path, told = self._waiting.pop(0)
        self.changed.emit()
        # What the engine answers is its state of now, so it belongs to the experiment of now.
        go_on = partial(self._take_down, self.path, told, self._desk, self._document.experiment)
        self._go_on = go_on
        self._timer.start()
        self._run.capture(partial(self._answered, go_on))

    def _answered(self, go_on: Callable[[Checkpoint | None], None], checkpoint: Checkpoint) -> None:
        if self._go_on is go_on:  # else it comes too late
            go_on(checkpoint)

    def _take_down(
        self, path: Path, told: Told, desk: int, experiment: Experiment, checkpoint: Checkpoint | None
    ) -> None:
        """The engine has answered: from here on nothing that changes in the window reaches the file."""
        self._timer.stop()
        self._go_on = None
        curves = self._run.curves.snapshot()
        work = partial(self._write, path, told, desk, experiment, checkpoint, curves)
        self._thread = threading.Thread(target=work, name="saving")
        self._thread.start()

    def _write(
        self, path: Path, told: Told, desk: int, experiment: Experiment, checkpoint: Checkpoint | None, curves: Curves
    ) -> None:
        """On the thread."""
        why = tr("something went wrong inside the program")
        wrong: PlaygroundError | None = PlaygroundError(tr("{path} could not be saved: {why}", path=path, why=why))
        try:
            files.save(path, experiment, checkpoint, curves, previous=True)
            wrong = None
        except PlaygroundError as error:
            wrong = error
        finally:  # whatever happens, nobody is kept waiting
            self._written.emit(partial(self._settle, path, told, desk, experiment, wrong))

    def _end(self, settle: Callable[[], None]) -> None:
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self.path = None
        settle()
        if self.busy:  # whoever was told has saved again at once
            return
        if self._waiting:
            self._next()
            return
        self.changed.emit()
        after, self._after = self._after, []
        for then in after:
            then()

    def _settle(self, path: Path, told: Told, desk: int, experiment: Experiment, wrong: PlaygroundError | None) -> None:
        if wrong is None and desk == self._desk:  # else another experiment was opened meanwhile
            self._document.mark_saved(path, experiment)
        told(path, wrong)

    def _forget_desk(self) -> None:
        self._desk += 1
