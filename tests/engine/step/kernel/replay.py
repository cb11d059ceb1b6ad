"""One ATen operation, done by torch and by the machine on the same numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch._ops import OpOverload

from playground.engine.step.contract import Chunk
from playground.engine.step.kernel.machine import Machine
from playground.engine.step.tape import Argument, Memory, Operation, Place, Tape


def both(
    function: OpOverload, arguments: tuple[Any, ...], keywords: Mapping[str, Any], reads: tuple[int, ...] | None = None
) -> tuple[list[Tensor], list[Tensor]]:
    """What torch makes of the arguments, and what the machine does; also what both changed of the arguments.

    Args:
        function: the operation. arguments, keywords: of torch; lists of tensors may be among them.
        reads: which of several results are wanted; None: all.

    """
    roots: dict[int, Memory] = {}
    own: dict[int, Tensor] = {}
    alive: list[Tensor] = []

    def place(tensor: Tensor) -> Place:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in roots:
            size = storage.nbytes() // tensor.element_size()
            flat = tensor.as_strided((size,), (1,), 0).clone()
            constant = tensor.dtype != torch.float32
            roots[storage.data_ptr()] = Memory("fixed", "argument", tensor.dtype, size, flat, constant)
            own[storage.data_ptr()] = flat
        return Place(roots[storage.data_ptr()], tuple(tensor.shape), tensor.stride(), int(tensor.storage_offset()))

    def argument(value: Any) -> Argument:
        if isinstance(value, list | tuple):
            return tuple(map(argument, value))
        return place(value) if isinstance(value, Tensor) else value

    given, named = argument(arguments), {name: argument(value) for name, value in keywords.items()}
    made = function(*arguments, **keywords)
    results = list(made) if isinstance(made, tuple | list) else [made]
    places: list[Place | None] = []
    found: list[Tensor] = []
    for index, result in enumerate(results):
        in_place = result.untyped_storage().data_ptr() in roots
        wanted = reads is None or index in reads
        empty = torch.full_like(result, 7.0, dtype=torch.float32) if not in_place else result
        alive.append(empty)
        places.append(place(empty) if wanted and result.numel() else None)
        if places[-1] is not None:
            memory = places[-1].memory
            assert memory.tensor is not None
            found.append(memory.tensor.as_strided(result.shape, result.stride(), result.storage_offset()))
    writes = tuple(place for place in places if place is not None)
    if function is torch.ops.aten.native_batch_norm.default and arguments[5]:
        writes += given[3:5]
    operation = Operation(function, given, named, tuple(places), writes)
    run(operation)
    right = [result.float() for index, result in enumerate(results) if places[index] is not None]
    for address, flat in own.items():
        for tensor in (*arguments, *keywords.values()):
            if (
                isinstance(tensor, Tensor)
                and tensor.untyped_storage().data_ptr() == address
                and not roots[address].constant
            ):
                found.append(flat)
                right.append(tensor.as_strided((roots[address].size,), (1,), 0))
    return right, found


def run(*operations: Operation, steps: int = 1, numbers: tuple[float, ...] = ()) -> None:
    """The operations as a step, once or a few times."""
    none = torch.zeros(1, 1)
    machine = Machine(none, none, {1: Tape(1, (1, 1), (1, 1), len(numbers), operations)})
    rows = (torch.zeros(steps, 1), torch.zeros(steps, 1), torch.zeros(steps))
    sizes = np.ones(steps, dtype=np.int64)
    machine.run(Chunk(np.zeros(steps, dtype=np.int64), sizes, np.tile(np.array(numbers), (steps, 1)), *rows))
