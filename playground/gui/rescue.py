"""Keeps unsaved work, and offers it back when the program ended without being closed."""

from __future__ import annotations

import os
import uuid
from contextlib import suppress
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from playground.gui.filing import Filing, sentence
from playground.gui.messages import Messages
from playground.spec.edits import Replace
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.workbench.autosave import Autosave
from playground.workbench.disk import make_folder
from playground.workbench.document import Document
from playground.workbench.files import SUFFIX
from playground.workbench.kept import Kept, folder, kept_work, tidy
from playground.workbench.lock import Lock
from playground.workbench.run import Run

EVERY = 45_000
"""Milliseconds from one saving to the next: with the time that writing takes, less than a minute."""


class Rescue(QObject):
    """Owns the files that this window's unsaved work goes to, and a lock beside them that dies with the program."""

    _failed = Signal(str)

    def __init__(
        self, document: Document, run: Run, filing: Filing, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._run = run
        self._filing = filing
        self._messages = messages
        self._told = False
        self._seen: set[Kept] = set()
        self._failed.connect(self._tell)
        own = Kept(folder() / f"{os.getpid()}-{uuid.uuid4().hex[:8]}{SUFFIX}")
        try:
            make_folder(folder())
            tidy()
            self._lock = own.hold() or own.hold()  # nobody else wants it but who tidies up just now
        except (PlaygroundError, OSError) as error:
            self._lock = None
            self._tell(str(error))
        self.autosave = Autosave(own, document, run, lambda error: self._failed.emit(str(error)))
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.autosave.keep)
        self._timer.start()

    def offer(self) -> None:
        """Where a program ended without being closed, offer its latest unsaved work; what is being said goes first."""
        if self._messages.news.text:
            self._messages.news.closed.connect(self.offer, Qt.ConnectionType.SingleShotConnection)
            return
        kept = next((kept for kept in kept_work() if kept not in self._seen and not kept.held), None)
        if kept is None:
            return
        self._seen.add(kept)
        when = datetime.fromtimestamp(kept.when).strftime("%d %B, %H:%M")
        self._messages.warn(
            tr("The program ended without saving. Your work of {when} was kept.", when=when),
            offers=((tr("Open it"), partial(self._open, kept)), (tr("Throw it away"), partial(self._drop, kept))),
        )

    def end(self) -> None:
        """The window is closed: what was not saved was not wanted."""
        self._timer.stop()
        self.autosave.forget()
        self.autosave.close()
        if self._lock is not None:
            self._lock.release()

    def _open(self, kept: Kept) -> None:
        self._filing.leave(lambda: self._take_up(kept))

    def _take_up(self, kept: Kept) -> None:
        lock: Lock | None = None
        with suppress(OSError):  # where nothing can be locked nobody can be warned
            lock = kept.hold()
            if lock is None:
                self._messages.inform(tr("Another window has opened it by now."))
                return
        try:
            opened = kept.load()
        except PlaygroundError as error:
            if lock is not None:
                lock.release()
            offer = tr("Throw it away"), partial(self._drop, kept)
            self._messages.error(sentence(str(error)), offers=(offer,))
        else:
            self.autosave.take_over(kept, self._lock)
            self._lock = lock
            self._filing.take_up(opened)
            if opened.later is not None:
                self._document.apply(Replace(experiment=opened.later, label=tr("Edits since the weights were kept")))
                # Should the engine die soon, the state that it told last has to be one of this network.
                self._run.capture(lambda _state: None)
        self.offer()

    def _drop(self, kept: Kept) -> None:
        kept.drop()
        tidy()
        self._messages.inform(tr("The kept work was thrown away."))
        self.offer()

    def _tell(self, words: str) -> None:
        if not self._told:
            self._told = True
            self._messages.warn(tr("Unsaved work could not be kept: {why}.", why=words))
