"""The compiled machine, loaded once a process."""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path

from platformdirs import user_cache_path

from playground.engine.step.contract import RefusedError
from playground.engine.step.kernel.build import HERE, file_name
from playground.spec.words import tr


class Library:
    """The doors of the library. All of them release the interpreter's lock while they work."""

    def __init__(self, path: Path) -> None:
        self._loaded = loaded = ctypes.CDLL(str(path))
        names = loaded.playground_operations
        names.restype = ctypes.POINTER(ctypes.c_char_p)
        self.codes: dict[str, int] = {}
        found = names()
        while (word := found[len(self.codes)]) is not None:
            self.codes[word.decode()] = len(self.codes)
        self.link = loaded.playground_link
        self.link.restype = None
        self.link.argtypes = (ctypes.c_void_p, ctypes.c_int64)
        self.run = loaded.playground_run
        self.run.restype = None
        self.run.argtypes = (ctypes.c_void_p,)
        self.orders = loaded.playground_orders
        self.orders.restype = None
        self.orders.argtypes = (ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p)
        self.norms = loaded.playground_norms
        self.norms.restype = None
        address, count = ctypes.c_void_p, ctypes.c_int64
        self.norms.argtypes = (address, address, address, count, count, address, count, address, count)
        self.masks = loaded.playground_masks
        self.masks.restype = None
        self.masks.argtypes = (address, count, address, address, address)
        self.wide = bool(loaded.playground_wide())


def places() -> tuple[Path, ...]:
    """Where the library may lie: beside this file, or in the user's cache."""
    return HERE / file_name(), user_cache_path("playground") / file_name()


def library_if_there() -> Library | None:
    """The library, or None where it was not built or cannot be loaded."""
    try:
        return library()
    except RefusedError:
        return None


@cache
def library() -> Library:
    """The library of this very source.

    Raises:
        RefusedError: it was not built, or it cannot be loaded.

    """
    for path in places():
        if path.is_file():
            try:
                return Library(path)
            except (OSError, AttributeError) as error:
                raise RefusedError(
                    tr("the compiled kernel {path} cannot be loaded: {error}", path=path, error=error)
                ) from error
    raise RefusedError(
        tr("the kernel is not compiled; with a C compiler this does it: python -m playground.engine.step.kernel.build")
    )
