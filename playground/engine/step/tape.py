"""One training step as a list of operations on places in memory: what a faster stepper is made from.

A tape has no views, no autograd and no Python: whatever the text of the step or a block of the catalogue does, what is
left of it is a row of ATen operations, each with where it reads and where it writes. Everything that can be known in
advance is known: a place is a root (`Memory`) with shape, strides and offset, so that transposing, slicing or
flattening costs nothing. `playground.engine.step.record` makes tapes, `playground.engine.step.tidy` shortens them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import torch
from torch import Tensor
from torch._ops import OpOverload

Kind: TypeAlias = Literal["fixed", "x", "y", "theta row", "gradient row", "loss row", "temporary"]


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """A root: a piece of memory that places lie in. Two are the same only if they are one object.

    Attributes:
        kind: where it comes from.

            - ``fixed``: ``tensor``, which outlives all steps and never moves. It is theta, its gradient, the
              optimizer's state, the buffers or a constant; a step reads it as it is then and changes it in place.
            - ``x``, ``y``: the step's examples, contiguous, shape (m, …): only read.
            - ``theta row``, ``gradient row``, ``loss row``: the step's row of `Chunk.theta`, `Chunk.gradient`,
              `Chunk.loss`, contiguous: only written.
            - ``temporary``: what one operation leaves for a later one of the same step. Its first operation writes it;
              nothing of it is read in the next step.

        name: for people: ``theta``, ``gradient``, ``buffers``, ``state.mean``, ``weights``, ``frozen``, ``constant``.
        dtype, size: of how many numbers of what type it consists.
        tensor: all of a ``fixed`` one as a flat tensor of shape (size,); None for the others.
        constant: whether no operation of the tape writes it and nobody else does: its numbers are always the same.

    """

    kind: Kind
    name: str
    dtype: torch.dtype
    size: int
    tensor: Tensor | None = None
    constant: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """An array in memory: element (i, j, …) is number ``offset + i · strides[0] + j · strides[1] + …`` of its root.

    Strides of 0 are those of a broadcast array. Two places are equal if they are the same numbers in the same shape.
    """

    memory: Memory
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    offset: int

    @property
    def contiguous(self) -> bool:
        """Whether the numbers lie in one row, in order."""
        step = 1
        for size, stride in zip(reversed(self.shape), reversed(self.strides), strict=True):
            if size != 1 and stride != step:
                return False
            step *= size
        return True

    @property
    def count(self) -> int:
        """How many elements it has."""
        return math.prod(self.shape)


@dataclass(frozen=True, slots=True)
class Column:
    """The step's number in column ``index`` of `Chunk.numbers`, times ``sign`` (1.0 or −1.0)."""

    index: int
    sign: float


Argument: TypeAlias = Any
"""`Place`, `Column`, a tuple of arguments, or a plain constant: float, int, bool, None, str, torch.dtype, device,
layout or memory format, or the torch.Generator that random numbers come from."""


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One call: ``results ← function(*arguments, **keywords)``.

    Attributes:
        function: which ATen operation, such as ``torch.ops.aten.addmm.default``; ``str(function)`` is
            ``"aten.addmm.default"`` and ``function._schema`` says what each argument means.
        arguments, keywords: as the call has them; those that are missing at the end have the schema's default.
        results: where what it gives is to be written, in the order of the schema's returns; None for one that nobody
            reads. Of an operation in place (``add_``) the only result is its first argument.
        writes: all that it changes: results that are read, what it changes in place (batch norm's running averages).

    """

    function: OpOverload
    arguments: tuple[Argument, ...]
    keywords: Mapping[str, Argument]
    results: tuple[Place | None, ...]
    writes: tuple[Place, ...]

    @property
    def name(self) -> str:
        """As in ``aten.addmm.default``."""
        return str(self.function)

    @property
    def in_place(self) -> bool:
        """Whether its result is its first argument, changed."""
        return bool(self.function._schema.is_mutable and self.arguments and self.results == (self.arguments[0],))

    @property
    def random(self) -> bool:
        """Whether it draws random numbers: in a chunk these are drawn step by step, in the order of the tape."""
        return torch.Tag.nondeterministic_seeded in self.function.tags

    @property
    def reads(self) -> tuple[Place, ...]:
        """All places among the arguments; the target of an operation in place is one of them."""
        return tuple(places(self.arguments)) + tuple(places(tuple(self.keywords.values())))


@dataclass(frozen=True, slots=True, eq=False)
class Tape:
    """A whole step for batches of ``size`` examples: do the operations one after the other.

    Attributes:
        size: m. shape_x, shape_y: of the step's examples, m first.
        columns: how many columns `Chunk.numbers` has.
        operations: the step; every ``temporary`` is written before it is read.

    """

    size: int
    shape_x: tuple[int, ...]
    shape_y: tuple[int, ...]
    columns: int
    operations: tuple[Operation, ...]

    @property
    def random(self) -> tuple[Operation, ...]:
        """The operations that draw random numbers, in their order."""
        return tuple(operation for operation in self.operations if operation.random)

    def __str__(self) -> str:
        names: dict[Memory, str] = {}
        return "\n".join(_line(operation, names) for operation in self.operations)


def places(arguments: Argument) -> Iterator[Place]:
    """All places among arguments, also in lists."""
    if isinstance(arguments, Place):
        yield arguments
    elif isinstance(arguments, tuple):
        for argument in arguments:
            yield from places(argument)


def _line(operation: Operation, names: dict[Memory, str]) -> str:
    def word(argument: Argument) -> str:
        if isinstance(argument, Place):
            memory = argument.memory
            if memory not in names:
                names[memory] = f"t{len(names)}" if memory.kind == "temporary" else memory.name
            return f"{names[memory]}{list(argument.shape)}" + (f"+{argument.offset}" if argument.offset else "")
        if isinstance(argument, Column):
            return f"{'-' if argument.sign < 0 else ''}numbers[{argument.index}]"
        if isinstance(argument, tuple):
            return f"[{', '.join(map(word, argument))}]"
        return str(argument)

    given = [*map(word, operation.arguments), *(f"{name}={word(value)}" for name, value in operation.keywords.items())]
    return (
        f"{', '.join('_' if r is None else word(r) for r in operation.results)} = {operation.name}({', '.join(given)})"
    )
