"""Steps as graphs of a CUDA GPU: many in one call, data and numbers on the GPU, and nobody waits for a step.

A graph knows fixed memory only. So it begins with gathering its steps' examples by row numbers that lie in memory of
its own, as do the numbers of its steps; it writes what the steps tell into memory of its own, which is copied over when
it is done. All of that is queued: the GPU is waited for where somebody reads the rows, once for many steps.

There are graphs of one step, which every batch size has, and longer ones for the size that nearly all batches have. A
longer one is used only where it gives what the graph of one step gives, bit for bit; so there are none where the GPU
sums in no fixed order, as in the gradient of some poolings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.engine.device import first_line
from playground.engine.step.contract import Chunk, RefusedError, Work
from playground.engine.step.graph import CudaGraph, Graph
from playground.engine.step.kept import Kept
from playground.engine.step.program import Program, Step
from playground.engine.step.record import record
from playground.spec.words import tr

LENGTHS = (16, 4, 1)
"""How many steps the graphs have. A longer one costs more to note down, and the first launch of it longer."""

MOST_NUMBERS = 1 << 25
"""So many numbers at most lie in each array of a graph's own memory: a large network gets short graphs."""

ALIGNED = 64
"""Each step's examples begin at a multiple of so many: a product rounds by where its numbers lie, and so all lie alike
and as well as memory can lie."""

MakeGraph = Callable[[Iterable[torch.Generator]], Graph]


class Graphed:
    """Steps by graphs.

    Args:
        work: what is trained.
        make: a graph that draws from these generators.

    Raises:
        RefusedError: there is no GPU of this kind; or, with the first steps, these cannot be noted down.

    """

    takes_norms: ClassVar[bool] = False

    def __init__(self, work: Work, make: MakeGraph = CudaGraph) -> None:
        if make is CudaGraph and work.x.device.type != "cuda":
            raise RefusedError(tr("the steps are not done by a GPU that CUDA knows"))
        self._work, self._make = work, make
        self._of: dict[int, _OfSize] = {}

    def prepare(self, size: int, numbers: NDArray[np.float64]) -> None:
        """Note down the longer graphs for batches of ``size`` too, by steps with ``numbers``, of shape (k,).

        Raises:
            RefusedError: as above.

        """
        of_size = self._find(size, len(numbers))
        of_size.prepare(torch.arange(size, device=self._work.x.device), self._on_device(numbers[None]))

    def run(self, chunk: Chunk) -> None:
        """See `playground.engine.step.contract.Stepper`."""
        rows, numbers = _sent(torch.from_numpy(chunk.rows), self._work.x.device), self._on_device(chunk.numbers)
        first = row = 0
        while first < len(chunk):
            size = int(chunk.sizes[first])
            count = int((chunk.sizes[first:] != size).argmax()) or len(chunk) - first
            of_size = self._find(size, chunk.numbers.shape[1])
            here = rows[row : row + count * size].view(count, size)
            for start, length in of_size.pieces(count):
                piece = slice(first + start, first + start + length)
                of_size.do(length, here[start : start + length], numbers[piece])
                of_size.tell(length, chunk.theta[piece], chunk.gradient[piece], chunk.loss[piece])
            first, row = first + count, row + count * size

    def _find(self, size: int, columns: int) -> _OfSize:
        if size not in self._of:
            self._of[size] = _OfSize(self._work, self._make, size, columns)
        return self._of[size]

    def _on_device(self, numbers: NDArray[np.float64]) -> Tensor:
        """The numbers and their opposites, shape (steps, 2k), as the parameters have them."""
        theta = self._work.parameters.theta
        both = torch.from_numpy(np.concatenate((numbers, -numbers), axis=1)).to(theta.dtype)
        return _sent(both, theta.device)


def _sent(tensor: Tensor, device: torch.device) -> Tensor:
    """On the device, without waiting for what that is doing."""
    return tensor.to(device, non_blocking=True)


@dataclass(frozen=True, slots=True, eq=False)
class _Memory:
    """What a graph reads and writes, for the steps of the longest one; a shorter one takes the first of each.

    Attributes:
        rows: the numbers of the examples, int64 of shape (steps, at least m); those beyond m are of no meaning.
        numbers: shape (steps, 2k), see `Graphed`.
        x, y: the examples, shape (steps, at least m, …).
        theta, gradient, loss: as in `Chunk`.

    """

    rows: Tensor
    numbers: Tensor
    x: Tensor
    y: Tensor
    theta: Tensor
    gradient: Tensor
    loss: Tensor

    def tensors(self) -> tuple[Tensor, ...]:
        return self.rows, self.numbers, self.x, self.y, self.theta, self.gradient, self.loss


