"""Keeps unsaved work every minute, and offers it back when the program ended without being closed."""

from __future__ import annotations

import os
import uuid
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Qt, QTimer, Signal

from playground.gui.filing import Filing
from playground.gui.messages import Messages
from playground.spec.words import tr
from playground.workbench.autosave import Autosave, folder, kept_files
from playground.workbench.document import Document
from playground.workbench.run import Run

EVERY = 60_000
"""Milliseconds from one saving to the next."""


class Rescue(QObject):
    """Owns the file that this window's unsaved work goes to, and a lock beside it that dies with the program."""

    _failed = Signal(str)

    def __init__(
        self, document: Document, run: Run, filing: Filing, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._filing = filing
        self._messages = messages
        self._told = False
        self._failed.connect(self._tell)
        try:
            folder().mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._tell(f"{folder()}: {error.strerror}")
        name = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._lock = _lock_of(folder() / f"{name}.nnp")
        self._lock.tryLock(0)
        self.autosave = Autosave(folder() / f"{name}.nnp", document, run, lambda error: self._failed.emit(str(error)))
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.autosave.keep)
        self._timer.start()

    def offer(self) -> None:
        """Where a program ended without being closed, offer its latest unsaved work; what is being said goes first."""
        if self._messages.news.text:
            self._messages.news.closed.connect(self.offer, Qt.ConnectionType.SingleShotConnection)
            return
        for path in kept_files():
            lock = _lock_of(path)
            if not lock.tryLock(0):
                continue  # another window is at work on it
            lock.unlock()
            when = datetime.fromtimestamp(path.stat().st_mtime).strftime("%d %B, %H:%M")
            self._messages.warn(
                tr("The program ended without saving. Your work of {when} was kept.", when=when),
                offers=((tr("Open it"), partial(self._open, path)), (tr("Throw it away"), partial(self._drop, path))),
            )
            return

    def end(self) -> None:
        """The window is closed: what was not saved was not wanted."""
        self._timer.stop()
        self.autosave.forget()
        self.autosave.close()
        self._lock.unlock()

    def _open(self, path: Path) -> None:
        if self._filing.restore(path):
            path.unlink(missing_ok=True)
            self.autosave.keep()

    def _drop(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._messages.inform(tr("The kept work was thrown away."))

    def _tell(self, sentence: str) -> None:
        if not self._told:
            self._told = True
            self._messages.warn(tr("Unsaved work could not be kept: {why}.", why=sentence))


def _lock_of(path: Path) -> QLockFile:
    """The lock of a kept file; it counts as free when the program that holds it has ended."""
    lock = QLockFile(str(path.with_suffix(".lock")))
    lock.setStaleLockTime(0)
    return lock
