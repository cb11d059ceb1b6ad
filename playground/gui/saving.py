"""Saving beside the window: what is saved is taken down at once, and written on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from psygnal import Signal as Event
from PySide6.QtCore import QObject, Signal

from playground.gui.follow import follow
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.wire.checkpoint import Checkpoint
from playground.workbench import files
from playground.workbench.curves import Curves
from playground.workbench.document import Document
from playground.workbench.run import Run

Told = Callable[[Path, PlaygroundError | None], None]
"""Is told the file, and what went wrong."""


class Saving(QObject):
    """Saves the open document, one file after the other; whoever asks while one is written waits for their turn."""

    _written = Signal(object)
    changed = Event()
    """A file is begun, or all are written."""

    def __init__(self, document: Document, run: Run, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._run = run
        self._waiting: list[tuple[Path, Told]] = []
        self._after: list[Callable[[], None]] = []
        self._thread: threading.Thread | None = None
        self._desk = 0
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
        if self._thread is not None:
            self._thread.join()

    def _next(self) -> None:
        self.path, told = self._waiting.pop(0)
        self.changed.emit()
        self._run.capture(partial(self._take_down, self.path, told, self._desk))

    def _take_down(self, path: Path, told: Told, desk: int, checkpoint: Checkpoint) -> None:
        """The engine has answered: from here on nothing that changes in the window reaches the file."""
        experiment, curves = self._document.experiment, self._run.curves.snapshot()
        work = partial(self._write, path, told, desk, experiment, checkpoint, curves)
        self._thread = threading.Thread(target=work, name="saving")
        self._thread.start()

    def _write(
        self, path: Path, told: Told, desk: int, experiment: Experiment, checkpoint: Checkpoint, curves: Curves
    ) -> None:
        """On the thread."""
        wrong: PlaygroundError | None = None
        try:
            files.save(path, experiment, checkpoint, curves)
        except PlaygroundError as error:
            wrong = error
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
