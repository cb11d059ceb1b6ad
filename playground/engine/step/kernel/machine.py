"""Programs in an arena, and the call that runs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.engine.step.contract import Chunk, RefusedError
from playground.engine.step.kernel.library import library
from playground.engine.step.kernel.lowering import Drawn, Fixed, Lowering
from playground.engine.step.kernel.operations import TABLE
from playground.engine.step.kernel.program import (
    INPUT,
    JOB,
    PROGRAM,
    RESIDENT,
    ROOM,
    Arena,
    Layout,
    Spot,
    linked,
)
from playground.engine.step.tape import Tape
from playground.spec.words import tr

MOST_MULTIPLICATIONS = 20_000_000
"""In the products of matrices of one step. Above, torch's own are as fast, and more threads than one begin to pay."""


class Machine:
    """An arena, and programs in it by batch size.

    Args:
        x, y: the examples that steps take some of.
        tapes: the step by batch size.

    Raises:
        RefusedError: the library is not there, or the step has an operation that it does not know, or is too large.

    """

    def __init__(self, x: Tensor, y: Tensor, tapes: Mapping[int, Tape]) -> None:
        found = library()
        self._run = found.run
        fixed = Fixed(Layout())
        lowered = {size: Lowering(tapes[size], fixed, TABLE) for size in sorted(tapes, reverse=True)}
        if (most := max(low.multiplications for low in lowered.values())) > MOST_MULTIPLICATIONS:
            raise RefusedError(
                tr("a step of {count} multiplications is done by torch as fast", count=f"{most / 1e6:.3g} · 10⁶")
            )
        self._arena = Arena(fixed.layout)
        self._numbers = np.zeros(max(lowered) + 1, dtype=np.int64)
        self._numbers[list(lowered)] = np.arange(len(lowered))
        self._programs = [linked(low.ops, self._arena, found) for low in lowered.values()]
        self._drawn = [low.drawn for low in lowered.values()]
        entries = [program.entry(size) for size, program in zip(lowered, self._programs, strict=True)]
        self._table = np.array(entries, dtype=PROGRAM)
        self._outside: list[Tensor] = []
        self._residents = self._resident(fixed)
        parts = [part for part in (("x", x), ("y", y)) if part[0] in fixed.batch]
        self._examples = {kind: _floats(source) for kind, source in parts}
        self._job = np.zeros(1, dtype=JOB)
        job = self._job[0]
        job["programs"] = self._table.ctypes.data
        job["residents"], job["resident_count"] = self._residents.ctypes.data, len(self._residents)
        for kind, source in parts:
            index = "xy".index(kind)
            job["source"][index], job["width"][index] = self._examples[kind].ctypes.data, source[0].numel()
            job["batch"][index] = self._arena.at(Spot(fixed.batch[kind]))

    def _resident(self, fixed: Fixed) -> NDArray[Any]:
        """What lives outside the arena: constants are taken over now, the rest before each chunk and back after it."""
        rows = []
        for address, (memory, block) in fixed.blocks.items():
            assert memory.tensor is not None
            if memory.constant:
                self._arena.view(block)[:] = memory.tensor.to(torch.float32).numpy()
            else:
                rows.append((address, self._arena.at(Spot(block)), memory.size, int(address in fixed.written)))
                self._outside.append(memory.tensor)
        return np.array(rows, dtype=RESIDENT)

    def run(self, chunk: Chunk) -> None:
        """All steps of a chunk; where torch draws random numbers for them, those of one batch size at a time."""
        which = self._numbers[chunk.sizes]
        if not any(self._drawn):
            self._call(chunk, which, 0, 0, None)
            return
        start = first = 0
        while start < len(which):
            program = int(which[start])
            steps = int((which[start:] != program).argmax()) or len(which) - start
            self._call(chunk, which[start : start + steps], start, first, self._draw(program, steps))
            start, first = start + steps, first + int(chunk.sizes[start : start + steps].sum())

    def _draw(self, program: int, steps: int) -> Tensor:
        """The random numbers of so many steps, drawn in the order in which the eager step draws them."""
        drawn = self._drawn[program]
        sizes = [draw.block.size for draw in drawn]
        table = torch.empty(steps, sum(sizes))
        calls = [_call_of(draw) for draw in drawn]
        for row in table:
            for call, part in zip(calls, torch.split(row, sizes), strict=True):
                call(part)
        return table

    def _call(self, chunk: Chunk, which: NDArray[np.int64], start: int, first: int, drawn: Tensor | None) -> None:
        """The steps from ``start``, whose examples begin at ``first``: ``which`` are their programs."""
        job = self._job[0]
        rows, numbers = np.ascontiguousarray(chunk.rows[first:]), np.ascontiguousarray(chunk.numbers[start:])
        inputs = np.empty(0, dtype=INPUT) if drawn is None else self._inputs(self._drawn[which[0]], drawn)
        which = np.ascontiguousarray(which)
        job["inputs"], job["input_count"] = inputs.ctypes.data, len(inputs)
        job["steps"], job["columns"] = len(which), chunk.numbers.shape[1]
        job["which"], job["rows"], job["numbers"] = which.ctypes.data, rows.ctypes.data, numbers.ctypes.data
        for index, tensor in enumerate((chunk.theta, chunk.gradient, chunk.loss)):
            job["row"][index] = tensor.data_ptr() + 4 * start * tensor.stride(0)
            job["stride"][index] = tensor.stride(0)
        self._run(self._job.ctypes.data)

    def _inputs(self, draws: Sequence[Drawn], drawn: Tensor) -> NDArray[Any]:
        """Where the random numbers of a step lie, and where they belong."""
        rows, at = [], drawn.data_ptr()
        for draw in draws:
            rows.append((at, self._arena.at(Spot(draw.block)), draw.block.size, drawn.shape[1]))
            at += 4 * draw.block.size
        return np.array(rows, dtype=INPUT)


def _floats(source: Tensor) -> NDArray[np.float32]:
    """All examples in a row, and room behind them."""
    floats = np.zeros(source.numel() + ROOM, dtype=np.float32)
    floats[:-ROOM] = source.detach().reshape(-1).numpy()
    return floats


def _call_of(draw: Drawn) -> Callable[[Tensor], Any]:
    """The torch call that fills a row of numbers as the tape's operation fills its place."""
    operation = draw.operation
    place = operation.writes[0]
    more, keywords = operation.arguments[1:], dict(operation.keywords)
    function = operation.function
    return lambda part: function(part.view(place.shape), *more, **keywords)
