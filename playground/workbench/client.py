"""The engine's process, seen from the window: start it, talk to it, notice its death, end it.

The window knows the engine only by the dotted path of its entry point, so that it never imports torch. Three threads
stand between them: a reader that hands on every event, a writer, so that a busy engine never holds up `send`, and one
that looks at the engine's pulse, so that one that is stuck is noticed: see `playground.workbench.watching`.
"""

from __future__ import annotations

import queue
import signal
import threading
import time
import traceback
from collections.abc import Callable

from playground.spec.words import tr
from playground.wire.commands import Command, Load, Shutdown
from playground.wire.events import Event, Failed
from playground.wire.parcel import Inbox
from playground.workbench import logs
from playground.workbench.spawn import ENTRY, Crash, EngineProcess
from playground.workbench.watching import LOOK, SILENT, Watching, is_stopped

PATIENCE = 1.0
"""Seconds that an engine gets to end by itself before it is ended."""
GOING = 5.0
"""Seconds that the system gets to take a killed process away; one that hangs in the system itself is left behind."""
LATE = 2.0
"""Seconds after which a look comes so late that the window itself, or the whole machine, must have stood still."""
LOG = logs.room("engine process")


class _Link:
    """One engine process with its pipe and threads, from start to end."""

    def __init__(self, engine: EngineProcess, on_event: Callable[[Event], None], *, lenient: bool = False) -> None:
        self._on_event = on_event
        self._closing = False
        self._details = self._why = ""
        self.run_id = 0
        self.lost = self._by_hand = False
        engine.take()
        self.process, self._pipe, self._pulse = engine.process, engine.pipe, engine.pulse
        self._inbox = Inbox(engine.memory)
        self._watching = Watching(lenient=lenient)
        self._over = threading.Event()
        self._commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="engine-reader", daemon=True)
        self._writer = threading.Thread(target=self._write, name="engine-writer", daemon=True)
        self._watcher = threading.Thread(target=self._watch, name="engine-watcher", daemon=True)
        for thread in (self._reader, self._writer, self._watcher):
            thread.start()
        LOG.info("process %s begins", self.process.pid)

    @property
    def alive(self) -> bool:
        """Whether the process runs, or its end was not told yet."""
        return self._reader.is_alive()

    def send(self, command: Command) -> None:
        """Queue a command."""
        self._commands.put(command)

    def end(self) -> None:
        """Kill the process; its end is told as any other."""
        LOG.warning("process %s is ended by hand", self.process.pid)
        self._by_hand = True
        self.process.kill()

    def _write(self) -> None:
        while (command := self._commands.get()) is not None:
            try:
                self._pipe.send(command)
            except OSError:
                return  # the process is gone; the reader tells
            except Exception as error:  # noqa: BLE001 - what cannot be sent is told, and the next can be
                sentence = tr("The engine cannot be told this: {kind}: {error}", kind=type(error).__name__, error=error)
                self._on_event(Failed(run_id=self.run_id, sentence=sentence, details=traceback.format_exc()))

    def _watch(self) -> None:
        pid, last = self.process.pid or 0, time.monotonic()
        while not self._over.wait(LOOK):
            now = time.monotonic()
            if now - last > LATE:
                self._watching.miss()
            last = now
            verdict = self._watching.look(self._pulse, stopped=self._watching.quiet and is_stopped(pid))
            if isinstance(verdict, str):
                LOG.error("process %d is %s, and is ended", pid, verdict)
                self.lost = True
                seconds = round(SILENT * LOOK + 0.5)
                self._why = (
                    tr("it was stopped from outside, so it was ended")
                    if verdict == "stopped"
                    else tr("it gave no sign of life for {seconds} s, so it was ended", seconds=seconds)
                )
                self.process.kill()
                return
            if verdict is not None and not self._closing:
                LOG.warning("process %d: %s", pid, verdict)
                self._on_event(verdict)

    def _read(self) -> None:
        try:
            while True:
                message = self._inbox.unpack(self._pipe.recv())
                if isinstance(message, Crash):
                    self._details, self._why = message.details, message.why
                elif not self._closing:
                    self._on_event(message)
        except (EOFError, OSError):
            pass  # the process is gone, or going
        except Exception:  # noqa: BLE001 - nothing more can be understood; left alone, the engine would wait for ever
            self._details, self._why = traceback.format_exc(), tr("it could not be understood")
            self.process.kill()
        self._over.set()
        # Only this thread waits for the process, so that its exit code is not lost to another.
        self.process.join(PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join(GOING)
        self._watcher.join()
        self._commands.put(None)
        self._tell_the_end()

    def _tell_the_end(self) -> None:
        """The process is gone."""
        code, pid = self.process.exitcode, self.process.pid or 0
        log = logs.of_process("engine", pid)
        faults = logs.take_faults(log) if log is not None else ""
        if self._closing:
            LOG.info("process %d ends, as it was told (%s)", pid, code)
            return
        LOG.error("process %d ends unasked: %s", pid, self._why or ending_in_words(code))
        sentence = (
            tr("The engine was ended. Your network and curves are safe; Play starts it again from the last checkpoint.")
            if self._by_hand
            else tr(
                "The engine stopped unexpectedly ({why}). Your network and curves are safe; Play starts it again "
                "from the last checkpoint.",
                why=self._why or ending_in_words(code),
            )
        )
        details = "\n".join(filter(None, (self._details, faults)))
        self._on_event(Failed(run_id=self.run_id, sentence=sentence, details=details, fatal=True))

    def close(self, *, at_once: bool = False) -> None:
        """End the process, by force after `PATIENCE` seconds or ``at_once``, and all threads."""
        self._closing = True
        self._over.set()
        if at_once:
            self.process.kill()
        self._commands.put(Shutdown())
        self._commands.put(None)
        self._reader.join(PATIENCE)
        for end in (self.process.terminate, self.process.kill):
            if self._reader.is_alive():
                end()
                self._reader.join(0.2)
        for thread in (self._reader, self._writer):
            thread.join(GOING)
        self._pipe.close()
        if self.process.exitcode is not None:
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
        self._lenient = False
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

    def end(self) -> None:
        """End the process at once, stuck or not, as a person wishes; its fatal `Failed` follows."""
        if self._link is not None:
            self._link.end()

    def restart(self) -> None:
        """Start a new engine process in place of the old one, which is ended at once where it still runs."""
        link, self._link = self._link, None
        if link is not None:
            # Who presses Play on what was silent before is asked the next time: it may be right, and only slow.
            self._lenient = self._lenient or link.lost
            link.close(at_once=True)
        self._link = _Link(EngineProcess(self._entry), self._on_event, lenient=self._lenient)

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
