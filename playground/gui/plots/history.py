"""What a probe measured, from moment to moment: kept while training goes on, thinned so that it stays small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from playground.gui.plots.line import Across, Floats
from playground.gui.plots.time_axis import convert
from playground.spec.words import tr
from playground.wire.events import Picture
from playground.workbench.curves import Curves
from playground.workbench.run import Run

T = TypeVar("T")
MOST = 240
"""Moments that are kept: about one per pixel of a narrow plot."""


@dataclass(frozen=True, slots=True)
class Moment(Generic[T]):
    """What was measured after a step; ``epoch`` counts with fraction."""

    step: int
    epoch: float
    value: T


class History(Generic[T]):
    """Moments in the order of training, evenly spread over the epochs; the first and the last are always there.

    Attributes:
        moments: ascending.

    """

    def __init__(self, most: int = MOST) -> None:
        self.moments: list[Moment[T]] = []
        self._most = max(most, 4)
        self._apart = 0.0

    def __len__(self) -> int:
        return len(self.moments)

    def take(self, step: int, epoch: float, value: T) -> None:
        """Keep one more; those of the same or later steps belong to what training went back from."""
        kept = self.moments
        while kept and kept[-1].step >= step:
            kept.pop()
        if not kept:
            self._apart = 0.0
        if len(kept) >= 2 and kept[-1].epoch - kept[-2].epoch < self._apart:
            kept.pop()  # it only stood for the present
        kept.append(Moment(step, epoch, value))
        if len(kept) > self._most:
            self.moments = [*kept[:-1:2], kept[-1]]
            self._apart = (kept[-1].epoch - kept[0].epoch) / (self._most / 2)

    def clear(self) -> None:
        """Forget everything."""
        self.moments = []
        self._apart = 0.0

    def began_in_words(self) -> str:
        """Since when, for people; empty where it began with training."""
        began = self.moments[0].epoch if self.moments else 0.0
        return tr("Measured since epoch {epoch}", epoch=f"{began:.4g}") if began >= 1.0 else ""

    def over(self, curves: Curves, across: Across) -> Floats:
        """Where the moments lie on an axis."""
        if across == "epoch":
            return np.array([moment.epoch for moment in self.moments])
        if across == "step":
            return np.array([float(moment.step) for moment in self.moments])
        return np.array([convert(curves, float(moment.step), "step", across) for moment in self.moments])


def moment_of(run: Run, picture: Picture) -> float | None:
    """The epoch of a picture; None where it shows an earlier place that was gone back to, not training itself."""
    if run.recalled is not None:
        return None
    if not picture.step:
        return 0.0
    epoch = convert(run.curves, float(picture.step), "step", "epoch")
    return epoch if np.isfinite(epoch) else None
