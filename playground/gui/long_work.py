"""What takes long, in a thread beside the window: it says how far it is, and can be given up."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from playground.catalog.pictures.progress import GivenUpError, listening
from playground.spec.problems import PlaygroundError

OFTEN = 0.05
"""Seconds between two words about how far it is."""


class LongWork(QObject):
    """At most one work that somebody waits for; a new one ends the one before."""

    told = Signal(int, int)
    """How much is done, of how much."""
    over = Signal(object, object)
    """What the work gave, or None, and what was wrong, or None. Of what was given up nobody hears."""
    _told = Signal(int, int, int)
    _over = Signal(int, object, object)

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._name = name
        self._number = 0
        self._thread: threading.Thread | None = None
        self._told.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._over.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def begin(self, work: Callable[[], object]) -> None:
        """Do this."""
        self.give_up()
        self._thread = threading.Thread(target=self._work, args=(self._number, work), name=self._name, daemon=True)
        self._thread.start()

    def give_up(self) -> None:
        """What is under way is not wanted any more."""
        self._number += 1

    def wait(self) -> None:
        """Until the thread has ended."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _work(self, number: int, work: Callable[[], object]) -> None:
        last = 0.0

        def told(done: int, total: int) -> bool:
            nonlocal last
            now = time.monotonic()
            if now - last >= OFTEN:
                last = now
                with gone():
                    self._told.emit(number, done, total)
            return number == self._number

        try:
            with listening(told):
                found = work()
        except GivenUpError:
            return
        except PlaygroundError as error:
            with gone():
                self._over.emit(number, None, error)
        except Exception as error:  # whoever waits goes on, and whoever looks after the program's errors is told
            with gone():
                self._over.emit(number, None, error)
            raise
        else:
            with gone():
                self._over.emit(number, found, None)

    def _tell(self, number: int, done: int, total: int) -> None:
        if number == self._number:
            self.told.emit(done, total)

    def _end(self, number: int, found: object, wrong: Exception | None) -> None:
        if number == self._number:
            self._number += 1  # what was told on the way and comes later is of no interest
            self.over.emit(found, wrong)


def gone() -> contextlib.AbstractContextManager[None]:
    """The window may have been closed meanwhile, and the object that emits with it."""
    return contextlib.suppress(RuntimeError)
