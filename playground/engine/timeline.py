"""The places that training has been at: kept while it goes on, so that one can stand there again and go on from there.

Kept are the start, the end of every epoch at first, then of every second, fourth, … epoch, so that however long a run
is, there are a few hundred places at most and they lie evenly; and the present, when it is left for an earlier one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from torch import Tensor

MOST = 200
"""Places that are kept."""

MOST_BYTES = 64 * 2**20
"""What they may take together; a large network has fewer places."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The whole state at one step, on the device.

    Attributes:
        theta, buffers: the learned numbers, and those that are kept but not learned.
        state: the optimizer's memory by slot. optimizer: its kind. updates: since that memory was zero.
        gradient: of the last step, before clipping; None before the first step.
        random: the state of the dropout generator.
        step, epoch, batch: steps done, whole epochs done, steps done in the epoch under way.
        epochs: epochs done, with fraction. batch_size: examples in a step, to which ``batch`` belongs.
        best, best_dev_loss, best_epoch: of early stopping. finished, met: of the stop conditions.

    """

    theta: Tensor
    buffers: Tensor
    state: dict[str, Tensor]
    optimizer: str
    updates: int
    gradient: Tensor | None
    random: Tensor
    step: int
    epoch: int
    batch: int
    epochs: float
    batch_size: int
    best: tuple[Tensor, Tensor] | None
    best_dev_loss: float | None
    best_epoch: int
    finished: str
    met: frozenset[str]

    @property
    def size(self) -> int:
        """What it takes, in bytes."""
        tensors = [self.theta, self.buffers, *self.state.values(), self.random, *(self.best or ())]
        if self.gradient is not None:
            tensors.append(self.gradient)
        return sum(tensor.numel() * tensor.element_size() for tensor in tensors)


class Timeline:
    """The kept places of a run, ascending by step.

    Attributes:
        here: the earlier place at which the network stands; None at the present.

    """

    def __init__(self, start: Snapshot) -> None:
        self.here: Snapshot | None = None
        self._places = [start]
        self._every = 1

    def listed(self) -> tuple[tuple[int, float], ...]:
        """All places, as (step, epochs with fraction)."""
        return tuple((place.step, place.epochs) for place in self._places)

    def due(self, epoch: int) -> bool:
        """Whether the end of this epoch is a place to keep."""
        return epoch % self._every == 0

    def next_due(self, epoch: int) -> int:
        """The first epoch after ``epoch`` whose end is a place to keep."""
        return (epoch // self._every + 1) * self._every

    def add(self, place: Snapshot) -> None:
        """Keep the present, in place of one of the same step; the last one goes if it was kept only because it was."""
        last = self._places[-1]
        if last.step == place.step or (len(self._places) > 1 and not self._regular(last)):
            self._places.pop()
        self._places.append(place)
        most = self._most()
        while len(self._places) > most:
            self._every *= 2
            first, *middle, last = self._places
            self._places = [first, *filter(self._regular, middle), last]

    def renew(self, place: Snapshot) -> None:
        """A number was set by hand at a place: if it is a kept one, it is kept as it is now."""
        for index, other in enumerate(self._places):
            if other.step == place.step:
                self._places[index] = place
                self.here = place if other is self.here else self.here

    def go_to(self, step: int) -> Snapshot:
        """Stand at the place of ``step``, or at the nearest one that is kept; the last one is the present."""
        place = min(self._places, key=lambda place: abs(place.step - step))
        self.here = None if place is self._places[-1] else place
        return place

    def cut(self, step: int) -> None:
        """Training goes on from ``step``: what came later never was. New places lie as close as they did there."""
        self.here = None
        self._places = [place for place in self._places if place.step <= step] or self._places[:1]
        self._every = 1
        while (self._places[-1].epoch - self._places[0].epoch) // self._every > self._most() // 2:
            self._every *= 2

    def forget_best(self) -> None:
        """What was best on dev was so on other data, or of another network."""
        here = self._places.index(self.here) if self.here is not None else -1
        self._places = [replace(place, best=None, best_dev_loss=None, best_epoch=0) for place in self._places]
        self.here = self._places[here] if self.here is not None else None

    def _regular(self, place: Snapshot) -> bool:
        return place.batch == 0 and self.due(place.epoch)

    def _most(self) -> int:
        return max(2, min(MOST, MOST_BYTES // max(1, self._places[-1].size)))
