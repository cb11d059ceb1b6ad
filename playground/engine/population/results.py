"""What a population gives: numbers of all members side by side, and what they come to together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """The median of the members, and the quartiles: half of the members lie between ``low`` and ``high``."""

    low: Floats
    median: Floats
    high: Floats


def band(values: Floats) -> Band:
    """Of the members that have a finite number, along the last axis; NaN where none has one."""
    flat = np.where(np.isfinite(values), values, np.nan).reshape(-1, values.shape[-1])
    rows = np.full((3, len(flat)), np.nan)
    some = ~np.isnan(flat).all(axis=1)
    if some.any():
        rows[:, some] = np.nanpercentile(flat[some], (25.0, 50.0, 75.0), axis=1)
    low, median, high = rows.reshape(3, *values.shape[:-1])
    return Band(low, median, high)


@dataclass(frozen=True, slots=True, eq=False)
class Losses:
    """The steps ``first`` … ``first + len − 1`` of all members.

    Attributes:
        epoch: epochs done when each step ends, with fraction, shape (steps,).
        loss: each batch's loss without the penalty, shape (steps, members); NaN where a member trains no more.

    """

    first: int
    epoch: Floats
    loss: Floats

    def __len__(self) -> int:
        return len(self.epoch)

    @property
    def band(self) -> Band:
        """Median and quartiles of every step, shape (steps,)."""
        return band(self.loss)


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """Losses and metrics of whole parts of the data.

    Attributes:
        parts: by part (``train``, ``dev``, ``test``; those that have examples) and by ``loss`` or a metric's kind, a
            number for every member, shape (members,).

    """

    step: int
    epoch: float
    parts: Mapping[str, Mapping[str, Floats]]
