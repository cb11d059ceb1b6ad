"""What there is to know of many runs, as values: how they stand, what they came to, what each is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from playground.catalog.entry import known
from playground.catalog.settings import setting_at
from playground.catalog.variants import Variant
from playground.spec.experiment import Experiment
from playground.spec.fields import Field
from playground.spec.values import Choice
from playground.spec.variants import Vary, said
from playground.spec.words import tr

Floats = NDArray[np.float64]
Phase = Literal["none", "starting", "training", "resting", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdStatus:
    """How the runs stand.

    ``phase``: ``none`` before the first start and after `Crowd.disband`; ``starting`` until the engine answers.
    ``goal`` are the epochs to which they train, ``epoch`` those that are done, with fraction, ``step`` the steps of
    each, ``speed`` the steps per second of all together. ``sentence`` says what failed, ``details`` are for a report.
    """

    phase: Phase = "none"
    goal: int = 0
    step: int = 0
    epoch: float = 0.0
    speed: float = 0.0
    way: str = ""
    device: str = ""
    sentence: str = ""
    details: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """The edit that makes a member the experiment."""

    experiment: Experiment
    label: str
    merge_key: None = None

    def apply(self, experiment: Experiment) -> Experiment:
        """The member's; the same object where it is that already."""
        return experiment if experiment == self.experiment else self.experiment


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Of every row the median of the members and the quartiles, shape (rows,); NaN where no member has a number."""

    low: Floats
    median: Floats
    high: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the members came to, by one column.

    ``best`` and ``worst`` are members, or −1 where none has a number. ``reached`` says how many came to ``bar`` or
    beyond it, of ``count``.
    """

    column: str
    count: int
    median: float
    low: float
    high: float
    best: int
    worst: int
    bar: float
    reached: int
    blown_up: int


def called(members: Sequence[Variant], varies: Sequence[Vary]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every member's name for people, and what of it is a value."""
    names, values = [], []
    for member in members:
        found = [setting_at(member.experiment, vary.path) for vary in varies]
        words = [_said(field, value) for field, value in found]
        names.append(", ".join(f"{field.title} {word}" for (field, _), word in zip(found, words, strict=True)))
        values.append(", ".join(words))
    return tuple(names), tuple(values)


def _said(field: Field, value: object) -> str:
    if isinstance(value, Choice):
        entry = known(field.about.family or "", value.kind)
        return entry.title if entry is not None else value.kind
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    return tr(value) if isinstance(value, str) else said(value)


def band(table: Floats) -> Band:
    """Median and quartiles of every row; NaN where it has no finite number."""
    values = np.where(np.isfinite(table), table, np.nan)
    found = np.full((3, len(values)), np.nan)
    some = ~np.isnan(values).all(axis=1) if values.size else np.zeros(len(values), dtype=np.bool_)
    if some.any():
        found[:, some] = np.nanpercentile(values[some], (25.0, 50.0, 75.0), axis=1)
    return Band(*found)
