"""Reads pictures that somebody looks over beside the window: first some of them, then all, and says how far it is."""

from __future__ import annotations

import contextlib
import threading
import time

from PySide6.QtCore import QObject, Qt, Signal

from playground.catalog.entry import settle
from playground.catalog.families import Dataset, Preview
from playground.catalog.pictures.progress import GivenUpError, listening
from playground.catalog.prepare import prepare
from playground.spec.experiment import Data
from playground.spec.problems import PlaygroundError

OFTEN = 0.05
SHOWN = 60
"""Pictures that a preview has at most."""


class PictureReading(QObject):
    """At most one reading; a new one ends the one before."""

    previewed = Signal(object)
    """A `Preview`."""
    told = Signal(int, int)
    over = Signal(object, object)
    """A `Preview` of what came of all, or None, and what is wrong, or None."""
    _passed = Signal(int, str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._thread: threading.Thread | None = None
        self._passed.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def begin(self, data: Data) -> None:
        """Read these."""
        self._number += 1
        self._thread = threading.Thread(target=self._work, args=(self._number, data), name="pictures", daemon=True)
        self._thread.start()

    def give_up(self) -> None:
        """End what is under way; nobody hears of it any more."""
        self._number += 1

    def wait(self) -> None:
        """Until the thread has ended."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _work(self, number: int, data: Data) -> None:
        last = 0.0
        quiet = True

        def told(done: int, total: int) -> bool:
            nonlocal last
            now = time.monotonic()
            if not quiet and now - last >= OFTEN:
                last = now
                self._passed.emit(number, "told", (done, total))
            return number == self._number

        # The window may have been closed meanwhile, and this object with it.
        with contextlib.suppress(RuntimeError), listening(told):
            try:
                dataset, p = settle(Dataset, data.source)
                self._passed.emit(number, "previewed", dataset.preview(p, SHOWN))
                quiet = False
                prepare(data)
                self._passed.emit(number, "over", (dataset.preview(p, SHOWN), None))
            except GivenUpError:
                return
            except PlaygroundError as error:
                self._passed.emit(number, "over", (None, error))

    def _take(self, number: int, what: str, values: object) -> None:
        if number != self._number:
            return
        match what, values:
            case "previewed", Preview():
                self.previewed.emit(values)
            case "told", (done, total):
                self.told.emit(done, total)
            case "over", (preview, wrong):
                self.over.emit(preview, wrong)
