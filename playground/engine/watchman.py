"""When training counts as blown up.

Training has diverged when a loss or a weight is no finite number any more, when one batch's loss is beyond a million
times, or the mean loss of the last hundred steps or so beyond a hundred times, what it was when training began (but
at least beyond that many times 1, so that a network that was nearly perfect may still go wrong for a while).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from playground.engine.record import Record
from playground.spec.words import tr

ONE_BATCH = 1e6
LATELY = 1e2
LEAST_STEPS = 20


@dataclass(frozen=True, slots=True)
class Failure:
    """The index of the first bad step of a record, and in words what is bad there."""

    row: int
    what: str


class Watchman:
    """Judges the losses of a run. ``start`` is the loss of the training part when it began."""

    def __init__(self, start: float) -> None:
        self._start = start
        self._scale = max(start, 1.0) if math.isfinite(start) else 1.0
        self._lowest = math.inf
        self._sum = 0.0
        self._count = 0

    def first_failure(self, record: Record) -> Failure | None:
        """The first step of a record whose loss is bad, or None."""
        loss = record.loss
        # Where no loss is beyond reason, and none was since the count began, their mean is not. NaN is beyond it, too.
        if loss.max(initial=0.0) <= LATELY * self._scale and self._sum <= LATELY * self._scale * self._count:
            self._sum, self._count = self._sum + float(loss.sum()), self._count + len(loss)
            return None
        sums = np.cumsum(np.concatenate([[self._sum], loss]))[1:]
        counts = self._count + np.arange(1, len(loss) + 1)
        beyond = (counts >= LEAST_STEPS) & (sums > LATELY * self._scale * counts)
        bad = np.flatnonzero(~np.isfinite(loss) | (loss > ONE_BATCH * self._scale) | beyond)
        self._sum, self._count = float(sums[-1]), int(counts[-1])
        if not len(bad):
            return None
        row = int(bad[0])
        if not math.isfinite(loss[row]):
            return Failure(row, tr("the loss is no finite number any more"))
        loss, mean, count, start = loss[row], sums[row] / counts[row], counts[row], self._start
        if loss > ONE_BATCH * self._scale:
            if math.isfinite(start):
                return Failure(
                    row, tr("the loss is {loss:.3g}, at the start it was {start:.3g}", loss=loss, start=start)
                )
            return Failure(row, tr("the loss is {loss:.3g}", loss=loss))
        if math.isfinite(start):
            what = tr(
                "the mean loss of the last {count} steps is {mean:.3g}, at the start it was {start:.3g}",
                count=count,
                mean=mean,
                start=start,
            )
        else:
            what = tr("the mean loss of the last {count} steps is {mean:.3g}", count=count, mean=mean)
        return Failure(row, what)

    def forget(self) -> None:
        """Training went back: the steps since the last call of `healthy` never were."""
        self._sum, self._count = 0.0, 0

    def healthy(self) -> bool:
        """Whether the steps since the last call went so well that their end is worth going back to.

        Called every so many steps; "lately" are the steps since the last call.
        """
        lately = self._sum / max(self._count, 1)
        self.forget()
        self._lowest = min(self._lowest, lately)
        return lately <= max(self._scale, 2.0 * self._lowest)
