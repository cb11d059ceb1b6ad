"""Which pictures lie in a folder of folders, or in a zip of it: a class per folder. Nothing is decoded here."""

from __future__ import annotations

import contextlib
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from playground.catalog.pictures.decoding import SUFFIXES
from playground.catalog.pictures.faults import readable
from playground.spec.limits import (
    LARGEST_PICTURE_FILE,
    LARGEST_PICTURE_RATIO,
    LARGEST_PICTURE_ZIP,
    MOST_PICTURE_CLASSES,
    MOST_PICTURE_FILES,
)
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

PARTS = frozenset({"train", "training", "test", "testing", "val", "valid", "validation", "dev"})
"""Names of folders that hold a part of the data and not a class."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file: its name below the top with slashes, the number of its class, its bytes, and its time in nanoseconds."""

    name: str
    label: int
    size: int
    time: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Listing:
    """All pictures by their names, the classes in order, and how many other files lie among them.

    Each is only equal to itself: to compare or hash hundreds of thousands of files takes too long for every look.
    """

    top: Path
    classes: tuple[str, ...]
    files: tuple[Found, ...]
    others: int = 0

    @property
    def counts(self) -> tuple[int, ...]:
        """How many pictures each class has."""
        found = [0] * len(self.classes)
        for file in self.files:
            found[file.label] += 1
        return tuple(found)


Stamp = tuple[tuple[str, int, int], ...]


def stamp_of(top: Path) -> Stamp:
    """Changes when files come or go: the times of the folder and of the folders in it, or of the zip.

    Raises:
        PlaygroundError: there is nothing of that name.

    """
    with readable(top):
        found = [_stamp(top)]
        if top.is_dir():
            for entry in sorted(os.scandir(top), key=lambda entry: entry.name):
                if entry.is_dir():
                    found.append(_stamp(Path(entry.path)))
                    if entry.name.lower() in PARTS:
                        found += [_stamp(Path(inner.path)) for inner in os.scandir(entry.path) if inner.is_dir()]
        return tuple(found)


def _stamp(path: Path) -> tuple[str, int, int]:
    found = path.stat()
    return path.name, found.st_mtime_ns, found.st_size


def listing(top: Path) -> Listing:
    """What lies in the folder or the zip, looked up once as long as no file comes or goes.

    Raises:
        PlaygroundError: it cannot be read, has no folders with pictures, or is too large; the sentence has the number.

    """
    return _listing(top, stamp_of(top))


@lru_cache(maxsize=8)
def _listing(top: Path, _stamp: Stamp) -> Listing:
    with readable(top):
        try:
            entries = list(_of_zip(top) if top.is_file() else _of_folder(top))
        except zipfile.BadZipFile as error:
            raise PlaygroundError(
                tr("{name} is neither a folder nor a zip file of folders with pictures", name=top.name)
            ) from error
    return _sorted_out(top, entries)


def _sorted_out(top: Path, entries: list[tuple[str, int, int]]) -> Listing:
    """Files below ``top`` with class folders found; one folder around all is looked through."""
    pictures = [entry for entry in entries if entry[0].lower().endswith(SUFFIXES)]
    split = [(PurePosixPath(name).parts, size, time) for name, size, time in pictures]
    while split and all(len(parts) > 2 for parts, _, _ in split) and len({parts[0] for parts, _, _ in split}) == 1:
        split = [(parts[1:], size, time) for parts, size, time in split]
    if split and all(len(parts) > 2 and parts[0].lower() in PARTS for parts, _, _ in split):
        split = [(parts[1:], size, time) for parts, size, time in split]
    names = {parts[0] for parts, _, _ in split if len(parts) > 1}
    if not names:
        raise PlaygroundError(
            tr(
                "{name} has no folders with pictures in them; each class needs a folder of its own, such as cats and "
                "dogs, with files such as {suffixes}",
                name=top.name,
                suffixes=" ".join(SUFFIXES[:6]),
            )
        )
    if len(names) > MOST_PICTURE_CLASSES:
        raise PlaygroundError(
            tr(
                "{name} has {count:,} folders with pictures; at most {most:,} classes are possible",
                name=top.name,
                count=len(names),
                most=MOST_PICTURE_CLASSES,
            )
        )
    classes = tuple(sorted(names, key=_natural))
    number = {name: place for place, name in enumerate(classes)}
    files = [
        Found(name, number[parts[0]], size, time)
        for (parts, size, time), (name, _, _) in zip(split, pictures, strict=True)
        if len(parts) > 1
    ]
    files.sort(key=lambda file: (file.label, _natural(file.name)))
    return Listing(top=top, classes=classes, files=tuple(files), others=len(entries) - len(files))


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """10 comes after 9, and big letters do not come before small ones."""
    pieces = re.split(r"(\d{1,18})", name)
    return (*((0, int(piece), "") if piece.isdecimal() else (1, 0, piece.casefold()) for piece in pieces), (2, 0, name))


