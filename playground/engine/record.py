"""What every step gave: written on the device step by step, read once in a while, so that training never waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.tensor import Array, Ints
from playground.engine.parameters import Parameters
from playground.engine.step.kernel.norms import norms
from playground.wire.events import Steps
from playground.wire.thinning import stride, thinned

Floats = NDArray[np.float64]

_NUMBERS = 1_000_000
"""How many numbers a recorder may hold per table; a small network gets many rows, a large one few."""
_MOST = 4096
"""How many rows it has at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """The steps ``first`` … ``first + len − 1``; the columns are those of `playground.wire.events.Steps`."""

    first: int
    epoch: Floats
    loss: Floats
    cost: Floats
    learning_rate: Floats
    gradient_norm: Mapping[str, Floats]
    update_ratio: Mapping[str, Floats]

    def __len__(self) -> int:
        return len(self.loss)

    def steps(self, run_id: int, speed: float, took: float = np.nan) -> Steps:
        """The same as an event, of a long run only the steps that are told.

        ``took`` is how many seconds it all took, shared out evenly over the steps.
        """
        norms, ratios = self.gradient_norm, self.update_ratio
        columns = (self.loss, self.cost, *norms.values(), *ratios.values())
        rows: Ints | slice = slice(None)
        step, stood_for = np.empty(0, dtype=np.int64), np.ones(len(self))
        every = stride(self.first)
        if every > 1 and len(self):
            rows = thinned(-self.first % every, every, columns)
            step, stood_for = self.first + rows, np.diff(rows, prepend=-1).astype(np.float64)
        return Steps(
            run_id=run_id,
            first=self.first,
            step=step,
            epoch=self.epoch[rows],
            loss=self.loss[rows],
            cost=self.cost[rows],
            learning_rate=self.learning_rate[rows],
            gradient_norm={node: column[rows] for node, column in norms.items()},
            update_ratio={node: column[rows] for node, column in ratios.items()},
            speed=speed,
            seconds=stood_for * (took / max(len(self), 1)),
        )


def joined(records: Sequence[Record], first: int, nodes: Sequence[str]) -> Record:
    """Records that follow one another as one; an empty one where there are none."""

    def column(parts: list[Floats]) -> Floats:
        return np.concatenate(parts) if parts else np.zeros(0)

    return Record(
        first=records[0].first if records else first,
        epoch=column([record.epoch for record in records]),
        loss=column([record.loss for record in records]),
        cost=column([record.cost for record in records]),
        learning_rate=column([record.learning_rate for record in records]),
        gradient_norm={node: column([record.gradient_norm[node] for record in records]) for node in nodes},
        update_ratio={node: column([record.update_ratio[node] for record in records]) for node in nodes},
    )


class Recorder:
    """Rows for the parameters before each step and the gradient of each step; norms are taken of all rows at once."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        size = max(1, parameters.theta.numel())
        self._most = max(1, min(_MOST, _NUMBERS // size))
        self._theta = parameters.theta.new_zeros(self._most + 1, parameters.theta.numel())
        self._gradient = parameters.theta.new_zeros(self._most, parameters.theta.numel())
        self._loss = parameters.theta.new_zeros(self._most)
        self._notes: list[NDArray[np.float64]] = []
        self._count = 0
        self._last = -1

    @property
    def room(self) -> int:
        """How many steps it can take before it must be read."""
        return self._most - self._count

    @property
    def started(self) -> bool:
        """Whether a step was ever added."""
        return self._last >= 0

    def theta_before(self, row: int) -> Tensor:
        """The parameters before step ``row`` of the last reading; a view that holds until the next step."""
        return self._theta[row]

    def stand(self, gradient: Tensor | None) -> None:
        """Training stands at another place, where ``gradient`` was the last step's; None before the first step."""
        self._count = 0
        self._notes.clear()
        self._last = -1 if gradient is None else 0
        if gradient is not None:
            self._gradient[0].copy_(gradient)

    @property
    def last_gradient(self) -> Tensor:
        """The gradient of the last step that was added, before clipping; a view."""
        return self._gradient[self._last]

    def rows(self, steps: int) -> tuple[Tensor, Tensor, Tensor]:
        """Where the next ``steps`` steps write theta, gradient and loss: see `Chunk`."""
        here = slice(self._count, self._count + steps)
        return self._theta[here], self._gradient[here], self._loss[here]

    def add(self, epoch: Floats, rate: Array, l1: Floats, l2: Floats) -> None:
        """Note steps whose `rows` have been written.

        Args:
            epoch: epochs done when each step ends. rate: the learning rates. l1, l2: the penalties' factors λ/m.

        """
        self._notes.append(np.array((epoch, rate, l1, l2)))
        self._count += len(epoch)
        self._last = self._count - 1

    def read(self, last: int) -> Record:
        """Everything since the last reading; ``last`` is the number of the last step. Empties the recorder."""
        count = self._count
        first = last - count + 1
        nodes = self._parameters.nodes
        if not count:
            return joined((), first, tuple(nodes))
        self._theta[count].copy_(self._parameters.theta)
        epoch, rate, l1, l2 = np.concatenate(self._notes, axis=1)
        penalised = bool(l1.any() or l2.any())
        table = self._norms(count, self._parameters.weights if penalised else None)
        loss: Floats = self._loss[:count].to("cpu", torch.float64, copy=True).numpy()
        gradients = {node: table[2 * index].copy() for index, node in enumerate(nodes)}
        ratios = {node: table[2 * index + 1].copy() for index, node in enumerate(nodes)}
        cost = loss + l1 * table[-2] + l2 / 2.0 * table[-1] if penalised else loss.copy()
        self._count = 0
        self._notes.clear()
        return Record(first, epoch.copy(), loss, cost, rate.copy(), gradients, ratios)

    def _norms(self, count: int, weights: Tensor | None) -> Floats:
        """As `playground.engine.step.kernel.norms` has it, of the first ``count`` rows."""
        theta, gradient = self._theta[: count + 1], self._gradient[:count]
        nodes = list(self._parameters.nodes.values())
        quick = norms(theta, gradient, nodes, weights)
        if quick is not None:
            return quick
        before, change = theta[:-1], theta[1:] - theta[:-1]
        columns = []
        for here in nodes:
            columns.append(gradient[:, here].norm(dim=1))
            size = before[:, here].norm(dim=1)
            columns.append(torch.where(size > 0, change[:, here].norm(dim=1) / size, torch.nan))
        if weights is not None:
            decayed = before * weights
            columns += [decayed.abs().sum(dim=1), (decayed * decayed).sum(dim=1)]
        if not columns:
            return np.zeros((0, count))
        table: Floats = torch.stack(columns).to("cpu").to(torch.float64).numpy()
        return table
