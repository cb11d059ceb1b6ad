"""Zip archives: written all or nothing, and read without trust."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from playground.spec.limits import (
    LARGEST_DIRECTORY,
    LARGEST_EXPERIMENT,
    LARGEST_HISTORY,
    LARGEST_PART_OF_TEXT,
    LARGEST_RATIO_OF_ARRAYS,
    LARGEST_RATIO_OF_TEXT,
    MOST_PARTS,
    RATIO_FROM,
)
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.workbench.disk import reason, write_atomically


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a file may be, in bytes; beyond that it is refused before it can fill the memory."""

    file: int = LARGEST_EXPERIMENT
    text: int = LARGEST_PART_OF_TEXT
    entry: int = LARGEST_EXPERIMENT
    history: int = LARGEST_HISTORY
    entries: int = MOST_PARTS
    directory: int = LARGEST_DIRECTORY
    ratio: int = LARGEST_RATIO_OF_TEXT
    ratio_of_arrays: int = LARGEST_RATIO_OF_ARRAYS
    ratio_from: int = RATIO_FROM
    """An entry larger than this may not be more than a ratio times as large as what is stored of it."""


LIMITS = Limits()

_STAMP = (1980, 1, 1, 0, 0, 0)  # the same content gives the same file, whenever it is saved
_CHUNK = 2**20


def write_archive(
    path: Path,
    entries: Mapping[str, str | Sequence[memoryview]],
    packed: Collection[str] = (),
    *,
    previous: bool = False,
) -> None:
    """Write a zip: text and what is named in ``packed`` is compressed, other bytes are stored as they are (weights
    hardly shrink, and open faster so).

    Bytes come in pieces, one behind the other, and go to the disk a little at a time: what is written may be large,
    and no other thread is to wait for it.

    Raises:
        PlaygroundError: see `write_atomically`, as for ``previous``.

    """

    def write(file: BinaryIO) -> None:
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in entries.items():
                info = zipfile.ZipInfo(name, _STAMP)
                info.external_attr = 0o644 << 16
                if isinstance(content, str):
                    info.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(info, content)
                    continue
                if name in packed:
                    info.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(info, b"".join(content), compresslevel=1)
                    continue
                info.file_size = sum(len(piece) for piece in content)
                with archive.open(info, "w") as entry:
                    for piece in content:
                        for start in range(0, len(piece), _CHUNK):
                            entry.write(piece[start : start + _CHUNK])

    write_atomically(path, write, previous=previous)


def read_bytes(path: Path, most: int = LIMITS.file) -> bytes:
    """The whole file.

    Raises:
        PlaygroundError: it is missing, a folder, a device, too large or may not be read.

    """
    with opened(path, most) as file:
        return file.read(most)


def opened(path: Path, most: int = LIMITS.file) -> BinaryIO:
    """The file, opened for reading.

    Raises:
        PlaygroundError: as `read_bytes`.

    """
    try:
        found = os.stat(path)
        if stat.S_ISDIR(found.st_mode):
            raise PlaygroundError(tr("{path} is a folder, not a file", path=path))
        if not stat.S_ISREG(found.st_mode):
            raise PlaygroundError(tr("{path} is not an ordinary file", path=path))
        if found.st_size > most:
            raise PlaygroundError(tr("{path} is larger than {most}", path=path, most=_in_words(most)))
        return open(path, "rb")
    except FileNotFoundError:
        raise PlaygroundError(tr("{path} is not there", path=path)) from None
    except OSError as error:
        raise PlaygroundError(tr("{path} could not be read: {why}", path=path, why=reason(error))) from error
    except ValueError:  # a null character in the name
        raise PlaygroundError(tr("{name!r} cannot be the name of a file", name=str(path))) from None


class Archive:
    """A zip that may be anything: entries are read by name, in bounded pieces, and never unpacked to the disk.

    Raises:
        PlaygroundError: it is damaged, has too many entries, or two of the same name.

    """

    def __init__(self, file: BinaryIO) -> None:
        _check_directory(file)
        try:
            self._zip = zipfile.ZipFile(file)
        except _DAMAGED as error:
            raise PlaygroundError(tr("This file is damaged or cut short ({why})", why=_first_line(error))) from None
        self.names = tuple(self._zip.namelist())
        if len(self.names) > LIMITS.entries:
            raise PlaygroundError(
                tr(
                    "This file has {count} parts; at most {most} are allowed",
                    count=len(self.names),
                    most=LIMITS.entries,
                )
            )
        if len(set(self.names)) < len(self.names):
            raise PlaygroundError(tr("This file has two parts of the same name"))

    def read(self, name: str, most: int, ratio: int = LIMITS.ratio) -> bytes:
        """The content of an entry; KeyError where there is none.

        Args:
            name: of the entry. most: bytes. ratio: how many times as large as stored it may be.

        Raises:
            PlaygroundError: it is damaged, encrypted, or unpacks to more than ``most`` bytes.

        """
        info = self._zip.getinfo(name)
        if info.flag_bits & 0x1:
            raise PlaygroundError(tr("{name} is encrypted", name=name))
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise PlaygroundError(tr("{name} is packed in a way that is not read here", name=name))
        # A header can lie about sizes, so what really comes out is counted.
        most = min(most, max(LIMITS.ratio_from, ratio * info.compress_size))
        pieces, total = [], 0
        try:
            with self._zip.open(info) as entry:
                while piece := entry.read(_CHUNK):
                    total += len(piece)
                    if total > most:
                        raise PlaygroundError(tr("{name} unpacks to more than {most}", name=name, most=_in_words(most)))
                    pieces.append(piece)
        except _DAMAGED as error:
            raise PlaygroundError(tr("{name} is damaged ({why})", name=name, why=_first_line(error))) from None
        return b"".join(pieces)


_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)
"""What `zipfile` raises on bytes that are no zip, or not a whole one."""


_END, _LARGE = b"PK\x05\x06", b"PK\x06\x07"


def _check_directory(file: BinaryIO) -> None:
    """Refuse a list of entries that is too long, before `zipfile` reads it as a whole."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 2**16 - 42))
    tail = file.read()
    file.seek(0)
    at = len(tail) - 22 if tail[-22:-18] == _END and tail[-2:] == b"\0\0" else tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:
        raise PlaygroundError(tr("This file is damaged or cut short: the list of its parts is missing"))
    if tail[max(0, at - 20) : at].startswith(_LARGE):
        raise PlaygroundError(tr("This file is a zip of the kind for more than 4 GB, which is not read here"))
    (directory,) = struct.unpack_from("<L", tail, at + 12)
    if directory > LIMITS.directory:
        raise PlaygroundError(tr("This file has too long a list of parts"))


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:100]


def _in_words(size: int) -> str:
    return f"{size / 2**30:g} GB" if size >= 2**30 else f"{size / 2**20:g} MB"
