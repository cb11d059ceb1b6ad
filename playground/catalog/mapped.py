"""Arrays that lie on the disk and are mapped into memory, read so that memory does not fill up with them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.tensor import Ints
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr


def rows_of(array: NDArray[Any], rows: Ints) -> NDArray[Any]:
    """``array[rows]``, in memory of its own.

    A row of a mapped file is read from the file: who reads it through the mapping has up to two megabytes around it
    in memory, which stay there.

    Raises:
        IndexError: there is no such row.
        PlaygroundError: the file has become shorter, or is gone.

    """
    source = _file_of(array)
    if source is None or not array.flags.c_contiguous:
        return np.asarray(array)[rows]
    path, start = source
    if len(rows) and not -1 < int(rows.min()) <= int(rows.max()) < len(array):
        raise IndexError(f"rows {rows.min()} to {rows.max()} of {len(array)}")
    found = np.empty((len(rows), *array.shape[1:]), dtype=array.dtype)
    size = array.strides[0]
    memory = found.data.cast("B") if found.size else memoryview(b"")
    try:
        with open(path, "rb", buffering=0) as file:
            for at, row in enumerate(rows.tolist()):
                file.seek(start + row * size)
                if file.readinto(memory[at * size : (at + 1) * size]) != size:
                    raise PlaygroundError(tr("{path} is shorter than it was: row {row} is gone", path=path, row=row))
    except OSError as error:
        raise PlaygroundError(tr("{path} cannot be read any more: {why}", path=path, why=error.strerror)) from error
    return found


def row_of(array: NDArray[Any], row: int) -> NDArray[Any]:
    """``array[row]``, in memory of its own; see `rows_of`.

    The mapping itself must not be read: where the file has become shorter, the system ends the process.
    """
    one: NDArray[Any] = rows_of(array, np.array([row], dtype=np.int64))[0]
    return one


def _file_of(array: NDArray[Any]) -> tuple[str, int] | None:
    """The file that an array is mapped from and where in it the array begins; None where it lies in memory."""
    root: np.memmap[Any, Any] | None = None
    here: Any = array
    while isinstance(here, np.ndarray):
        root = here if isinstance(here, np.memmap) else root
        here = here.base
    if root is None or root.filename is None:
        return None
    return str(root.filename), int(root.offset) + array.ctypes.data - root.ctypes.data
