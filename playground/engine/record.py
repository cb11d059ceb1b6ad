"""What every step gave: written on the device step by step, read once in a while, so that training never waits."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.tensor import Array, Ints
from playground.engine.parameters import Parameters
from playground.engine.step.contract import PENALTY_L1, PENALTY_L2, Norms, Stepper
from playground.engine.step.kernel.norms import norms
from playground.wire.events import Steps
from playground.wire.thinning import stride, thinned

Floats = NDArray[np.float64]

_NUMBERS = 4_000_000
"""How many numbers a recorder may hold per table; a small network gets many rows, a large one few."""
_NUMBERS_ON_A_GPU = 16_000_000
"""The same on a GPU, which has the memory, and loses more by being waited for."""
_MOST = 4096
"""How many rows it has at most."""
_SHEET = 1 << 16
"""So many steps' numbers lie in one piece at most, where so many are asked for at once: seldom are pieces joined, and a
long piece of a wide table would leave the cache."""
_APART = 24
"""Rows of a sheet are not a power of two apart: those would be in each other's way in the cache."""
_UNUSED = 3
"""References to an array of a list that is walked through, as `sys.getrefcount` counts them, when nobody else has any;
every view of it is one more."""


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
    if len(records) == 1:
        return records[0]

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


_EPOCH, _LOSS, _COST, _RATE, _NORMS = range(5)
"""Rows of a sheet; then two for every node, and two for the weights' sums."""


@dataclass(slots=True, eq=False)
class _Sheet:
    """Numbers of steps from ``first`` on, a column for each, ``used`` of them so far."""

    first: int
    numbers: Floats
    used: int = 0

    @property
    def room(self) -> int:
        return int(self.numbers.shape[1]) - self.used


