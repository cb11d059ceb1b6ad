"""What the engine shows of itself without saying anything: a few numbers in memory that the window looks at.

A pipe says nothing of an engine that is stuck in one step; this does, and costs a step nothing. The engine's heartbeat
counts on as long as Python runs in its process at all, whatever the engine is at; its turns count on as long as it gets
on with its work. See `playground.engine.heartbeat` and `playground.workbench.watching`.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from typing import Any

BEAT = 0.5
"""Seconds from one heartbeat to the next."""
STEPS, OTHER = 1, 2
"""Kinds of work: how long the one takes says nothing of the other."""
LONGEST = 400
"""Bytes of words."""


class Pulse(ctypes.Structure):
    """The numbers as they lie in shared memory.

    Attributes:
        beats: heartbeats so far; 0 before the engine's own code runs.
        turns: pieces of work begun so far: a command, some steps, a picture.
        working: what it is at: `STEPS`, `OTHER`, or 0 while it waits for a command.
        step: the steps that were done when it began.
        words: where in its work it is, UTF-8; empty while its work is quick.

    """

    _fields_ = (
        ("beats", ctypes.c_int64),
        ("turns", ctypes.c_int64),
        ("working", ctypes.c_int64),
        ("step", ctypes.c_int64),
        ("words", ctypes.c_char * LONGEST),
    )
    beats: int
    turns: int
    working: int
    step: int
    words: bytes

    def begin(self, work: int, step: int) -> None:
        """Another piece of work."""
        self.step = step
        self.working = work
        self.turns += 1

    def rest(self) -> None:
        """There is nothing to do."""
        self.working = 0

    def say(self, words: str) -> None:
        """Where it is, cut to what there is room for."""
        self.words = words.replace("\0", " ").encode()[: LONGEST - 1]

    @property
    def said(self) -> str:
        """What was said last."""
        return self.words.decode(errors="ignore")


def shared_pulse(context: BaseContext) -> Any:
    """A pulse that can be given to a process as it is started, and is gone when nobody holds it."""
    return context.RawValue(Pulse)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stalled:
    """Looked at from the window, the engine has been at one piece of work for long; it still may end it.

    Attributes:
        seconds: for so long; 0: it goes on, and nothing has to be said any more.
        step: the steps that were done when it began. where: where in its work it is, in words; may be empty.
        silent: it gives no sign of life at all. starting: its own code does not run yet.

    """

    seconds: float
    step: int = 0
    where: str = ""
    silent: bool = False
    starting: bool = False
