"""Arrays that lie on the disk and are mapped into memory: what was read of them need not stay there."""

from __future__ import annotations

import mmap
from typing import Any

from numpy.typing import NDArray

READ_AROUND = 1 << 16
"""Bytes that a system maps around each place that is read."""


def mapping_of(array: NDArray[Any]) -> mmap.mmap | None:
    """The mapping that an array is a view of, None where it lies in memory."""
    here: Any = array
    while here is not None and not isinstance(here, mmap.mmap):
        here = getattr(here, "base", None)
    return here


def let_go(array: NDArray[Any]) -> None:
    """The pages that were read of a mapped array are no part of this process's memory any more.

    The system keeps them as long as it has room, and reads the others again when they are asked for. Where a system
    has no word for it, it does so by itself when memory runs short.
    """
    mapping = mapping_of(array)
    if mapping is not None and hasattr(mmap, "MADV_DONTNEED"):
        mapping.madvise(mmap.MADV_DONTNEED)
