"""Dropout's masks of many steps at once, the same as torch draws one by one, bit for bit, where it draws them alike."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.engine.step.kernel.library import Library, library_if_there
from playground.engine.step.kernel.lowering import argument
from playground.engine.step.tape import Operation


def drawn_masks(programs: Sequence[Sequence[Operation]], which: NDArray[np.int64]) -> Tensor | None:
    """The numbers that steps draw, one after the other; None if not ours to draw.

    Ours are ``bernoulli_`` of one generator, where torch draws as `source/masks.c` does; on Intel's processors it does
    otherwise. The generator stands where torch would have left it.

    Args:
        programs: the operations that draw in a step of each program, in their order. which: the steps' programs.

    """
    operations = [operation for program in programs for operation in program]
    generator = operations[0].keywords.get("generator")
    ours = all(
        operation.function is torch.ops.aten.bernoulli_.float
        and isinstance(argument(operation, "p"), float)
        and operation.keywords.get("generator") is generator
        for operation in operations
    )
    found = library_if_there()
    same = len({len(program) for program in programs}) == 1
    if not (ours and same) or generator is None or found is None or not _alike():
        return None
    counts = np.array([[o.writes[0].count for o in program] for program in programs], dtype=np.int64)
    chances = np.array([[argument(o, "p") for o in program] for program in programs], dtype=np.float64)
    return _masks(found, generator, counts[which].reshape(-1), chances[which].reshape(-1))


def _masks(
    found: Library, generator: torch.Generator, counts: NDArray[np.int64], chances: NDArray[np.float64]
) -> Tensor:
    masks = torch.empty(int(counts.sum()))
    state = generator.get_state()
    found.masks(state.data_ptr(), len(counts), counts.ctypes.data, chances.ctypes.data, masks.data_ptr())
    generator.set_state(state)
    return masks


@cache
def _alike() -> bool:
    """Whether this torch on this processor draws as we do, seen by drawing."""
    found = library_if_there()
    if found is None:
        return False
    counts, chances = np.array([700, 31, 1, 5000, 80]), np.array([0.8, 0.5, 0.1, 0.95, 1e-3])
    ours, theirs = torch.Generator().manual_seed(1), torch.Generator().manual_seed(1)
    masks = _masks(found, ours, counts, chances)
    for mask, chance in zip(torch.split(masks, counts.tolist()), chances.tolist(), strict=True):
        if not torch.equal(mask, torch.empty(len(mask)).bernoulli_(chance, generator=theirs)):
            return False
    return torch.equal(ours.get_state(), theirs.get_state())
