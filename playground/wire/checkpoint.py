"""Everything that training needs to go on exactly where it was: weights, optimizer state, counters, random state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checkpoint:
    """A training state in plain numpy arrays.

    Attributes:
        weights: parameters and buffers by ``"<node id>.<name>"``, e.g. ``"dense1.weight"`` of shape (units, inputs).
        state: optimizer state by slot, e.g. ``state["velocity"]["dense1.weight"]``; same shapes as the weights.
        optimizer: the optimizer's kind that the state belongs to.
        step: steps done. epoch: whole epochs done. batch: steps done in the epoch under way.
        updates: updates since the optimizer state was last zero (the t of Adam's bias correction).
        random: the dropout generator's state, as torch gives it; empty for a fresh start.
        best_dev_loss: lowest dev loss so far, None before the first evaluation or without early stopping.
        best_epoch: the epoch it belongs to. best_weights: the weights then.

    """

    weights: Mapping[str, Array]
    state: Mapping[str, Mapping[str, Array]] = field(default_factory=dict)
    optimizer: str = ""
    step: int = 0
    epoch: int = 0
    batch: int = 0
    updates: int = 0
    random: bytes = b""
    best_dev_loss: float | None = None
    best_epoch: int = 0
    best_weights: Mapping[str, Array] = field(default_factory=dict)
