"""The robot at work: action after action, each drawn from the seed and its own number, and what holds after each.

Every action draws from a generator of its own, so that a trial can be repeated with some of its actions left out.
"""

from __future__ import annotations

import sys
import threading
import time
import traceback
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from PySide6.QtCore import QElapsedTimer, QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from playground.spec.experiment import Experiment
from tests.torture._monkey import canvas, checks, commands, hands, net, widgets  # noqa: F401 - their intents are taken down
from tests.torture._monkey.intents import INTENTS
from tests.torture._monkey.room import Room

SLOW = 1.0
"""Seconds of the window's own work that an action may take without being told of: what else the machine does is its."""
NESTED = 400
"""Milliseconds after which what waits for a hand within an action (a menu of Qt's own, a drag) is let go."""
EVERY = 200
"""Actions between two of the dear checks."""
LAST = 30
"""Actions that are told of when something is found."""
OFFSCREEN = "This plugin does not support"
"""What Qt's platform without a screen says of raising windows and the like."""
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Done:
    """One action."""

    index: int
    intent: str
    words: str
    seconds: float
    work: float

    def __str__(self) -> str:
        return (
            f"{self.index:6d}  {self.intent:24s} {1000 * self.seconds:6.0f} ms ({1000 * self.work:.0f})  {self.words}"
        )


@dataclass(slots=True)
class Outcome:
    """How a trial went: ``wrong`` is empty where nothing was found."""

    actions: int = 0
    wrong: list[str] = field(default_factory=list)
    last: deque[Done] = field(default_factory=lambda: deque(maxlen=LAST))
    slow: list[Done] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)


class Ears:
    """Hears what nobody caught: exceptions on any thread, warnings, and whatever Qt complains of."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def _exception(self, kind: type[BaseException], error: BaseException, trace: Any) -> None:
        self.heard.append("".join(traceback.format_exception(kind, error, trace)))

    def _on_thread(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            self._exception(told.exc_type, told.exc_value, told.exc_traceback)

    def _unraisable(self, told: Any) -> None:
        self._exception(told.exc_type, told.exc_value, told.exc_traceback)

    def _warning(self, message: Warning | str, category: type[Warning], file: str, line: int, *_more: object) -> None:
        self.heard.append(f"{file}:{line}: {category.__name__}: {message}")

    def _qt(self, kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
        if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) or words.startswith(OFFSCREEN):
            return
        self.heard.append(f"{''.join(traceback.format_stack(limit=12))}Qt: {words}")

    @contextmanager
    def open(self) -> Iterator[None]:
        """Listen."""
        before = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._exception, self._on_thread, self._unraisable
        handler = qInstallMessageHandler(self._qt)
        try:
            # Never as exceptions: raised within Qt's own calls they would go on with an exception pending.
            with net.spread(self.heard.append), warnings.catch_warnings():
                warnings.simplefilter("always")
                warnings.showwarning = self._warning  # type: ignore[assignment]
                yield
        finally:
            qInstallMessageHandler(handler)
            sys.excepthook, threading.excepthook, sys.unraisablehook = before


class Monkey:
    """Does actions in a room, and looks after each whether all is well."""

    def __init__(self, seed: int, room: Room, ears: Ears, tell: Tell = lambda _words: None) -> None:
        self.seed, self.room, self.ears, self.tell = seed, room, ears, tell
        self.each: Callable[[Done], None] = lambda _done: None
        self.outcome = Outcome()
        self.known: dict[str, int] = {}
        self._names = list(INTENTS)
        self._weights = [INTENTS[name][0] for name in self._names]
        self._popup_turns = 0
        self._seen: Experiment | None = None
        self._clock = QElapsedTimer()
        self._watch = QTimer()
        self._watch.setInterval(NESTED)
        self._watch.timeout.connect(self._let_go)

    def run(self, indices: Iterable[int], *, go_on: bool = False) -> Outcome:
        """Do the actions with these numbers; ends at the first after which something is wrong, unless to ``go_on``."""
        self._watch.start()
        outcome = self.outcome
        try:
            for index in indices:
                self._act(index)
                outcome.actions += 1
                outcome.wrong = [*self.ears.heard, *self._look(dear=index % EVERY == EVERY - 1)]
                if outcome.wrong and not go_on:
                    break
                if outcome.wrong:
                    self._take_down(outcome)
                if index % 1000 == 999:
                    outcome.memory.append(checks.memory())
                    self.tell(f"{index + 1} actions, {outcome.memory[-1]:.0f} MB")
        finally:
            self._watch.stop()
            self._watch.deleteLater()
        return outcome

    def _take_down(self, outcome: Outcome) -> None:
        """Tell what is wrong, the first time that it is, and go on."""
        for words in outcome.wrong:
            kind = words.strip().splitlines()[-1][:90]
            self.known[kind] = self.known.get(kind, 0) + 1
            if self.known[kind] == 1:
                self.tell("\n".join(["", f"Found: {words.strip()}", *map(str, list(outcome.last)[-6:])]))
        outcome.wrong = []
        self.ears.heard.clear()

    def _act(self, index: int) -> None:
        draw, room = Random(f"{self.seed}:{index}"), self.room
        room.draw = draw
        begun, worked = time.monotonic(), time.thread_time()
        self._clock.start()
        name, words = "nothing", ""
        try:
            if not room.window.isVisible():
                name = "left"
                room.close()
                room.open()
            room.wake()
            if QApplication.activePopupWidget() is not None:
                self._popup_turns += 1
                name = "popup"
                words = widgets.popup(room, draw, self._popup_turns)
            else:
                self._popup_turns = 0
                for _ in range(8):
                    name = draw.choices(self._names, self._weights)[0]
                    done = INTENTS[name][1](room, draw)
                    if done is not None:
                        words = done
                        break
            hands.settle()
            if room.window.isVisible():
                words += room.tame()
            hands.settle()
        except Exception:  # noqa: BLE001 - told as what was found, with the action
            self.ears.heard.append(traceback.format_exc())
        done_ = Done(index, name, words, time.monotonic() - begun, time.thread_time() - worked)
        self.outcome.last.append(done_)
        self.each(done_)
        self.outcome.counts[name] = self.outcome.counts.get(name, 0) + 1
        if done_.work > SLOW and name not in ("commands.reopen", "left"):
            self.outcome.slow.append(done_)
            self.tell(f"slow: {done_}")

    def _look(self, *, dear: bool) -> list[str]:
        room = self.room
        if not room.window.isVisible():
            return []
        found: list[str] = []
        try:
            for check in checks.CHEAP:
                found.extend(check(room))
            if room.desk.document.experiment is not self._seen:
                self._seen = room.desk.document.experiment
                for check in checks.CHANGED:
                    found.extend(check(room))
            if dear:
                for check in checks.DEAR:
                    found.extend(check(room))
        except Exception:  # noqa: BLE001 - what fails while it is looked at is wrong too
            found.append(traceback.format_exc())
        return [*found, *(words for words in self.ears.heard if words not in found)] if found else list(self.ears.heard)

    def _let_go(self) -> None:
        """An action that waits in a loop of its own is brought out of it."""
        if self._clock.elapsed() < NESTED:
            return
        modal = QApplication.activeModalWidget()
        if modal is not None:
            self.ears.heard.append(f"a window that everything waits for: {widgets.told(modal)}")
            modal.close()
        popup = QApplication.activePopupWidget()
        if popup is not None and self._clock.elapsed() > 4 * NESTED:
            popup.close()
