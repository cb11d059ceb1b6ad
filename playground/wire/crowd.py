"""What window and engine say to each other about a population: many variants of one experiment trained side by side.

A population is no run: it has a ``number`` of its own, and what is said under an older one is dropped on both sides.
Either the run trains or the population: whichever is started lets the other rest where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.spec.experiment import Experiment
from playground.spec.variants import Vary
from playground.wire.checkpoint import Checkpoint

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Populate:
    """Make the variants and train them until so many epochs are done. Ends the population before it.

    The members are those of `playground.catalog.variants.variants`, in its order.
    """

    number: int
    experiment: Experiment
    varies: tuple[Vary, ...]
    epochs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """Train the population until so many epochs are done, counted from its first; 0: rest where it stands."""

    number: int
    epochs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose:
    """Show the surface of this member finely from now on; −1: of none."""

    number: int
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The `Wall` has been drawn; the next may come."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepMember:
    """Answer with a `Member`: the state of this one, from which training alone goes on as it would have here."""

    number: int
    index: int
    request: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Disband:
    """Forget the population."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CrowdNews:
    """How the population stands, and what was measured since the last news.

    Attributes:
        step, epoch: steps and epochs done, with fraction.
        playing: whether it trains.
        finished: why each member trains no more: ``diverged``, ``early stopping``, ``loss``, ``accuracy``; else empty.
        sentences: what happened to each member that blew up; else empty.
        steps, epochs: when there were evaluations since the last news, shape (rows,).
        values: of every evaluation ``<part>/loss`` without the penalty and one metric, such as ``dev/accuracy``, of
            every member: shape (rows, members).
        ensemble: metrics by part of the mean prediction of all members that did not blow up; empty where they were
            not worked out anew.
        speed: steps per second lately, those of all members together.
        way: how the steps are done, in words. device: where.
        failed: why there is no population any more, as a sentence; else empty. details: for a report.

    """

    number: int
    step: int = 0
    epoch: float = 0.0
    playing: bool = False
    finished: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    steps: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    epochs: Floats = field(default_factory=lambda: np.empty(0))
    values: Mapping[str, Floats] = field(default_factory=dict)
    ensemble: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    speed: float = 0.0
    way: str = ""
    device: str = ""
    failed: str = ""
    details: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wall:
    """The members' surfaces; the next comes after a `Seen`.

    Attributes:
        arrays: ``surfaces`` of shape (members, resolution, resolution, outputs), row 0 lowest; ``chosen``, that of
            the chosen member with more cells, where one is chosen.
        facts: of the plane, as those of the probe `playground.catalog.probes.surface`; ``chosen``: which member it is.

    """

    number: int
    step: int
    arrays: Mapping[str, NDArray[Any]]
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Member:
    """The answer to `KeepMember`."""

    number: int
    index: int
    request: int
    checkpoint: Checkpoint


CrowdCommand: TypeAlias = Populate | Aim | Choose | Seen | KeepMember | Disband
CrowdEvent: TypeAlias = CrowdNews | Wall | Member
