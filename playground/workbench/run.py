"""The run of the open document: what the engine is doing with it, and what came out so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from psygnal import Signal

from playground.spec.problems import Fix
from playground.spec.values import EMPTY, Values
from playground.wire.checkpoint import Checkpoint
from playground.wire.commands import Command
from playground.wire.events import Event
from playground.workbench.curves import Curves
from playground.workbench.document import Document

Phase = Literal["starting", "paused", "playing", "finished", "diverged", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStatus:
    """Where the run stands, for the transport bar and the status line.

    ``sentence`` says in words what a person should know (why it finished, diverged or failed; else empty) and
    ``fixes`` are edits that would help. ``device`` and ``reason`` come from the engine; ``speed`` is in steps/s.
    ``can_play`` is False while the analysis has errors; ``obstacle`` is then the first one's sentence.
    """

    phase: Phase = "starting"
    step: int = 0
    epoch: int = 0
    speed: float = 0.0
    device: str = ""
    reason: str = ""
    sentence: str = ""
    fixes: tuple[Fix, ...] = ()
    can_play: bool = True
    obstacle: str = ""


class Engine(Protocol):
    """What the run needs of the engine's client: see `playground.workbench.client.EngineClient`."""

    def send(self, command: Command) -> None:
        """Hand a command to the engine; never blocks; a dead engine is reported by a fatal `Failed` event."""
        ...

    def restart(self) -> None:
        """Start a new engine process in place of a dead one."""
        ...

    def close(self) -> None:
        """End the process, at most a second later."""
        ...


class Run:
    """Follows the document: every edit that training can feel is sent to the engine by its effect.

    All methods and `handle` are called on one thread (the window's); events come from `handle`.
    """

    status_changed = Signal(RunStatus)
    steps_arrived = Signal()
    """``curves.steps`` grew or was cleared."""
    evaluated = Signal()
    """``curves.evaluations`` grew or was cleared."""
    picture_arrived = Signal(object)
    """A `playground.wire.events.Picture`; it is acknowledged as soon as all slots have returned."""
    captured = Signal(object)
    """A `playground.wire.checkpoint.Checkpoint` that was asked for with `capture`."""

    curves: Curves
    status: RunStatus

    def __init__(self, document: Document, engine: Engine) -> None:
        raise NotImplementedError

    def handle(self, event: Event) -> None:
        """Take one event of the engine's."""
        raise NotImplementedError

    def play(self) -> None:
        """Train until paused; restarts a dead engine from the last checkpoint; a finished run goes on."""
        raise NotImplementedError

    def pause(self) -> None:
        """Stop after the step under way."""
        raise NotImplementedError

    def advance(self, unit: Literal["step", "epoch"], count: int = 1) -> None:
        """Exactly so many steps or epochs more, then pause."""
        raise NotImplementedError

    def reset(self) -> None:
        """Back to the same first weights, paused; curves are cleared."""
        raise NotImplementedError

    def new_weights(self) -> None:
        """The next seed (an undoable edit of ``experiment.seed``), fresh weights, paused; curves are cleared."""
        raise NotImplementedError

    def watch(self, key: str, kind: str, params: Values = EMPTY) -> None:
        """Ask for a probe's pictures under ``key``, in place of what ``key`` asked for before."""
        raise NotImplementedError

    def unwatch(self, key: str) -> None:
        """No more pictures under ``key``."""
        raise NotImplementedError

    def capture(self, then: Callable[[Checkpoint], None]) -> None:
        """Call ``then`` with the engine's present state; with the last known one where the engine is dead."""
        raise NotImplementedError

    def resume(self, checkpoint: Checkpoint | None, curves: Curves | None = None) -> None:
        """Take up a saved state: a file was opened. None: fresh weights."""
        raise NotImplementedError

    def close(self) -> None:
        """End the engine."""
        raise NotImplementedError
