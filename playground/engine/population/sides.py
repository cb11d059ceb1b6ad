"""The ways in which the steps of all members are done: all at once, or one member after the other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
from playground.engine.step.choice import Chosen
from playground.engine.step.contract import Chunk, RefusedError
from playground.spec.words import tr


class Side(Protocol):
    """Does steps of all members of a population.

    Attributes:
        name: what people call it. why: why no faster way does, as a sentence; may be empty.

    """

    name: str
    why: str

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
        self, together: Together, masks: Masks, x: Tensor, y: Tensor, why: str = "", *, replayed: bool = True
    ) -> None:
        self.name = tr("all at once")
        self.why = why
        self._together, self._masks, self._x, self._y = together, masks, x, y
        self._replayed = replayed
        self._replays: dict[int, Replay] = {}

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
                self.why = "; ".join(filter(None, (self.why, str(error))))
        return self._replays.get(size)


class OneByOne:
    """One member after the other, each by the stepper that is chosen for it."""

    def __init__(self, seats: Seats, chosen: Sequence[Chosen]) -> None:
        self.name = tr("one by one: {words}", words="; ".join(dict.fromkeys(one.words for one in chosen)))
        self.why = ""
        self._seats, self._chosen = seats, chosen
        self._theta, self._gradient = seats.room(0)

    def run(
        self, rows: Ints, sizes: Ints, numbers: NDArray[np.float64], losses: Tensor, resting: Collection[int]
    ) -> None:
        """See `Side.run`."""
        steps = len(sizes)
        if len(self._theta) < steps:  # nobody reads them, so all members write to the same
            self._theta, self._gradient = self._seats.room(steps)
        theta, gradient = self._theta[:steps], self._gradient[:steps]
        for run, chosen in enumerate(self._chosen):
            if run not in resting:
                mine = numbers[:, run]
                self._seats.train(run, chosen, Chunk(rows, sizes, mine, theta, gradient, losses[run]))
