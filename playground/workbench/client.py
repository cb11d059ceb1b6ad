"""The engine's process, seen from the window: start it, talk to it, notice its death, end it.

The window knows the engine only by the dotted path of its entry point, so that it never imports torch. Two threads
stand between them: a reader that hands on every event, and a writer, so that a busy engine never holds up `send`.
"""

from __future__ import annotations

import queue
import signal
import threading
import traceback
from collections.abc import Callable

from playground.spec.words import tr
from playground.wire.commands import Command, Load, Shutdown
from playground.wire.events import Event, Failed
from playground.wire.parcel import Inbox
from playground.workbench.spawn import ENTRY, Crash, EngineProcess

PATIENCE = 1.0
"""Seconds that an engine gets to end by itself before it is ended."""


class _Link:
    """One engine process with its pipe and threads, from start to end."""

    def __init__(self, engine: EngineProcess, on_event: Callable[[Event], None]) -> None:
        self._on_event = on_event
        self._closing = False
        self._details = ""
        self.run_id = 0
        engine.take()
        self.process, self._pipe = engine.process, engine.pipe
        self._inbox = Inbox(engine.memory)
        self._commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="engine-reader", daemon=True)
        self._writer = threading.Thread(target=self._write, name="engine-writer", daemon=True)
        self._reader.start()
        self._writer.start()

    @property
    def alive(self) -> bool:
        """Whether the process runs, or its end was not told yet."""
        return self._reader.is_alive()

    def send(self, command: Command) -> None:
        """Queue a command."""
        self._commands.put(command)

    def _write(self) -> None:
        while (command := self._commands.get()) is not None:
            try:
                self._pipe.send(command)
            except OSError:
                return  # the process is gone; the reader tells
            except Exception as error:  # noqa: BLE001 - what cannot be sent is told, and the next can be
                sentence = tr("The engine cannot be told this: {kind}: {error}", kind=type(error).__name__, error=error)
                self._on_event(Failed(run_id=self.run_id, sentence=sentence, details=traceback.format_exc()))

    def _read(self) -> None:
        unclear = False
        try:
            while True:
                message = self._inbox.unpack(self._pipe.recv())
                if isinstance(message, Crash):
                    self._details = message.details
                elif not self._closing:
                    self._on_event(message)
        except (EOFError, OSError):
            pass  # the process is gone, or going
        except Exception:  # noqa: BLE001 - nothing more can be understood; left alone, the engine would wait for ever
            unclear = True
            self._details = traceback.format_exc()
            self.process.kill()
        # Only this thread waits for the process, so that its exit code is not lost to another.
        self.process.join(PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self._commands.put(None)
        if not self._closing:
            why = tr("it could not be understood") if unclear else ending_in_words(self.process.exitcode)
            sentence = tr(
                "The engine stopped unexpectedly ({why}). Your network and curves are safe; Play starts it again "
                "from the last checkpoint.",
                why=why,
            )
            self._on_event(Failed(run_id=self.run_id, sentence=sentence, details=self._details, fatal=True))

    def close(self) -> None:
        """End the process, by force after `PATIENCE` seconds, and both threads."""
        self._closing = True
        self._commands.put(Shutdown())
        self._commands.put(None)
        self._reader.join(PATIENCE)
        for end in (self.process.terminate, self.process.kill):
            if self._reader.is_alive():
                end()
                self._reader.join(0.2)
        self._reader.join()
        self._writer.join()
        self._pipe.close()
        self.process.close()


class EngineClient:
    """The engine in a process of its own; implements `playground.workbench.run.Engine`.

    ``on_event`` is called on the reader's thread with every event; it must return soon and must not call `restart` or
    `close` there. A process that ends unasked gives one fatal `Failed`. ``engine`` is a process that has been started
    already, which is the client's from now on.
    """

    def __init__(
        self, on_event: Callable[[Event], None], entry: str = ENTRY, engine: EngineProcess | None = None
    ) -> None:
        self._on_event = on_event
        self._entry = entry
        self._link: _Link | None = _Link(engine or EngineProcess(entry), on_event)

    @property
    def alive(self) -> bool:
        """Whether the engine's process runs."""
        return self._link is not None and self._link.alive

    @property
    def pid(self) -> int | None:
        """The process's number, None after `close`."""
        return self._link.process.pid if self._link is not None else None

    def send(self, command: Command) -> None:
        """Hand a command to the engine; never blocks. To a dead engine it is lost: its death was told by `Failed`.

        Raises:
            RuntimeError: the client was closed.

        """
        if self._link is None:
            raise RuntimeError("the engine's client is closed")
        if isinstance(command, Load):
            self._link.run_id = command.run_id
        self._link.send(command)

    def restart(self) -> None:
        """Start a new engine process in place of the old one, which is ended where it still runs."""
        self.close()
        self._link = _Link(EngineProcess(self._entry), self._on_event)

    def close(self) -> None:
        """End the process, at most a second or so later; nothing is told any more. Can be called again."""
        link, self._link = self._link, None
        if link is not None:
            link.close()


def ending_in_words(exit_code: int | None) -> str:
    """How a process ended, from its exit code: negative is the number of the signal that ended it."""
    if exit_code is None:
        return tr("for a reason that the system does not tell")
    if exit_code == 0:
        return tr("it ended by itself")
    if exit_code > 0:
        return tr("it ended with exit code {code}", code=exit_code)
    try:
        name = signal.Signals(-exit_code).name
    except ValueError:
        return tr("it was ended by signal number {number}", number=-exit_code)
    if name == "SIGKILL":
        return tr("it was ended by signal {name}, perhaps because memory ran out", name=name)
    return tr("it was ended by signal {name}", name=name)
