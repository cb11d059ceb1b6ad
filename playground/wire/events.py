"""Events from the engine: plain types and numpy arrays only, so that the window never imports torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.spec.problems import Fix
from playground.wire.checkpoint import Checkpoint
from playground.wire.crowd import CrowdEvent
from playground.wire.pulse import Stalled

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """The engine's process is up; ``devices`` are those that torch finds, such as ``("cpu", "cuda")``."""

    torch_version: str
    devices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A run is ready, at the given place; ``reason`` says in words why this device was taken.

    Also sent after a `Reconfigure`; ``kept`` and ``fresh`` name the weights that stayed and those drawn anew.
    """

    run_id: int
    device: str
    reason: str
    step: int
    epoch: int
    kept: tuple[str, ...] = ()
    fresh: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Whether the engine trains.

    ``why`` tells why it paused by itself: ``epochs``, ``early stopping``, ``loss``, ``accuracy``, ``time`` or empty.
    ``order`` is the number of the last Play, Pause, Advance or Recall of this run that the engine had taken then.
    ``stepper`` says in sentences in which way steps are done, and why in no faster one; empty before the first.
    """

    run_id: int
    playing: bool
    step: int
    epoch: int
    why: str = ""
    order: int = 0
    stepper: str = ""


EVERY_STEP = 2**20
"""Up to the step of this number every single one is told."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Steps:
    """What steps gave, in a batch: a row for each that is told.

    The first `EVERY_STEP` steps of a run are told without exception, however fast they come. Of a longer run the
    window keeps rows for as long as it lasts, and a small network makes a million steps a second; so from there on
    every 16th is told, from twice as many steps on every 32nd, and so on, that each doubling of the steps gives as
    many rows as the one before. Beside these come, of every thousand steps or so, those at which any column was
    lowest or highest, and the last of every batch. So every row is a step as it was, with its true number and all its
    columns, and no extreme is lost. Which rows are told changes no number: training is the same.

    Attributes:
        first: the number of the first step that this batch is about (the first of a run is 1).
        step: the numbers of the steps that are told, ascending; empty where these are all from ``first`` on.
        epoch: for each step, epochs done when it ended, with fraction. Shape (n,).
        loss: the batch loss without penalty before the step. Shape (n,).
        cost: the same with the penalty: what is minimised. Shape (n,).
        learning_rate: as used. Shape (n,).
        gradient_norm: by node id, the 2-norm of the cost's gradient over the node's parameters, before clipping.
        update_ratio: by node id, ‖Δθ‖/‖θ‖ over the node's parameters. Shape (n,).
        speed: steps per second lately.
        seconds: how long each step took, with those before it that are not told, and with what was measured
            meanwhile. Shape (n,); empty where nobody looked at the clock.

    """

    run_id: int
    first: int
    epoch: Floats
    loss: Floats
    cost: Floats
    learning_rate: Floats
    gradient_norm: Mapping[str, Floats]
    update_ratio: Mapping[str, Floats]
    speed: float
    seconds: Floats = field(default_factory=lambda: np.empty(0))
    step: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The number of the step of every row."""
        return self.step if len(self.step) else np.arange(self.first, self.first + len(self.loss))

    @property
    def last(self) -> int:
        """The number of the last step; the one before ``first`` where there is none."""
        return int(self.step[-1]) if len(self.step) else self.first + len(self.loss) - 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evaluation:
    """Loss and metrics of whole parts: ``parts["dev"]["accuracy"]``. Parts without examples are absent."""

    run_id: int
    step: int
    epoch: float
    parts: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """What a probe measured. ``arrays`` are as the probe's help says; ``facts`` are plain values beside them."""

    run_id: int
    key: str
    kind: str
    step: int
    arrays: Mapping[str, NDArray[Any]]
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Captured:
    """The answer to `Capture`; also sent unasked (``request`` −1) now and then, so that a dead engine costs little."""

    run_id: int
    request: int
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The snapshots that a `Recall` can lead to: (step, epochs with fraction) each, ascending.

    At rest the last one is the present. Told a few times per second at most while it trains, and whenever it stops.
    ``cut`` is set where another network left nothing to go back to while an earlier place was recalled: that place is
    the present from now on.
    """

    run_id: int
    snapshots: tuple[tuple[int, float], ...]
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """The engine stands, paused, at a kept snapshot; what is watched is measured there. ``order`` is the Recall's.

    No `Evaluation` is sent from there: it would cut the curves. Where the step was not kept it is the nearest one.
    """

    run_id: int
    step: int
    epoch: float
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Diverged:
    """Training blew up and stands at the last good weights. ``node`` is the first block that shows it."""

    run_id: int
    step: int
    node: str
    sentence: str
    fixes: tuple[Fix, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The engine could not do something, or is gone. ``details`` is for a report, ``sentence`` for the person.

    ``fatal`` is set when the engine's process has ended. ``fixes`` are edits that would help.
    """

    run_id: int
    sentence: str
    details: str = ""
    fatal: bool = False
    fixes: tuple[Fix, ...] = ()


Event: TypeAlias = (
    Hello
    | Loaded
    | Status
    | Steps
    | Evaluation
    | Picture
    | Captured
    | Kept
    | Recalled
    | Diverged
    | CrowdEvent
    | Stalled
    | Failed
)
