"""When a member counts as blown up: the rule of `playground.engine.watchman`, for all members at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.engine.watchman import LATELY, LEAST_STEPS, ONE_BATCH
from playground.spec.words import tr

Floats = NDArray[np.float64]


class Watch:
    """Judges losses. ``start`` are the losses of the training part when it began, shape (runs,)."""

    def __init__(self, start: Floats) -> None:
        self._scale = np.where(np.isfinite(start), np.maximum(start, 1.0), 1.0)
        self._lowest = np.full(len(start), np.inf)
        self._sum = np.zeros(len(start))
        self._count = 0

    def first_failures(self, losses: Floats) -> NDArray[np.int64]:
        """The first bad step of each run among ``losses``, shape (steps, runs); as many as there are where none is."""
        with np.errstate(over="ignore", invalid="ignore"):
            sums = self._sum + np.cumsum(losses, axis=0)
            counts = self._count + np.arange(1, len(losses) + 1)[:, None]
            beyond = (counts >= LEAST_STEPS) & (sums > LATELY * self._scale * counts)
            bad = ~np.isfinite(losses) | (losses > ONE_BATCH * self._scale) | beyond
        self._sum, self._count = sums[-1], int(counts[-1, 0])
        found: NDArray[np.int64] = np.where(bad.any(axis=0), bad.argmax(axis=0), len(losses))
        return found

    def healthy(self) -> NDArray[np.bool_]:
        """Which runs went so well since the last call that where they stand is worth going back to."""
        lately = self._sum / max(self._count, 1)
        self._sum, self._count = np.zeros_like(self._sum), 0
        self._lowest = np.fmin(self._lowest, lately)
        well: NDArray[np.bool_] = lately <= np.maximum(self._scale, 2.0 * self._lowest)
        return well


def blown_up(step: int, loss: float) -> str:
    """The sentence about a member whose loss is ``loss`` at ``step``."""
    if not np.isfinite(loss):
        return tr("blew up at step {step}: the loss is no finite number any more", step=step)
    return tr("blew up at step {step}: the loss is {loss:.3g}", step=step, loss=loss)
