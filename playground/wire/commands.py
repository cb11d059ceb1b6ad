"""Commands to the engine. Each names the run it means; the engine drops commands for a run that is over.

`Play`, `Pause`, `Advance` and `Recall` are numbered by ``order``, from 1 in every run, and each is answered by a
`playground.wire.events.Status` with its number, so that the window knows which of its wishes the engine knew then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from playground.spec.experiment import Experiment
from playground.spec.values import EMPTY, Values
from playground.wire.checkpoint import Checkpoint
from playground.wire.crowd import CrowdCommand


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Begin a run, paused: fresh weights from the seed, or the checkpoint's. Ends the run before it."""

    run_id: int
    experiment: Experiment
    checkpoint: Checkpoint | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconfigure:
    """Follow a changed experiment by the effect of what changed, without leaving the run."""

    run_id: int
    experiment: Experiment


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """Train until told otherwise."""

    run_id: int
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Stop after the step under way."""

    run_id: int
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """Train exactly ``count`` more steps, or to the end of the ``count``-th epoch from here, then pause."""

    run_id: int
    unit: Literal["step", "epoch"] = "step"
    count: int = 1
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One thing to measure: a probe of the catalogue with its settings, under a name of the watcher's."""

    key: str
    kind: str
    params: Values = EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """From now on measure exactly these; each is measured once at once, also while paused."""

    run_id: int
    watched: tuple[Watched, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """The picture called ``key`` has been drawn; the next may come."""

    run_id: int
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Answer with a `Captured` of the present state."""

    run_id: int
    request: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Train at most ``steps_per_second`` from now on; 0 is as fast as it goes. Holds for the run."""

    run_id: int
    steps_per_second: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Poke:
    """Set learned numbers before the next step: (``"<node>.<name>"``, index, value) each.

    A weight or a place that is not there is passed over: the network has changed since.
    """

    run_id: int
    changes: tuple[tuple[str, tuple[int, ...], float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Pause and stand again at the kept snapshot of ``step``; answered by `Recalled`.

    Later snapshots stay until training goes on from there: another Recall leads back to them.
    """

    run_id: int
    step: int
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shutdown:
    """End the process."""


Command: TypeAlias = (
    Load | Reconfigure | Play | Pause | Advance | Pace | Poke | Recall | Watch | Ack | Capture | CrowdCommand | Shutdown
)
