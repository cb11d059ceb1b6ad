"""A program of the machine as it lies in memory: one arena of floats, and operations with addresses in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.engine.step.kernel.library import Library
from playground.engine.step.tape import Column

ROOM = 8
"""How many numbers an operation may read and write behind the end of a block."""
LINE = 16
"""Blocks begin at multiples of so many floats: a line of the cache."""

OP = np.dtype([("run", "u8"), *((name, "u8") for name in "oabcdefg"), ("n", "i4"), ("size", "i4", 10), ("s", "f4", 3)])
"""As `source/machine.h` has it; likewise the next ones."""
PATCH = np.dtype([("where", "u8"), ("sign", "f8"), ("column", "i8")])
RESIDENT = np.dtype([("outside", "u8"), ("inside", "u8"), ("count", "i8"), ("back", "i8")])
INPUT = np.dtype([("inside", "u8"), ("count", "i8")])
PROGRAM = np.dtype(
    [
        *((name, "u8") for name in ("ops", "patches", "inputs")),
        *((name, "i8") for name in ("op_count", "patch_count", "input_count", "size")),
    ]
)
JOB = np.dtype(
    [
        *((name, "u8") for name in ("programs", "residents")),
        *((name, "i8") for name in ("resident_count", "steps")),
        *((name, "u8") for name in ("which", "rows")),
        *(("source", "u8", 2), ("batch", "u8", 2), ("width", "i8", 2)),
        *(("numbers", "u8"), ("drawn", "u8"), ("columns", "i8"), ("row", "u8", 3), ("stride", "i8", 3)),
        *((name, "u8") for name in ("ring", "theta", "weights", "bounds", "told", "last")),
        *((name, "i8") for name in ("n", "nodes", "wide")),
    ]
)

Number: TypeAlias = float | Column


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A piece of the arena: ``size`` floats from ``start``, and room behind them."""

    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a block from which numbers lie one after the other."""

    block: Block
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Op:
    """One operation of the machine: what `source` says of the fields."""

    name: str
    n: int
    o: Spot | None = None
    a: Spot | None = None
    b: Spot | None = None
    c: Spot | None = None
    d: Spot | None = None
    e: Spot | None = None
    f: Spot | None = None
    g: Spot | None = None
    size: tuple[int, ...] = ()
    s: tuple[Number, ...] = ()


@dataclass(slots=True)
class Layout:
    """The blocks of an arena that is still to be made."""

    size: int = 0

    def block(self, size: int) -> Block:
        """Room for ``size`` floats."""
        block = Block(self.size, size)
        self.size += -(-(size + ROOM) // LINE) * LINE
        return block


class Arena:
    """The memory of a few programs."""

    def __init__(self, layout: Layout) -> None:
        self._memory = np.zeros(layout.size + LINE, dtype=np.float32)
        skipped = -self._memory.ctypes.data % (4 * LINE) // 4
        self.floats = self._memory[skipped:]
        self.address = self.floats.ctypes.data

    def at(self, spot: Spot | None) -> int:
        """The address of a spot; 0 for none."""
        return 0 if spot is None else self.address + 4 * (spot.block.start + spot.offset)

    def view(self, block: Block) -> NDArray[np.float32]:
        """The numbers of a block."""
        return self.floats[block.start : block.start + block.size]


@dataclass(frozen=True, slots=True, eq=False)
class Linked:
    """A program that can run: the arrays that the machine reads. They must live as long as it runs."""

    ops: NDArray[Any]
    patches: NDArray[Any]
    inputs: NDArray[Any]

    def entry(self, size: int) -> tuple[int, ...]:
        """A row of `PROGRAM`."""
        parts = (self.ops, self.patches, self.inputs)
        return (*(part.ctypes.data for part in parts), *map(len, parts), size)


def linked(ops: Sequence[Op], inputs: Sequence[Block], arena: Arena, library: Library) -> Linked:
    """Operations with the addresses of an arena; ``inputs`` are filled before each step."""
    table = np.zeros(len(ops), dtype=OP)
    patches: list[tuple[int, float, int]] = []
    assert OP.fields is not None
    first_number = OP.fields["s"][1]
    for index, op in enumerate(ops):
        row = table[index]
        row["run"] = library.codes[op.name]
        row["n"] = op.n
        for name in "oabcdefg":
            row[name] = arena.at(getattr(op, name))
        row["size"][: len(op.size)] = op.size
        for place, number in enumerate(op.s):
            if isinstance(number, Column):
                where = table.ctypes.data + index * OP.itemsize + first_number + 4 * place
                patches.append((where, number.sign, number.index))
            else:
                row["s"][place] = number
    library.link(table.ctypes.data, len(table))
    filled = [(arena.at(Spot(block)), block.size) for block in inputs]
    return Linked(table, np.array(patches, dtype=PATCH), np.array(filled, dtype=INPUT))