def _of_folder(top: Path) -> Iterator[tuple[str, int, int]]:
    """Every visible file below ``top``: its name, bytes and time. Links to folders are not followed: no circles."""
    count = 0
    waiting = [""]
    while waiting:
        below = waiting.pop()
        with os.scandir(top / below) as entries:
            for entry in entries:
                name = f"{below}{entry.name}"
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{name}/")
                elif entry.is_file():
                    count += 1
                    _limit(top, count)
                    found = entry.stat()
                    yield name, found.st_size, found.st_mtime_ns


def _of_zip(top: Path) -> Iterator[tuple[str, int, int]]:
    """Every visible file in the zip, after a look at the names and sizes that it states."""
    _limit(top, _entries(top))
    with zipfile.ZipFile(top) as packed:
        infos = packed.infolist()
        _limit(top, len(infos))
        total = sum(info.file_size for info in infos)
        if total > LARGEST_PICTURE_ZIP:
            raise PlaygroundError(
                tr(
                    "{name} unpacks to {size:.1f} GB; at most {most:g} GB can be read",
                    name=top.name,
                    size=total / 1e9,
                    most=LARGEST_PICTURE_ZIP / 1e9,
                )
            )
        for info in infos:
            name = info.filename.replace("\\", "/")
            parts = PurePosixPath(name).parts
            if name.startswith("/") or ".." in parts or (parts and parts[0].endswith(":")):
                raise PlaygroundError(
                    tr("{name} has a file that lies outside of it: {file!r}", name=top.name, file=info.filename)
                )
            if info.is_dir() or any(part.startswith((".", "__MACOSX")) for part in parts):
                continue
            if info.file_size > 1_000_000 and info.file_size > LARGEST_PICTURE_RATIO * max(info.compress_size, 1):
                raise PlaygroundError(
                    tr(
                        "{name} has a file that unpacks to {ratio:,} times its size: {file!r}; at most {most} times is "
                        "a picture",
                        name=top.name,
                        ratio=info.file_size // max(info.compress_size, 1),
                        file=info.filename,
                        most=LARGEST_PICTURE_RATIO,
                    )
                )
            year, month, day, hour, minute, second = info.date_time
            yield name, info.file_size, ((((year * 12 + month) * 31 + day) * 24 + hour) * 60 + minute) * 60 + second


def _entries(top: Path) -> int:
    """How many entries a zip says that it has, before they are read; 0 where that is not found.

    What it says may be a lie, but its directory has at least 46 bytes for an entry.
    """
    with top.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 2**16 - 22))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) - at < 22:
            return 0
        bytes_of_all = int.from_bytes(tail[at + 12 : at + 16], "little")
        if bytes_of_all == 0xFFFFFFFF:
            return MOST_PICTURE_FILES + 1  # a directory of 4 GB
        end = size - len(tail) + at
        file.seek(max(0, end - bytes_of_all))
        entries = place = 0
        directory = file.read(bytes_of_all)
        while directory.startswith(b"PK\x01\x02", place) and entries <= MOST_PICTURE_FILES:
            entries += 1
            place += 46 + sum(int.from_bytes(directory[place + at : place + at + 2], "little") for at in (28, 30, 32))
    return entries


def _limit(top: Path, count: int) -> None:
    if count > MOST_PICTURE_FILES:
        raise PlaygroundError(
            tr("{name} has more than {most:,} files, which is the most", name=top.name, most=MOST_PICTURE_FILES)
        )


@contextlib.contextmanager
def contents(found: Listing) -> Iterator[Callable[[Found], bytes]]:
    """Within it, a function that gives a file's bytes, at most `LARGEST_PICTURE_FILE`; it raises `UNREADABLE`.

    Raises:
        PlaygroundError: it was a zip when it was listed and is none any more.

    """
    if not found.top.is_file():

        def read(file: Found) -> bytes:
            with (found.top / file.name).open("rb") as opened:
                return _limited(opened.read(LARGEST_PICTURE_FILE + 1))

        yield read
        return
    with contextlib.ExitStack() as stack:
        with readable(found.top):
            packed = stack.enter_context(zipfile.ZipFile(found.top))
        names = {info.filename.replace("\\", "/"): info for info in packed.infolist()}

        def unpack(file: Found) -> bytes:
            with packed.open(names[file.name]) as opened:
                return _limited(opened.read(LARGEST_PICTURE_FILE + 1))

        yield unpack


def _limited(content: bytes) -> bytes:
    if len(content) > LARGEST_PICTURE_FILE:
        raise ValueError(tr("it has more than {most:,} bytes", most=LARGEST_PICTURE_FILE))
    return content
