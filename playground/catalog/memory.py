"""What a network takes in memory while it computes, and so of how many examples at once it does."""

from __future__ import annotations

import os
import sys
from math import prod

from playground.catalog.analysis import Analysis
from playground.catalog.families import Optimizer

MOST_PREVIEWED = 300_000
"""Multiply-adds for one example: what takes more is not computed by the formulas in NumPy, which are slow."""

_BYTES_AT_ONCE = 256 * 2**20
"""Of outputs while a piece of a part goes forward."""

_WORK_AT_ONCE = 2_000_000_000
"""Multiply-adds in a piece: about a tenth of a second of one core."""

_MOST_AT_ONCE = 16_384
_MOST_PICTURES_AT_ONCE = 512
"""Convolutions of more take two to three times as long for each: what they compute with leaves the cache."""

_BYTES_SHOWN = 128 * 2**20
"""Of all nodes' outputs, where a picture is made of all of them."""

_ROWS_KEPT = 9
"""So often the learned numbers lie in memory beside the optimizer's memory: they, their gradient, which of them are
weights; before and after a step, its gradient; and the places that training can go back to."""


def outputs(analysis: Analysis) -> int:
    """How many numbers all nodes give for one example."""
    return sum(prod(analysis.signatures[id].output) for id in analysis.order if id in analysis.signatures)


def rows_at_once(analysis: Analysis) -> int:
    """How many examples go forward at once where a whole part does."""
    memory = _BYTES_AT_ONCE // (8 * max(1, outputs(analysis)))  # what a node gives, and Z beside it
    pictures = any(len(analysis.signatures[id].output) > 1 for id in analysis.order if id in analysis.signatures)
    most = _MOST_PICTURES_AT_ONCE if pictures else _MOST_AT_ONCE
    return max(1, min(most, memory, _WORK_AT_ONCE // max(1, analysis.multiply_adds)))


def rows_to_show(analysis: Analysis) -> int:
    """Of how many examples all nodes' outputs can be kept."""
    return max(1, _BYTES_SHOWN // (4 * max(1, outputs(analysis))))


def quick(analysis: Analysis) -> bool:
    """Whether a window can compute it by the formulas, for some thousand examples, without waiting long."""
    return analysis.multiply_adds <= MOST_PREVIEWED


def memory_to_train(analysis: Analysis, optimizer: type[Optimizer], batch_size: int) -> int:
    """Bytes that training takes on top of the data, about: float32, outputs and their gradients of a batch."""
    learned = analysis.parameters * (_ROWS_KEPT + 4 * len(optimizer.slots))
    return 4 * (learned + 3 * batch_size * outputs(analysis))


def memory_here() -> int:
    """Bytes of main memory that this machine has; 0 where that cannot be told."""
    if sys.platform == "win32":
        return _windows_memory()
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _windows_memory() -> int:
    import ctypes

    class Status(ctypes.Structure):
        """MEMORYSTATUSEX of the Windows API."""

        _fields_ = (
            ("length", ctypes.c_uint32),
            ("load", ctypes.c_uint32),
            *((name, ctypes.c_uint64) for name in ("total", "here", "paged", "pages", "room", "free", "more")),
        )

    status = Status(length=ctypes.sizeof(Status))
    told = ctypes.WinDLL("kernel32").GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined,unused-ignore]
    return int(status.total) if told else 0
