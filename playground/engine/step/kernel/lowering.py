"""Turns a tape into operations of the machine: where everything lies, copied where the machine wants it otherwise.

`playground.engine.step.kernel.operations` says how each ATen operation is done, with what stands here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import torch

from playground.engine.step.contract import RefusedError
from playground.engine.step.kernel.program import Block, Layout, Number, Op, Spot
from playground.engine.step.tape import Argument, Column, Memory, Operation, Place, Tape
from playground.spec.words import tr

ROWS = ("theta row", "gradient row", "loss row")

_EXACT = (torch.float32, torch.bool, torch.int64, torch.int32, torch.uint8)
"""Types that are kept as float32; class numbers are small enough to be exact."""


@dataclass(slots=True, eq=False)
class Fixed:
    """What all programs of an arena share: memory that outlives the steps, by its address."""

    layout: Layout
    blocks: dict[int, tuple[Memory, Block]] = field(default_factory=dict)
    batch: dict[str, Block] = field(default_factory=dict)
    written: set[int] = field(default_factory=set)

    def block(self, memory: Memory) -> Block:
        """Where the machine has it."""
        assert memory.tensor is not None
        address = memory.tensor.data_ptr()
        if address not in self.blocks or self.blocks[address][1].size != memory.size:
            if not memory.constant and memory.dtype != torch.float32:
                raise RefusedError(tr("{name} are no float32 numbers", name=memory.name))
            self.blocks[address] = (memory, self.layout.block(memory.size))
        return self.blocks[address][1]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Random numbers that torch draws for every step: the call, and where the machine wants them."""

    operation: Operation
    block: Block


