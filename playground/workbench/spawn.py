"""The engine's process, as it is started: with as few imports as can be, so that it starts before the rest is imported.

The engine takes a second or two to import torch; the window is made meanwhile. `playground.workbench.client` talks to
what is started here.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import ModuleType
from typing import Any

from playground.spec.problems import PlaygroundError
from playground.spec.streams import provide_streams
from playground.spec.words import spoken
from playground.wire.memory import shared_memory
from playground.wire.pulse import shared_pulse
from playground.workbench import itself

ENTRY = "playground.engine.serve:main"
"""Module and function of the engine's entry point; it takes the child's end of the pipe."""


@dataclass(frozen=True, slots=True)
class Crash:
    """The child's last words: the traceback of what ended it, and why in a few words where it knows."""

    details: str
    why: str = ""


class EngineProcess:
    """An engine's process that has been started, speaking the language that is spoken here.

    It belongs to who made it, who must `end` it, until somebody else takes it.

    Attributes:
        process: the process. pipe: this end of the pipe to it. memory: what both share. pulse: see
            `playground.wire.pulse`.

    """

    def __init__(self, entry: str = ENTRY) -> None:
        context = multiprocessing.get_context("spawn")
        self._taken = False
        self.pipe, far = context.Pipe(duplex=True)
        self.memory: Any = shared_memory(context)
        self.pulse: Any = shared_pulse(context)
        on_main = threading.current_thread() is threading.main_thread()
        # daemon: an engine never outlives a window that could not close it; `die_with_parent` sees to all other ends.
        self.process = context.Process(
            target=_child,
            args=(entry, far, self.memory, self.pulse, spoken(), on_main),
            name="playground-engine",
            daemon=True,
        )
        try:
            with _without_main_program(), _by_its_own_name():
                self.process.start()
        finally:
            far.close()  # only the child holds that end, so its death is the end of the stream here

    def take(self) -> None:
        """Another ends it."""
        self._taken = True

    def end(self) -> None:
        """End it at once, unless it was taken: nobody has talked to it yet. Can be called again."""
        if self._taken:
            return
        self._taken = True
        self.process.kill()
        self.process.join()
        self.pipe.close()
        self.process.close()


def _child(
    entry: str, connection: Connection[Any, Any], memory: Any, pulse: Any, words: dict[str, str], on_main: bool
) -> None:
    """The engine's process: import the entry point and run it until it returns or the window is gone.

    ``words`` are those of the language that the window speaks, so that what the engine says is in it too; ``on_main``
    is as `playground.workbench.orphans` has it.
    """
    provide_streams()
    # Ctrl-C in a terminal reaches the whole process group; the window decides when the engine ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Imported in the child alone: the window starts it before it has imported these itself.
    from playground.workbench import logs
    from playground.workbench.orphans import die_with_parent

    die_with_parent(started_on_main_thread=on_main)
    logs.begin("engine")
    logs.watch_faults()
    try:
        module, _, function = entry.partition(":")
        start = getattr(importlib.import_module(module), function)
        from playground.catalog.spoken import speak_all
        from playground.wire.parcel import Outbox

        speak_all(words)
        start(Outbox(connection, memory, pulse))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except BaseException as error:
        logs.room("engine").critical("it ends by an error", exc_info=True)
        with contextlib.suppress(OSError):
            connection.send(Crash(traceback.format_exc(), str(error) if isinstance(error, PlaygroundError) else ""))
        raise
    finally:
        logs.end()


@contextlib.contextmanager
def _without_main_program() -> Iterator[None]:
    """Keep multiprocessing from running the main program again in the child.

    The engine needs nothing of it, it may be slow to import, and may be no file at all (standard input, a shell).
    """
    program = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = program


@contextlib.contextmanager
def _by_its_own_name() -> Iterator[None]:
    """Let multiprocessing start the engine's own program, where it has one, and call it so: lists of processes show it.

    It would start this program again.
    """
    own, before = itself.engine(), sys.executable
    if own is None:
        yield
        return
    multiprocessing.set_executable(own)
    sys.executable = own  # becomes the process's first word
    try:
        yield
    finally:
        sys.executable = before
