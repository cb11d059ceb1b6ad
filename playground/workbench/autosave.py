"""Work that was not saved yet, kept beside the settings, so that a program that dies costs a minute at most.

Edits go to a file of their own about a second after they were made; that needs no engine. Training needs it: its state
is asked for now and then, and where the engine does not answer, what it told last is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.wire.checkpoint import Checkpoint
from playground.workbench.curves import Curves
from playground.workbench.disk import make_folder
from playground.workbench.document import Document
from playground.workbench.files import save
from playground.workbench.journal import Journal
from playground.workbench.kept import Kept
from playground.workbench.lock import Lock
from playground.workbench.run import Run


class Autosave:
    """Keeps the open document while it differs from the saved one, or has been trained since.

    The state is captured on the window's thread and written on others, so that a slow disk never holds the window up.

    Args:
        own: where it is kept.
        document, run: what is kept.
        failed: told on a writing thread when it could not be written.

    """

    def __init__(self, own: Kept, document: Document, run: Run, failed: Callable[[PlaygroundError], None]) -> None:
        self.own = own
        self._document = document
        self._run = run
        self._failed = failed
        self._journal = Journal(own.edits, failed)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="autosave")
        self._writing: Future[None] | None = None
        self._kept: tuple[Experiment, int] | None = None
        self._noted: Experiment | None = None
        self._desk = 0
        self._asked = False  # the engine was asked for its state and has not answered
        self._closed = False
        self._saves = document.saves
        self._trained = False
        document.saved.connect(self._note_change)
        document.opened.connect(self._note_open)
        run.steps_arrived.connect(self._note_steps)

    @property
    def needed(self) -> bool:
        """Whether there is work, edits or training, that neither the document's file nor the kept one holds."""
        return self._unsaved and self._kept != (self._document.experiment, self._run.status.step)

    @property
    def _unsaved(self) -> bool:
        return self._document.modified or (self._trained and self._run.status.step > 0)

    def _note_change(self) -> None:
        """The document was edited, or saved."""
        if self._document.saves != self._saves:
            self._saves = self._document.saves
            self._trained = False
        if not self._unsaved:
            self.forget()
        elif self._document.experiment is not self._noted:
            self._noted = self._document.experiment
            self._journal.note(self._noted)

    def _note_open(self) -> None:
        self._trained = self._asked = False
        self._desk += 1
        if not self._unsaved:
            self.forget()

    def _note_steps(self) -> None:
        if self._run.status.phase == "playing":
            self._trained = True

    def keep(self) -> None:
        """Write the present state; nothing where it is not needed, or while the last one is still being written."""
        if not self._unsaved:
            self.forget()
        elif self.needed and (self._writing is None or self._writing.done()):
            if self._asked:  # the engine is busy, or stuck: what it told last is better than nothing
                self._write(self._document.experiment, self._run.last_known)
            else:
                self._asked = True
                self._run.capture(partial(self._answered, self._desk, self._document.experiment))

    def take_over(self, kept: Kept, lock: Lock | None) -> None:
        """What lies at ``kept`` is going to be opened: from now on it is kept there, and nowhere else.

        So it lies there at every moment. What was kept of the document before goes, and ``lock`` with it.
        """
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None
        old, self.own = self.own, kept
        self._journal.move(kept.edits)
        self._noted = self._document.experiment
        self._kept = (self._noted, -1)  # something lies there, and it is not this
        self._writer.submit(_leave, old, lock)

    def forget(self) -> None:
        """There is nothing unsaved any more."""
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None
        if self._noted is not None:
            self._noted = None
            self._journal.note(None)
        if self._kept is not None:
            self._kept = None
            self._writer.submit(_take_away, self.own.path)

    def close(self) -> None:
        """Wait for what is being written; an answer of the engine that comes later is not wanted any more."""
        self._closed = True
        self._document.saved.disconnect(self._note_change, missing_ok=True)
        self._document.opened.disconnect(self._note_open, missing_ok=True)
        self._run.steps_arrived.disconnect(self._note_steps, missing_ok=True)
        self._writer.shutdown(wait=True)
        self._journal.close()

    def _answered(self, desk: int, experiment: Experiment, checkpoint: Checkpoint) -> None:
        """The engine tells its state as it was when it was asked: that belongs to the experiment of then."""
        if desk != self._desk:  # it is the state of what was open before
            return
        self._asked = False
        if not self._closed and self._unsaved:
            self._write(experiment, checkpoint)

    def _write(self, experiment: Experiment, checkpoint: Checkpoint | None) -> None:
        self._kept = (experiment, self._run.status.step)
        curves = self._run.curves.snapshot()
        self._writing = self._writer.submit(self._save, self.own, experiment, checkpoint, curves)

    def _save(self, own: Kept, experiment: Experiment, checkpoint: Checkpoint | None, curves: Curves) -> None:
        """On the writing thread."""
        latest = self._journal.settle()  # so that no edit is in this file alone
        try:
            make_folder(own.path.parent)
            save(own.path, experiment, checkpoint, curves)
        except PlaygroundError as error:
            self._kept = None  # it is tried again
            self._failed(error)
        else:
            if not latest:  # then no older one must stand beside this
                _take_away(own.edits)


def _take_away(path: Path) -> None:
    """What cannot be taken away stays, and is offered."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _leave(kept: Kept, lock: Lock | None) -> None:
    kept.drop()
    if lock is not None:
        lock.release()
