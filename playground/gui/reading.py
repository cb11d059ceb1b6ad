"""Reads large tables beside the window, so that it stays awake: they are remembered, and read again at once then."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from playground.catalog.analysis import facts_of
from playground.catalog.prepare import prepare
from playground.spec.experiment import Data
from playground.spec.problems import PlaygroundError

Then = Callable[[PlaygroundError | None], None]


class Reading(QObject):
    """At most one reading that somebody waits for. A reading given up goes on to its end, unheard."""

    _over = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self._number = 0
        self._then: Then | None = None
        self._thread: threading.Thread | None = None
        self._over.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def begin(self, data: Data, then: Then) -> None:
        """Read what is behind ``data`` in a thread, then call ``then`` here: with None, or with what is wrong."""
        self._number += 1
        self._then = then
        self._thread = threading.Thread(target=self._read, args=(self._number, data), name="table", daemon=True)
        self._thread.start()

    def give_up(self) -> None:
        """Whatever is being read is not wanted any more."""
        self._number += 1
        self._then = None

    def wait(self) -> None:
        """Until the thread of the last reading has ended."""
        if self._thread is not None:
            self._thread.join()

    def _read(self, number: int, data: Data) -> None:
        wrong: PlaygroundError | None = None
        try:
            facts_of(data)
        except PlaygroundError as error:
            wrong = error
        else:
            # What is wrong with the parts is a problem of the experiment, not of the file.
            with contextlib.suppress(PlaygroundError):
                prepare(data)
        # The window may have been closed meanwhile, and this object with it.
        with contextlib.suppress(RuntimeError):
            self._over.emit(number, wrong)

    def _end(self, number: int, wrong: PlaygroundError | None) -> None:
        then = self._then
        if number == self._number and then is not None:
            self._then = None
            then(wrong)
