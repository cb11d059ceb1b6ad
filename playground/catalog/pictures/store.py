"""Pictures once made or read, kept as bytes in the user's cache: opened again at once, and never all in memory.

A set is two files named by what it was made from: ``<key>.npy`` with the pictures, uint8 of shape (rows, *shape), and
``<key>.npz`` with the targets and notes. The pictures' file appears last, so where it is there, all is.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from playground.catalog.pictures.faults import UNREADABLE
from playground.catalog.tensor import Array, Ints, Raw, Shape
from playground.spec.limits import MOST_PICTURE_BYTES

VARIABLE = "PLAYGROUND_CACHE_DIR"
GIVEN_UP = 24 * 3600.0
"""Seconds without a byte after which a file that was being written is a leftover."""
SMALL = 2_000_000
"""Bytes up to which a set that is quickly made is not worth a file."""
_HEADER = 192


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kept:
    """A set of pictures: ``x`` uint8 of shape (rows, *shape), read-only; targets ``y``; ``notes`` as JSON has them."""

    x: Raw
    y: Ints | Array
    notes: dict[str, Any] = field(default_factory=dict)


Targets = tuple[Ints | Array, dict[str, Any]]


class Sheet:
    """Where pictures are added one after the other: a file, or the memory."""

    def __init__(self, shape: Shape, file: BinaryIO | None) -> None:
        self._shape = shape
        self._file = file
        self._parts: list[Raw] = []
        self.rows = 0

    def add(self, pictures: Raw) -> None:
        """Append uint8 pictures of shape (n, *shape)."""
        if pictures.dtype != np.uint8 or pictures.shape[1:] != self._shape:
            raise ValueError(f"{pictures.dtype} {pictures.shape} on a sheet of {self._shape}")
        self.rows += len(pictures)
        if self._file is None:
            self._parts.append(pictures)
            return
        with _writing():
            self._file.write(np.ascontiguousarray(pictures).data)

    def whole(self) -> Raw:
        """All that was added, where it went into memory."""
        return np.concatenate(self._parts) if self._parts else np.zeros((0, *self._shape), dtype=np.uint8)

    def close(self) -> None:
        """Write what tells NumPy of the array: its first axis is known only now."""
        assert self._file is not None
        told = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {(self.rows, *self._shape)!r}, }}"
        begin = np.lib.format.magic(1, 0) + (_HEADER - 10).to_bytes(2, "little")
        with _writing():
            self._file.seek(0)
            self._file.write(begin + told.encode().ljust(_HEADER - 11) + b"\n")
            self._file.close()


class _NoRoomError(Exception):
    """The cache cannot be written."""


@contextmanager
def _writing() -> Iterator[None]:
    """Within it what the disk refuses means that there is no room."""
    try:
        yield
    except OSError as error:
        raise _NoRoomError from error


def folder() -> Path:
    """Where sets are kept: where the system has such files, or in the folder that PLAYGROUND_CACHE_DIR names."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("playground", appauthor=False) / "pictures"


def key_of(*parts: object) -> str:
    """A name for what was made from ``parts``, whose texts must say all of them."""
    return hashlib.blake2b("\x1f".join(map(repr, parts)).encode(), digest_size=16).hexdigest()


def there(key: str) -> Kept | None:
    """The set of this name, or None where it is not kept."""
    pictures, _ = _paths(key)
    try:
        x = np.load(pictures, mmap_mode="r", allow_pickle=False)
        y, notes = _about(key)
        if x.dtype != np.uint8 or len(x) != len(y):
            return None
    except UNREADABLE:
        return None  # not kept, or cut short: it is made anew
    with suppress(OSError):  # a cache that may only be read does as well
        os.utime(pictures)
    return Kept(x=x, y=y, notes=notes)


def notes_of(key: str) -> tuple[int, dict[str, Any]] | None:
    """The number of pictures and the notes of a kept set without opening its pictures; None where it is not kept."""
    pictures, _ = _paths(key)
    if not pictures.is_file():
        return None
    try:
        y, notes = _about(key)
    except UNREADABLE:
        return None
    return len(y), notes


def _about(key: str) -> tuple[Ints | Array, dict[str, Any]]:
    """What is kept beside the pictures: targets and notes."""
    _, about = _paths(key)
    with about.open("rb") as opened, np.load(opened, allow_pickle=False) as found:
        return found["y"], json.loads(str(found["notes"]))


def keep(key: str, shape: Shape, make: Callable[[Sheet], Targets], *, size: int) -> Kept:
    """The set of this name; where it is not kept, ``make`` adds its pictures to a sheet and gives targets and notes.

    Args:
        key: from `key_of`. shape: of one picture. make: may be called twice, where the cache has no room.
        size: about how many bytes there will be; little is not written to the disk at all.

    """
    if size > SMALL:
        found = there(key)
        if found is not None:
            return found
        try:
            return _written(key, shape, make)
        except _NoRoomError:
            pass  # a full or read-only disk: it goes into memory instead
    sheet = Sheet(shape, None)
    y, notes = make(sheet)
    return Kept(x=sheet.whole(), y=y, notes=notes)


def _written(key: str, shape: Shape, make: Callable[[Sheet], Targets]) -> Kept:
    pictures, about = _paths(key)
    own = uuid.uuid4().hex  # another process may be making the same
    half = pictures.with_name(f"{own}.part")
    try:
        with _writing():
            half.parent.mkdir(parents=True, exist_ok=True)
            file = half.open("wb")
        try:
            file.write(bytes(_HEADER))
            sheet = Sheet(shape, file)
            y, notes = make(sheet)
            sheet.close()
        finally:
            with suppress(OSError):  # what a full disk did not take is tried once more, in vain
                file.close()
        try:
            beside = half.with_suffix(".npz")
            np.savez(beside, y=y, notes=np.array(json.dumps(notes)))
            beside.replace(about)
            half.replace(pictures)
        except OSError as error:
            if not pictures.is_file():  # on Windows a file that another process has open stays: it is the same
                raise _NoRoomError from error
    finally:
        for left in (half, half.with_suffix(".npz")):
            if left.is_file():
                left.unlink()
    _tidy(pictures)
    found = there(key)
    if found is None:
        raise _NoRoomError
    return found


def clear() -> int:
    """Remove all sets, but nothing that was downloaded; the bytes that they took."""
    freed = 0
    for path in (*folder().glob("*.npy"), *folder().glob("*.npz"), *folder().glob("*.part")):
        with suppress(OSError):  # on Windows one that is open stays; another process may have been faster
            size = path.stat().st_size
            path.unlink()
            freed += size
    return freed


def _paths(key: str) -> tuple[Path, Path]:
    return folder() / f"{key}.npy", folder() / f"{key}.npz"


def _tidy(newest: Path) -> None:
    """Let the longest unused sets go where all together are too large, and what nobody is writing any more."""
    for path, seen in _seen("*.part"):
        if time.time() - seen.st_mtime > GIVEN_UP:  # whoever wrote it was ended before the end
            with suppress(OSError):
                path.unlink()
    total = 0
    for path, seen in sorted(_seen("*.npy"), key=lambda each: each[1].st_mtime, reverse=True):
        total += seen.st_size
        if total > MOST_PICTURE_BYTES and path != newest:
            with suppress(OSError):  # on Windows one that is open stays until the next time
                path.unlink()
                path.with_suffix(".npz").unlink(missing_ok=True)


def _seen(pattern: str) -> Iterator[tuple[Path, os.stat_result]]:
    """Files of the cache that are still there when they are looked at: other processes tidy up, too."""
    for path in folder().glob(pattern):
        with suppress(OSError):
            yield path, path.stat()
