"""The only crossing from the engine's reader thread into Qt."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from playground.wire.events import Event, Picture

APART = 1.0 / 120.0
"""Seconds from one emptying of the queue to the next, at least."""
GATHERED = 0.002
"""Seconds for which it is waited after a first event: pictures come right behind the steps that they show.

Half a frame at most together, so that the engine, which measures the next picture when this one is acknowledged, hears
of it before its next steps are done.
"""


class Bridge(QObject):
    """Carries the engine's events to the window's thread, at most twice per frame of the display.

    `post` may be called on any thread. It puts the event into a queue; only when nobody is on the way to empty the
    queue it emits one queued signal. So an engine that sends thousands of events a second costs the window's event
    loop a hundred wake-ups a second and no more. The receiver is called on the thread that the bridge lives on.
    """

    _filled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: deque[Event] = deque()
        self._ready: deque[Event] = deque()
        self._receiver: Callable[[Event], None] | None = None
        self._coming = False
        self._closed = False
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._drain)
        self._filled.connect(self._wait_for_frame, Qt.ConnectionType.QueuedConnection)

    def connect_to(self, receiver: Callable[[Event], None]) -> None:
        """Hand every event to ``receiver`` from now on; what came before waits for it."""
        self._receiver = receiver
        if self._queue:
            self._coming = True
            self._filled.emit()

    def post(self, event: Event) -> None:
        """Take one event, on any thread. Never blocks; after `close` events are dropped."""
        if self._closed:
            return
        # The order matters: the drain lowers the flag before it looks into the queue, so an event put in here is
        # either seen by that look or announced by the signal. `deque.append` and the flag are atomic in CPython.
        self._queue.append(event)
        if not self._coming and self._receiver is not None:
            self._coming = True
            self._filled.emit()

    def close(self) -> None:
        """Drop what is waiting and whatever still comes."""
        self._closed = True
        self._timer.stop()
        self._queue.clear()
        self._ready.clear()

    @Slot()
    def _wait_for_frame(self) -> None:
        if self._closed or self._timer.isActive():
            return
        rest = APART - (time.monotonic() - self._last)
        self._timer.start(round(1000 * max(GATHERED, rest)))

    @Slot()
    def _drain(self) -> None:
        self._last = time.monotonic()
        self._coming = False
        events = []
        while self._queue:
            events.append(self._queue.popleft())
        self._ready.extend(latest_pictures(events))
        try:
            while self._ready and not self._closed and self._receiver is not None:
                self._receiver(self._ready.popleft())
        finally:
            # An event that could not be handled is reported by the caller's exception hook; those behind it still
            # have to arrive.
            if self._ready and not self._coming:
                self._coming = True
                self._filled.emit()


def latest_pictures(events: Iterable[Event]) -> list[Event]:
    """``events`` in order, without the pictures that a later one of the same run and key replaces."""
    kept: list[Event] = []
    seen: set[tuple[int, str]] = set()
    for event in reversed(list(events)):
        if isinstance(event, Picture):
            name = (event.run_id, event.key)
            if name in seen:
                continue
            seen.add(name)
        kept.append(event)
    kept.reverse()
    return kept
