"""Programs in an arena, and the call that runs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.tensor import Ints
from playground.engine.step.contract import Chunk, Norms, RefusedError
from playground.engine.step.kernel.library import library
from playground.engine.step.kernel.lowering import Drawn, Fixed, Lowering
from playground.engine.step.kernel.masks import drawn_masks
from playground.engine.step.kernel.operations import TABLE
from playground.engine.step.kernel.program import (
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


def _word(name: str) -> int:
    """Which of the words of a job a field is."""
    assert JOB.fields is not None
    return JOB.fields[name][1] // 8


_FIELDS = ("steps", "which", "rows", "numbers", "drawn", "columns", "row", "stride")
_STEPS, _WHICH, _ROWS, _NUMBERS, _DRAWN, _COLUMNS, _ROW, _STRIDE = map(_word, _FIELDS)
_RING, _WEIGHTS, _BOUNDS, _TOLD, _LAST, _NODES, _WIDE = map(
    _word, ("ring", "weights", "bounds", "told", "last", "nodes", "wide")
)

_RING_ROWS = 17
"""As `source/machine.h` has it."""

MOST_MULTIPLICATIONS = 20_000_000
"""In the products of matrices of one step. Above, torch's own are as fast, and more threads than one begin to pay."""


class Machine:
    """An arena, and programs in it by batch size.

    Args:
        x, y: the examples that steps take some of.
        tapes: the step by batch size.
        theta: the parameters, of which norms may be asked for.

    Raises:
        RefusedError: the library is not there, or the step has an operation that it does not know, or is too large.

    """

    def __init__(self, x: Tensor, y: Tensor, tapes: Mapping[int, Tape], theta: Tensor | None = None) -> None:
        found = library()
        self._run = found.run
        fixed = Fixed(Layout())
        lowered = {size: Lowering(tapes[size], fixed, TABLE) for size in sorted(tapes, reverse=True)}
        if (most := max(low.multiplications for low in lowered.values())) > MOST_MULTIPLICATIONS:
            raise RefusedError(
                tr("a step of {count} multiplications is done by torch as fast", count=f"{most / 1e6:.3g} · 10⁶")
            )
        self._arena = Arena(fixed.layout)
        self._numbers = np.full(max(lowered) + 1, -1)
        self._numbers[list(lowered)] = np.arange(len(lowered))
        self._programs = [
            linked(low.ops, [draw.block for draw in low.drawn], self._arena, found) for low in lowered.values()
        ]
        self._drawn = [low.drawn for low in lowered.values()]
        entries = [program.entry(size) for size, program in zip(lowered, self._programs, strict=True)]
        self._table = np.array(entries, dtype=PROGRAM)
        self._outside: list[Tensor] = []
        self._residents = self._resident(fixed)
        parts = [part for part in (("x", x), ("y", y)) if part[0] in fixed.batch]
        self._examples = {kind: _floats(source) for kind, source in parts}
        self._random = any(self._drawn)
        self._job = np.zeros(1, dtype=JOB)
        self._words = self._job.view(np.int64)  # numbers and addresses alike: set one by one they take no time
        job = self._job[0]
        job["programs"] = self._table.ctypes.data
        job["residents"], job["resident_count"] = self._residents.ctypes.data, len(self._residents)
        for kind, source in parts:
            index = "xy".index(kind)
            job["source"][index], job["width"][index] = self._examples[kind].ctypes.data, source[0].numel()
            job["batch"][index] = self._arena.at(Spot(fixed.batch[kind]))
        self._ring = np.zeros(0, dtype=np.float32)
        if theta is not None:
            job["n"], job["theta"] = theta.numel(), self._arena.at(Spot(fixed.blocks[theta.data_ptr()][1]))
        self._address = self._job.ctypes.data

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

    def knows(self, sizes: Ints) -> bool:
        """Whether it has a program for each of these batch sizes."""
        return bool(sizes.max() < len(self._numbers) and self._numbers[sizes].min() >= 0)

    def run(self, chunk: Chunk) -> None:
        """All steps of a chunk in one call."""
        words = self._words
        which = self._numbers[chunk.sizes]
        rows, numbers = np.ascontiguousarray(chunk.rows), np.ascontiguousarray(chunk.numbers)
        drawn = self._draw(which) if self._random else None
        words[_STEPS], words[_COLUMNS] = len(which), numbers.shape[1]
        words[_WHICH], words[_ROWS], words[_NUMBERS] = (array.ctypes.data for array in (which, rows, numbers))
        words[_DRAWN] = 0 if drawn is None else drawn.data_ptr()
        for index, tensor in enumerate((chunk.theta, chunk.gradient, chunk.loss)):
            words[_ROW + index], words[_STRIDE + index] = tensor.data_ptr(), tensor.stride(0)
        words[_RING] = 0 if chunk.norms is None else self._ask_for(chunk.norms)
        self._run(self._address)

    def _ask_for(self, norms: Norms) -> int:
        """Note where norms are to be put; the address of the ring for the rows of which they are taken."""
        words, n = self._words, norms.gradient.numel()
        if len(self._ring) < _RING_ROWS * n:
            self._ring = np.zeros(_RING_ROWS * n, dtype=np.float32)
        words[_WEIGHTS] = 0 if norms.weights is None else norms.weights.data_ptr()
        words[_BOUNDS], words[_NODES] = norms.bounds.ctypes.data, len(norms.bounds)
        words[_TOLD], words[_WIDE] = norms.told.ctypes.data, norms.told.strides[0] // norms.told.itemsize
        words[_LAST] = norms.gradient.data_ptr()
        return self._ring.ctypes.data

    def _draw(self, which: NDArray[np.int64]) -> Tensor:
        """The random numbers of steps of these programs, drawn in the order in which the eager step draws them."""
        masks = drawn_masks([[draw.operation for draw in drawn] for drawn in self._drawn], which)
        if masks is not None:
            return masks
        sizes = [[draw.block.size for draw in drawn] for drawn in self._drawn]
        calls = [[_call_of(draw) for draw in drawn] for drawn in self._drawn]
        numbers = torch.empty(sum(sum(sizes[program]) for program in which))
        start = 0
        for program in which:
            for size, call in zip(sizes[program], calls[program], strict=True):
                call(numbers[start : start + size])
                start += size
        return numbers


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
