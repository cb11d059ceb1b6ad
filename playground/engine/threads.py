"""How many of torch's threads the steps of a large network take: measured, and again when the machine's load changes.

One is right for small networks, whose threads would wait for each other longer than they compute, and on a machine
with another program at work, where steps on two threads were seen to be a hundred times slower than on one. More than
one is taken only where

- the step is large, and the machine has cores to spare: half of them at most, so that the window keeps its own,
- steps and evaluations give the same numbers with more threads as with one, bit for bit: sums that are cut in other
  places round differently, and then one thread it is, so that the same seed gives the same curve whatever the machine
  was doing meanwhile, and
- a measurement says that it is faster, by a fifth at least.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from statistics import median

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.tensor import Ints
from playground.engine.evaluate import logits_of
from playground.engine.step.contract import Chunk, Stepper, Work
from playground.engine.step.kept import Kept

MOST = 4
GAIN = 1.2
"""So many times faster more threads must be."""

SLOWER = 2.0
"""Steps that take so many times longer than they did say that the machine's load has changed."""
SOON, LATE = 5.0, 60.0
"""Seconds from one measurement to the next: at least, and where nothing seems to have changed."""

_LATELY = 5


def spare() -> int:
    """How many threads there may be on this machine."""
    return max(1, min(MOST, (os.cpu_count() or 1) // 2))


def tried(
    work: Work, stepper: Stepper, sizes: Ints, numbers: NDArray[np.float64], parts: Sequence[Tensor]
) -> Callable[[], Mapping[str, Tensor]]:
    """Some steps and a look at ``parts``, which leave everything as it was and give all numbers that they made."""

    def run() -> Mapping[str, Tensor]:
        before = Kept(work)
        rows = np.arange(int(sizes.sum()), dtype=np.int64) % len(work.x)
        theta, gradient, loss = work.told(len(sizes))
        stepper.run(Chunk(rows, sizes, numbers, theta, gradient, loss))
        logits = {str(number): logits_of(work.model, x) for number, x in enumerate(parts)}
        after = Kept(work).values
        before.put_back()
        return {"told theta": theta, "told gradient": gradient, "loss": loss} | after | logits

    return run


class Threads:
    """Chooses the number of torch's threads for one work, and says when to choose anew.

    Attributes:
        count: the number that was chosen.

    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter, most: int | None = None) -> None:
        self.count = 1
        self._clock = clock
        self._most = spare() if most is None else most
        self._equal = True
        self._measured = 0.0
        self._usual = 0.0
        self._lately: deque[float] = deque(maxlen=_LATELY)

    @property
    def open(self) -> bool:
        """Whether there is anything to choose."""
        return self._most > 1 and self._equal

    def choose(self, work: Callable[[], Mapping[str, Tensor]]) -> None:
        """Measure and choose; ``work`` does some steps, always the same, and gives all numbers that they make."""
        if self.open:
            alone, one = self._timed(1, work)
            together, more = self._timed(self._most, work)
            self._equal = all(torch.equal(one[name], more[name]) for name in one)
            self.count = self._most if self._equal and GAIN * together <= alone else 1
        self.take()
        self._measured = self._clock()
        self._usual = 0.0
        self._lately.clear()

    def take(self) -> None:
        """Let torch have so many."""
        torch.set_num_threads(self.count)

    def changed(self, seconds: float) -> bool:
        """Take note of how long a step took; whether it is time to choose anew."""
        if not self.open:
            return False
        self._lately.append(seconds)
        if len(self._lately) < _LATELY:
            return False
        now, usual = self._clock(), median(self._lately)
        self._usual = min(self._usual or usual, usual)
        return now >= self._measured + (SOON if usual > SLOWER * self._usual else LATE)

    def _timed(self, count: int, work: Callable[[], Mapping[str, Tensor]]) -> tuple[float, Mapping[str, Tensor]]:
        """How long it takes, the shorter of two times, and what it gives."""
        torch.set_num_threads(count)
        times = []
        for _ in range(2):
            began = self._clock()
            found = work()
            times.append(self._clock() - began)
        return min(times), found
