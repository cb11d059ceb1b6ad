"""The ways in which the steps of all members are done: all at once, or one member after the other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.tensor import Ints
from playground.engine.population.masks import Masks
from playground.engine.population.replay import Replay
from playground.engine.population.seats import Seats
from playground.engine.population.together import Together, step
from playground.engine.step.contract import RefusedError
from playground.spec.words import tr

FEWEST = 4
"""Members that are worth a thread."""


class Side(Protocol):
    """Does steps of all members of a population.

    Attributes:
        words: how, and why not in a faster way, in sentences.

    """

    @property
    def words(self) -> str:
        """See the class."""
        ...

    def run(
        self, rows: Ints, sizes: Ints, numbers: NDArray[np.float64], losses: Tensor, resting: Collection[int]
    ) -> None:
        """Do steps, one after the other.

        Args:
            rows: the examples in the order of their use, shape (sum of sizes,).
            sizes: how many of them each step takes, shape (steps,).
            numbers: as `playground.engine.step.contract.Chunk.numbers`, shape (steps, runs, columns).
            losses: gets each step's losses without the penalty, shape (runs, steps).
            resting: runs whose result is of no interest; they may be trained or not.

        """
        ...


class AllAtOnce:
    """Every operation once, over all runs: `playground.engine.population.together.step`, replayed where it can be."""

    def __init__(
        self, together: Together, masks: Masks, x: Tensor, y: Tensor, *, why: str = "", replayed: bool = True
    ) -> None:
        self._why = [why] if why else []
        self._together, self._masks, self._x, self._y = together, masks, x, y
        self._replayed = replayed
        self._replays: dict[int, Replay] = {}

    @property
    def words(self) -> str:
        """See `Side.words`."""
        return " ".join([tr("All members are trained at once."), *self._why])

    def run(
        self, rows: Ints, sizes: Ints, numbers: NDArray[np.float64], losses: Tensor, resting: Collection[int]
    ) -> None:
        """See `Side.run`."""
        taken = torch.from_numpy(rows).to(self._x.device)
        given = torch.from_numpy(numbers).to(losses)
        found = torch.empty(given.shape[:2], dtype=losses.dtype, device=losses.device)
        first = row = 0
        while first < len(sizes):
            size = int(sizes[first])
            count = int((sizes[first:] != size).argmax()) or len(sizes) - first
            here, there = slice(first, first + count), slice(row, row + count * size)
            self._some(taken[there], size, given[here], found[here])
            first, row = here.stop, there.stop
        losses.copy_(found.T)

    def _some(self, rows: Tensor, size: int, numbers: Tensor, losses: Tensor) -> None:
        """Steps that all take ``size`` examples."""
        masks = self._masks.room(len(losses), size, losses)
        self._masks.draw(masks)
        replay = self._replay(size, numbers.shape[-1])
        if replay is not None:
            replay.run(rows, numbers, masks, losses)
            return
        batches = zip(torch.split(self._x[rows], size), torch.split(self._y[rows], size), strict=True)
        for index, (x, y) in enumerate(batches):
            drawn = {id: mask[index] for id, mask in masks.items()}
            step(self._together, x, y, numbers[index], drawn, losses[index])

    def _replay(self, size: int, columns: int) -> Replay | None:
        if self._replayed and size not in self._replays:
            runs = self._together.stack.runs
            shapes = {id: (runs, size, *shape) for id, shape in self._masks.shapes.items()}
            try:
                self._replays[size] = Replay(self._together, self._x, self._y, size, columns, shapes)
            except RefusedError as error:
                self._replayed = False
                self._why.append(tr("Not many steps in one call: {why}.", why=error))
        return self._replays.get(size)


class OneByOne:
    """One member after the other, each by the stepper that is chosen for it.

    Args:
        seats: one for every thread; their members and steppers are the same.
        words: how the steppers do it.

    """

    def __init__(self, seats: Sequence[Seats], words: str) -> None:
        self.words = " ".join([tr("One member is trained after the other."), words])
        self._seats = seats

    def run(
        self, rows: Ints, sizes: Ints, numbers: NDArray[np.float64], losses: Tensor, resting: Collection[int]
    ) -> None:
        """See `Side.run`."""
        active = [run for run in range(len(losses)) if run not in resting]
        count = max(1, min(len(self._seats), len(active) // FEWEST))
        shares = [active[first::count] for first in range(count)]
        if count == 1:
            self._seats[0].train(active, rows, sizes, numbers, losses)
            return

        def work(seats: Seats, share: Sequence[int]) -> None:
            torch.set_flush_denormal(True)  # holds for one thread
            seats.train(share, rows, sizes, numbers, losses)

        with ThreadPoolExecutor(count) as pool:
            for done in [pool.submit(work, *pair) for pair in zip(self._seats, shares, strict=False)]:
                done.result()