class Recorder:
    """Rows for the parameters before each step and the gradient of each step; norms are taken of all rows at once.

    Where a stepper takes the norms itself (see `rely_on`) it writes them where they are read, and there are no rows.

    Args:
        parameters: of which these are. watched: whether anybody wants more than the losses: else there are no such
            rows, no norms, and no costs where there is a penalty.

    """

    def __init__(self, parameters: Parameters, *, watched: bool = True) -> None:
        self._parameters = parameters
        self._watched = watched
        self._nodes = tuple(parameters.nodes) if watched else ()
        self._bounds = np.array([(here.start, here.stop) for here in parameters.nodes.values()], dtype=np.int64)
        self._last_gradient = torch.zeros_like(parameters.theta)
        self._keep_rows(keep=watched)
        self._sheets: list[_Sheet] = []
        self._spare: list[Floats] = []
        self._penalties: list[tuple[Floats, Floats]] = []
        self._penalised = False
        self._expected = 0
        self._count = 0
        self._last = -1
        self._started = False

    @property
    def room(self) -> int:
        """How many steps it can take before it must be read."""
        return self._most - self._count

    @property
    def started(self) -> bool:
        """Whether there is a last gradient: a step was done, and watched."""
        return self._watched and self._started

    @property
    def keeps_rows(self) -> bool:
        """Whether the parameters before each step are there until the next one."""
        return self._keeps

    def rely_on(self, stepper: Stepper) -> None:
        """The next steps are done by ``stepper``: where it takes the norms itself no rows are kept."""
        keep = self._watched and not stepper.takes_norms
        if keep != self._keeps and not self._count:
            self._last_gradient.copy_(self.last_gradient)
            self._last = -1
            self._keep_rows(keep=keep)

    def _keep_rows(self, *, keep: bool) -> None:
        self._keeps = keep
        n = self._parameters.theta.numel() if keep else 0
        numbers = _NUMBERS if self._parameters.theta.device.type == "cpu" else _NUMBERS_ON_A_GPU
        self._most = max(1, min(_MOST, numbers // max(1, n)))
        self._theta = self._parameters.theta.new_zeros(self._most + 1 if keep else 1, n)
        self._gradient = self._parameters.theta.new_zeros(self._most, n)
        self._loss = self._parameters.theta.new_zeros(self._most)

    def theta_before(self, row: int) -> Tensor:
        """The parameters before step ``row`` of the last reading; a view that holds until the next step."""
        return self._theta[row]

    def stand(self, gradient: Tensor | None) -> None:
        """Training stands at another place, where ``gradient`` was the last step's; None before the first step."""
        self._empty()
        self._last = -1
        self._started = gradient is not None
        if gradient is not None:
            self._last_gradient.copy_(gradient)

    @property
    def last_gradient(self) -> Tensor:
        """The gradient of the last step that was added, before clipping; a view."""
        return self._gradient[self._last] if self._last >= 0 and self._keeps else self._last_gradient

    def expect(self, steps: int) -> None:
        """About so many steps will come, and then be asked for by `all`."""
        self._sheets = []
        self._expected = steps

    def rows(self, numbers: Floats) -> tuple[Tensor, Tensor, Tensor, Norms | None]:
        """`Chunk.theta`, `Chunk.gradient`, `Chunk.loss` and `Chunk.norms` of the next steps, which have ``numbers``."""
        start, stop = self._count, self._count + len(numbers)
        self._penalised = self._penalised or bool(numbers[:, PENALTY_L1].any() or numbers[:, PENALTY_L2].any())
        if self._keeps:
            return self._theta[start:stop], self._gradient[start:stop], self._loss[start:stop], None
        norms = None
        if self._watched:
            used = self._sheet.used
            weights = self._parameters.weights if self._penalised else None
            norms = Norms(
                self._bounds, weights, self._sheet.numbers[_NORMS:, used + start : used + stop], self._last_gradient
            )
        nothing = self._theta.expand(len(numbers), 0)
        return nothing, nothing, self._loss[start:stop], norms

    def add(self, epoch: Floats, rate: Array, l1: Floats, l2: Floats) -> None:
        """Note steps whose `rows` have been written.

        Args:
            epoch: epochs done when each step ends. rate: the learning rates. l1, l2: the penalties' factors λ/m.

        """
        numbers = self._sheet.numbers
        here = slice(self._sheet.used + self._count, self._sheet.used + self._count + len(epoch))
        numbers[_EPOCH, here] = epoch
        numbers[_RATE, here] = rate
        self._penalties.append((l1, l2))
        self._count += len(epoch)
        self._last = self._count - 1
        self._started = True

    @property
    def _sheet(self) -> _Sheet:
        """That to which the next reading belongs; there is room for it."""
        if not self._sheets or (not self._count and self._sheets[-1].room < self._most):
            columns = max(self._most, min(self._expected, _SHEET))
            height = _NORMS + 2 * len(self._nodes) + 2
            self._expected -= columns
            self._sheets.append(_Sheet(0, self._memory(height, columns)))
        return self._sheets[-1]

    def _memory(self, height: int, columns: int) -> Floats:
        """Room for a sheet. New memory takes its time, so that of earlier ones serves again where nobody has it now."""
        for spare in self._spare:
            here = spare.shape[0] == height and spare.shape[1] >= columns
            if here and sys.getrefcount(spare) <= _UNUSED:
                return spare[:, :columns]
        made = np.empty((height, columns + _APART))
        self._spare = [made, *self._spare[:1]]
        return made[:, :columns]

    def read(self, last: int) -> Record:
        """Everything since the last reading; ``last`` is the number of the last step. Empties the recorder."""
        count = self._count
        first = last - count + 1
        if not count:
            return joined((), first, self._nodes)
        sheet, start = self._sheet, self._sheet.used
        if not start:
            sheet.first = first
        numbers = sheet.numbers[:, start : start + count]
        numbers[_LOSS] = self._loss[:count].cpu().numpy()
        if self._keeps:
            self._theta[count].copy_(self._parameters.theta)
            self._take_norms(count, numbers[_NORMS:], self._parameters.weights if self._penalised else None)
        if not self._penalised:
            numbers[_COST] = numbers[_LOSS]
        elif self._watched:
            l1, l2 = (np.concatenate(factors) for factors in zip(*self._penalties, strict=True))
            numbers[_COST] = numbers[_LOSS] + l1 * numbers[-2] + l2 / 2.0 * numbers[-1]
        else:
            numbers[_COST] = np.nan
        sheet.used += count
        self._empty()
        return self._record(sheet, start)

    def all(self, first: int) -> Record:
        """All that was read since `expect`; ``first`` is the number of the first step, if there is none."""
        return joined([self._record(sheet, 0) for sheet in self._sheets if sheet.used], first, self._nodes)

    def _empty(self) -> None:
        self._count = 0
        self._penalties.clear()
        self._penalised = False

    def _record(self, sheet: _Sheet, start: int) -> Record:
        """What a sheet has from column ``start`` on; views."""
        numbers = sheet.numbers[:, start : sheet.used]
        return Record(
            first=sheet.first + start,
            epoch=numbers[_EPOCH],
            loss=numbers[_LOSS],
            cost=numbers[_COST],
            learning_rate=numbers[_RATE],
            gradient_norm={node: numbers[_NORMS + 2 * index] for index, node in enumerate(self._nodes)},
            update_ratio={node: numbers[_NORMS + 2 * index + 1] for index, node in enumerate(self._nodes)},
        )

    def _take_norms(self, count: int, told: Floats, weights: Tensor | None) -> None:
        """As `playground.engine.step.kernel.norms` has it, of the first ``count`` rows."""
        theta, gradient = self._theta[: count + 1], self._gradient[:count]
        nodes = list(self._parameters.nodes.values())
        if norms(theta, gradient, nodes, weights, told):
            return
        before, change = theta[:-1], theta[1:] - theta[:-1]
        columns = []
        for here in nodes:
            columns.append(gradient[:, here].norm(dim=1))
            size = before[:, here].norm(dim=1)
            columns.append(torch.where(size > 0, change[:, here].norm(dim=1) / size, torch.nan))
        if weights is not None:
            decayed = before * weights
            columns += [decayed.abs().sum(dim=1), (decayed * decayed).sum(dim=1)]
        if columns:
            told[: len(columns)] = torch.stack(columns).to("cpu").to(torch.float64).numpy()