class Lowering:
    """A tape as operations of the machine.

    Attributes:
        ops: the program. drawn: what is to be drawn for it at every step.
        multiplications: in all its products of matrices.

    Args:
        tape: the step. fixed: what it shares with the programs for other batch sizes.
        table: by the name of an ATen operation without namespace and overload, how it is done.

    Raises:
        RefusedError: the machine cannot do an operation; the sentence names it.

    """

    def __init__(self, tape: Tape, fixed: Fixed, table: Mapping[str, Callable[[Lowering, Operation], None]]) -> None:
        self.ops: list[Op] = []
        self.drawn: list[Drawn] = []
        self.multiplications = 0
        self._fixed = fixed
        self._blocks: dict[Memory, Block] = {}
        self._copies: dict[Memory, dict[Place, Spot]] = {}
        self._loose: Memory | None = None
        self._read = {place.memory for operation in tape.operations for place in _sources(operation)}
        operations, self._loose = gradients_last(tape.operations)
        for operation in operations:
            name = operation.function._schema.name.removeprefix("aten::")
            how = table.get(name) or (table.get(name[:-1]) if name.endswith("_") else None)
            if how is None:
                raise RefusedError(tr("the kernel does not know the operation {name}", name=name))
            for place in (*operation.reads, *operation.writes):
                if place.memory.dtype not in _EXACT:
                    number = str(place.memory.dtype).removeprefix("torch.")
                    raise RefusedError(
                        tr("{name} computes with {number}, the kernel with float32", name=name, number=number)
                    )
            how(self, operation)
            for place in operation.writes:
                self._copies.pop(place.memory, None)

    # ------------------------------------------------------------------ memory

    def block(self, memory: Memory) -> Block:
        """Where memory lies in the arena."""
        if memory.kind == "fixed":
            return self._fixed.block(memory)
        if memory.kind in ("x", "y"):
            found = self._fixed.batch.get(memory.kind)
            if found is None or found.size < memory.size:
                found = self._fixed.batch[memory.kind] = self._fixed.layout.block(memory.size)
            return found
        if memory not in self._blocks:
            self._blocks[memory] = self._fixed.layout.block(memory.size)
        return self._blocks[memory]

    def scratch(self, size: int) -> Spot:
        """Room for ``size`` numbers that nothing else uses."""
        return Spot(self._fixed.layout.block(size))

    def spot(self, place: Place) -> Spot:
        """Where the first element lies."""
        return Spot(self.block(place.memory), place.offset)

    def row(self, place: Place) -> Spot:
        """Where the elements lie one after the other, the last axis the fastest; copied there if they do not."""
        if place.contiguous or place.count == 1:
            return self.spot(place)
        copies = self._copies.setdefault(place.memory, {})
        if place not in copies:
            target = self.scratch(place.count)
            self._lay_out(target, steps(place.shape), self.spot(place), place.strides, place.shape)
            copies[place] = target
        return copies[place]

    def written(self, place: Place, *, exact: bool = False) -> tuple[Spot, Callable[[], None]]:
        """Where to write a result in a row, and what to call when that is done.

        What is written may go beyond its end; where that would hurt (or with ``exact``, never) it is written elsewhere
        and copied.
        """
        if place.memory.kind == "fixed":
            assert place.memory.tensor is not None
            self._fixed.written.add(place.memory.tensor.data_ptr())
        ends = place.offset + place.count == place.memory.size or place.memory is self._loose
        if place.contiguous and (ends or exact):
            return self.spot(place), lambda: None
        made = self.scratch(place.count)

        def put() -> None:
            if place.contiguous:
                self.emit("copy", place.count, o=self.spot(place), a=made)
            else:
                self._lay_out(self.spot(place), place.strides, made, steps(place.shape), place.shape)

        return made, put

    def _lay_out(
        self, to: Spot, to_strides: Sequence[int], source: Spot, strides: Sequence[int], shape: Sequence[int]
    ) -> None:
        axes = merged(shape, to_strides, strides)
        while len(axes) < 3:
            axes.insert(0, (1, 0, 0))
        if len(axes) > 3:
            raise RefusedError(tr("an array of shape {shape} is laid out in too many ways", shape=tuple(shape)))
        sizes, there, here = zip(*axes, strict=True)
        self.emit("lay_out", 0, o=to, a=source, size=(*sizes, *there, *here))

    # ------------------------------------------------------------------ operations

    def emit(self, name: str, n: int, **fields: Any) -> None:
        """One operation of the machine."""
        self.ops.append(Op(name, n, **fields))

    def pointwise(self, name: str, result: Place, *given: Place, s: tuple[Number, ...] = ()) -> None:
        """``name`` for every element of ``result``, of operands that are broadcast to it."""
        operands = [broadcast(place, result.shape) for place in given]
        order = sorted(range(len(result.shape)), key=lambda axis: -result.strides[axis])
        result = permuted(result, order)
        operands = [permuted(place, order) for place in operands]
        single = [len(given) == 2 and place.count == 1 and result.count > 1 for place in given]
        if len(single) == 2 and all(single):
            single[0] = False
        spots = [self.spot(place) if alone else self.row(place) for place, alone in zip(operands, single, strict=True)]
        target, put = self.written(result)
        n = -(-result.count // 8) * 8
        self.emit(name, n, o=target, size=tuple(map(int, single)), s=s, **dict(zip("abc", spots, strict=False)))
        put()

    def reduce(self, result: Place, given: Place, axes: Sequence[int], factor: float = 1.0) -> None:
        """``factor`` times the sum over ``axes``."""
        rank = len(given.shape)
        over = sorted(axis % rank for axis in axes) if axes else list(range(rank))
        kept = [axis for axis in range(rank) if axis not in over]
        count = math.prod(given.shape[axis] for axis in over)
        flat = Place(result.memory, (result.count,), (1,), result.offset)
        if not result.contiguous:
            raise RefusedError(tr("a sum is wanted in a layout that the kernel does not have"))
        target, put = self.written(flat)
        if kept and over == list(range(len(over))) and given.contiguous:
            wide = given.count // count
            self.emit("sum_of_rows", count, o=target, a=self.row(given), size=(wide,), s=(factor,))
        else:
            source = self.row(permuted(given, [*kept, *over]))
            self.emit("sum_in_rows", given.count // count, o=target, a=source, size=(count,), s=(factor,))
        put()

    def product(self, result: Place, a: Place, b: Place, bias: Place | None) -> None:
        """``result`` = a b + bias for matrices, the bias a row."""
        (m, k), n = a.shape, b.shape[1]
        self.multiplications += m * n * k
        packed = None if b.strides[1] == 1 or n == 1 else self.scratch(k * max(n, 8))
        row = None if bias is None else self.row(broadcast(bias, (n,)))
        target, put = self.written(result)
        size = (n, k, a.strides[0], a.strides[1], b.strides[0], b.strides[1])
        self.emit("matrix_product", m, o=target, a=self.spot(a), b=self.spot(b), c=row, d=packed, size=size)
        put()

    def give(self, place: Place, source: Place) -> None:
        """The step's row of theta, gradient or loss."""
        if place.count != place.memory.size:
            raise RefusedError(tr("only a part of a row is written at once"))
        row = self.row(source)
        self.emit("give", place.count, a=row, size=(ROWS.index(place.memory.kind),))
        if place.memory in self._read:  # theta as it was, where a part of it is frozen
            self.emit("copy", place.count, o=Spot(self.block(place.memory)), a=row)

    def draw(self, operation: Operation) -> None:
        """Random numbers, by torch."""
        place = operation.writes[0]
        if not operation.in_place or not place.contiguous or place.count != place.memory.size or place.offset:
            raise RefusedError(tr("random numbers are drawn in a way that the kernel does not have"))
        self.drawn.append(Drawn(operation, self.block(place.memory)))


def steps(shape: Sequence[int]) -> tuple[int, ...]:
    """The strides of an array of that shape whose elements lie in a row."""
    found, step = [], 1
    for size in reversed(shape):
        found.append(step)
        step *= size
    return tuple(reversed(found))


def broadcast(place: Place, shape: Sequence[int]) -> Place:
    """The same array in a larger shape, as NumPy and torch broadcast it."""
    if place.shape == tuple(shape):
        return place
    missing = len(shape) - len(place.shape)
    strides = [0] * missing
    for size, stride, wanted in zip(place.shape, place.strides, shape[missing:], strict=True):
        strides.append(stride if size == wanted else 0)
    return Place(place.memory, tuple(shape), tuple(strides), place.offset)


def permuted(place: Place, order: Sequence[int]) -> Place:
    """The same array with its axes in another order."""
    if len(order) != len(place.shape):
        return place
    shape, strides = tuple(place.shape[i] for i in order), tuple(place.strides[i] for i in order)
    return Place(place.memory, shape, strides, place.offset)


def merged(shape: Sequence[int], one: Sequence[int], other: Sequence[int]) -> list[tuple[int, int, int]]:
    """Sizes and both strides of as few axes as walk through both layouts alike."""
    axes: list[tuple[int, int, int]] = []
    for size, first, second in zip(shape, one, other, strict=True):
        if size == 1:
            continue
        if axes and axes[-1][1] == first * size and axes[-1][2] == second * size:
            axes[-1] = (axes[-1][0] * size, first, second)
        else:
            axes.append((size, first, second))
    return axes


def gradients_last(operations: Sequence[Operation]) -> tuple[list[Operation], Memory | None]:
    """The parts of the gradient made one after the other in their order in memory, where nothing speaks against it.

    Then each may write beyond its end: what it spoils is written afterwards. Returns the gradient's memory if so.
    """
    parts = [i for i, o in enumerate(operations) if any(_gradient(p) for p in o.writes) and not o.in_place]
    touching = [i for i, o in enumerate(operations) if any(map(_gradient, (*o.reads, *o.writes)))]
    made: list[Operation] = []
    for index in parts:
        operation = operations[index]
        if touching[: len(parts)] != parts or len(operation.writes) != 1:
            return list(operations), None
        made.append(operation)
    if not made:
        return list(operations), None
    last = parts[-1]
    for index in parts:
        read = {place.memory for place in operations[index].reads}
        if any(place.memory in read for o in operations[index + 1 : last + 1] for place in o.writes):
            return list(operations), None
    made.sort(key=lambda operation: operation.writes[0].offset)
    memory = made[0].writes[0].memory
    at = 0
    for operation in made:
        if operation.writes[0].offset != at:
            return list(operations), None
        at += operation.writes[0].count
    if at != memory.size:
        return list(operations), None
    rest = [operation for index, operation in enumerate(operations[: last + 1]) if index not in set(parts)]
    return [*rest, *made, *operations[last + 1 :]], memory


def _gradient(place: Place) -> bool:
    return place.memory.kind == "fixed" and place.memory.name == "gradient"


def _sources(operation: Operation) -> tuple[Place, ...]:
    """What an operation reads, but for the target that `copy_` only writes."""
    return operation.reads[1:] if operation.function is torch.ops.aten.copy_.default else operation.reads


def argument(operation: Operation, name: str, default: Argument = None) -> Argument:
    """An argument by its name in the schema, or what the schema has in its place."""
    for index, declared in enumerate(operation.function._schema.arguments):
        if declared.name == name:
            if index < len(operation.arguments):
                return operation.arguments[index]
            if name in operation.keywords:
                return operation.keywords[name]
            return declared.default_value if declared.has_default_value() else default
    return default


def opposite(number: Number) -> Number:
    """Minus it."""
    return replace(number, sign=-number.sign) if isinstance(number, Column) else -number
