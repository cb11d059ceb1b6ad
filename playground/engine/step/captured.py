"""Many steps in one call: the tape as TorchScript, without autograd, without Python, the interpreter's lock free."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor
from torch.jit import optimized_execution  # type: ignore[attr-defined]

from playground.engine.step.contract import Chunk, RefusedError, Work
from playground.engine.step.record import record
from playground.engine.step.script import Script, printed
from playground.spec.words import tr


@dataclass(frozen=True, slots=True, eq=False)
class _Replay:
    script: Script
    steps: Callable[..., None]


class Captured:
    """The operations of `playground.engine.step.eager.step`, in its order: the same numbers, bit for bit.

    Raises:
        RefusedError: the step cannot be recorded or written down.

    """

    takes_norms: ClassVar[bool] = False

    def __init__(self, work: Work) -> None:
        if work.x.device.type != "cpu":
            raise RefusedError(tr("a step is captured so for the CPU only, this one computes elsewhere"))
        self._work = work
        self._replays: dict[int, _Replay] = {}

    def prepare(self, size: int, columns: int) -> None:
        """Record and compile the step for batches of ``size``, unless it is there; ``columns`` are its numbers."""
        if size not in self._replays:
            if size > len(self._work.x):
                raise RefusedError(tr("a batch has more examples than lie in memory"))
            script = printed(record(self._work, size, columns))
            self._replays[size] = _Replay(script, compiled(script.source))

    def run(self, chunk: Chunk) -> None:
        """See `playground.engine.step.contract.Stepper`."""
        work, sizes = self._work, chunk.sizes
        if work.batches is not None:  # one step a call: the next batch may not be made yet
            for step, (x, y) in enumerate(work.batches.of(chunk)):
                self._run(chunk, step, 1, x, y, torch.arange(len(x)))
            return
        rows = torch.from_numpy(chunk.rows)
        first = row = 0
        while first < len(sizes):
            size = int(sizes[first])
            count = int((sizes[first:] != size).argmax()) or len(sizes) - first
            self._run(chunk, first, count, work.x, work.y, rows[row : row + count * size])
            first, row = first + count, row + count * size

    def _run(self, chunk: Chunk, first: int, count: int, x: Tensor, y: Tensor, rows: Tensor) -> None:
        """``count`` steps from step ``first``, all of as many examples: ``rows`` of ``x`` and ``y``."""
        here, size = slice(first, first + count), len(rows) // count
        self.prepare(size, chunk.numbers.shape[1])
        replay = self._replays[size]
        script = replay.script
        numbers = chunk.numbers[here]
        with torch.no_grad(), optimized_execution(False):  # as it stands: there is nothing to optimize
            replay.steps(
                x,
                y,
                rows,
                size,
                chunk.theta[here],
                chunk.gradient[here],
                chunk.loss[here],
                script.fixed,
                [(column.sign * numbers[:, column.index]).tolist() for column in script.columns],
                script.constants,
                script.random,
            )


@functools.lru_cache(maxsize=64)
def compiled(source: str) -> Callable[..., None]:
    """The source's function. The same structure has the same source, so that a dragged setting compiles nothing."""
    steps: Callable[..., None] = torch.jit.CompilationUnit(source).steps
    return steps