class _OfSize:
    """The graphs for batches of one size."""

    def __init__(self, work: Work, make: MakeGraph, size: int, columns: int) -> None:
        self._work, self._make, self._size, self._columns = work, make, size, columns
        self._program = Program(record(work, size, columns), work.x.device)
        self._graphs: dict[int, Graph] = {}
        self._lengths: tuple[int, ...] = (1,)
        self._memory = self._room(1)

    def _room(self, steps: int) -> _Memory:
        work, device = self._work, self._work.parameters.theta.device
        told = work.told(steps)
        room = -(-self._size // ALIGNED) * ALIGNED
        return _Memory(
            rows=torch.zeros(steps, room, dtype=torch.int64, device=device),
            numbers=told[-1].new_zeros(steps, 2 * self._columns),
            x=work.x.new_zeros(steps, room, *work.x.shape[1:]),
            y=work.y.new_zeros(steps, room, *work.y.shape[1:]),
            theta=told[0],
            gradient=told[1],
            loss=told[2],
        )

    def _longest(self) -> int:
        """How many steps fit, of `LENGTHS`."""
        largest = max(tensor.numel() for tensor in self._memory.tensors()) // len(self._memory.loss)
        return next((length for length in LENGTHS if length * largest <= MOST_NUMBERS), 1)

    def pieces(self, count: int) -> Iterator[tuple[int, int]]:
        """``count`` steps as (first, length) of graphs, the longest first."""
        start = 0
        for length in self._lengths:
            while count - start >= length:
                yield start, length
                start += length

    def prepare(self, rows: Tensor, numbers: Tensor) -> None:
        """Note down all graphs by steps on the same rows, shape (m,), with the same numbers, shape (1, 2k)."""
        longest = self._longest()
        self._graphs.clear()
        self._memory = self._room(longest)
        before = Kept(self._work)
        found = []
        for length in (length for length in LENGTHS if length <= longest):
            self._load(length, rows.expand(length, -1), numbers.expand(length, -1))
            self._note(length)
            if length == 1 or self._as_one_by_one(length, rows, numbers):
                found.append(length)
            before.put_back()
        self._lengths = tuple(found)

    def do(self, length: int, rows: Tensor, numbers: Tensor) -> None:
        """``length`` steps on ``rows``, shape (length, m), with ``numbers``, shape (length, 2k)."""
        self._load(length, rows, numbers)
        if length not in self._graphs:
            self._note(length)
        self._graphs[length].replay()

    def tell(self, length: int, theta: Tensor, gradient: Tensor, loss: Tensor) -> None:
        """Copy what the last steps told."""
        memory = self._memory
        if theta.numel():
            theta.copy_(memory.theta[:length])
            gradient.copy_(memory.gradient[:length])
        loss.copy_(memory.loss[:length])

    def _load(self, length: int, rows: Tensor, numbers: Tensor) -> None:
        self._memory.rows[:length, : self._size].copy_(rows)
        self._memory.numbers[:length].copy_(numbers)

    def _note(self, length: int) -> None:
        """Note down the graph of ``length`` steps; everything is as before then."""
        before, graph = Kept(self._work), self._make(self._program.generators)
        try:
            graph.capture(lambda: self._steps(length))
        except RuntimeError as error:
            raise RefusedError(tr("the GPU cannot note it down: {error}", error=first_line(error))) from error
        finally:
            before.put_back()
        self._graphs[length] = graph

    def _steps(self, length: int) -> None:
        """The work of a graph."""
        memory, work, m = self._memory, self._work, self._size
        rows = memory.rows[:length].view(-1)
        for source, target in ((work.x, memory.x), (work.y, memory.y)):
            torch.index_select(source, 0, rows, out=target[:length].view(-1, *target.shape[2:]))
        for index in range(length):
            numbers = memory.numbers[index].unbind()
            self._program.run(
                Step(
                    x=memory.x[index, :m],
                    y=memory.y[index, :m],
                    numbers={
                        (column, sign): numbers[column + (0 if sign > 0 else self._columns)]
                        for column in range(self._columns)
                        for sign in (1.0, -1.0)
                    },
                    theta=memory.theta[index],
                    gradient=memory.gradient[index],
                    loss=memory.loss[index],
                )
            )

    def _as_one_by_one(self, length: int, rows: Tensor, numbers: Tensor) -> bool:
        """Whether the graph of ``length`` steps gives what that of one step gives in so many replays."""
        before, memory = Kept(self._work), self._memory
        self._graphs[length].replay()
        found = [*Kept(self._work).values.values(), *(t[:length].clone() for t in memory.tensors()[-3:])]
        before.put_back()
        self._load(1, rows[None], numbers)
        if 1 not in self._graphs:
            self._note(1)
        told: list[list[Tensor]] = [[], [], []]
        for _ in range(length):
            self._graphs[1].replay()
            for row, tensor in zip(told, memory.tensors()[-3:], strict=True):
                row.append(tensor[0].clone())
        wanted = [*Kept(self._work).values.values(), *map(torch.stack, told)]
        before.put_back()
        return all(map(_equal, found, wanted))


def _equal(found: Tensor, wanted: Tensor) -> bool:
    """Whether all numbers are the same; where one is none, so is the other."""
    return bool(((found == wanted) | (found.isnan() & wanted.isnan())).all())
