"""Files that hold many pictures as numbers: what is known of them from their beginning, and how they are read.

Each reader gives the shape and the number of the pictures from the beginning of the file, and the pictures piece by
piece, so that a file of any size takes little memory. Nothing here runs code from a file: arrays of objects, which
would need pickle, are refused.
"""

from __future__ import annotations

import contextlib
import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import IO, cast

from playground.catalog.pictures.faults import readable
from playground.catalog.tensor import Raw, Shape
from playground.spec.limits import LARGEST_PICTURE_RATIO, LARGEST_SIDE, MOST_PICTURE_BYTES, MOST_PICTURES
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

PIECE = 8_000_000
"""About how many bytes are read at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Pictures in files, of which only the beginning was read.

    Attributes:
        shape: of one picture, channels first. rows: how many.
        pieces: gives the pictures as uint8 of shape (n, *shape), in order.
        labels: gives all labels, whole numbers or words of shape (rows,).
        classes: the names of the classes that labels are the numbers of; empty where the labels are all there is.

    """

    shape: Shape
    rows: int
    pieces: Callable[[], Iterator[Raw]]
    labels: Callable[[], Raw]
    classes: tuple[str, ...] = ()


def opened(path: Path) -> IO[bytes]:
    """The bytes of a file, unpacked where it is packed."""
    packed = path.name.lower().endswith(".gz")
    return cast(IO[bytes], gzip.open(path, "rb")) if packed else path.open("rb")


def sized(path: Path, shape: Shape, rows: int) -> None:
    """Refuse what cannot be."""
    if rows < 1 or min(shape) < 1:
        raise PlaygroundError(
            tr("{file} says that it has {rows} pictures of {shape}", file=path.name, rows=rows, shape=words(shape))
        )
    if shape[0] not in (1, 3):
        raise PlaygroundError(
            tr(
                "{file} has pictures of {shape}; they must have 1 channel, or 3",
                file=path.name,
                shape=words(shape),
            )
        )
    if max(shape[1:]) > LARGEST_SIDE:
        raise PlaygroundError(
            tr(
                "{file} has pictures of {shape}; at most {most}×{most} can be used",
                file=path.name,
                shape=words(shape),
                most=LARGEST_SIDE,
            )
        )
    if rows * prod(shape) > MOST_PICTURE_BYTES:
        raise PlaygroundError(
            tr(
                "{file} says that it has {rows:,} pictures of {shape}, {size:.1f} GB; at most {most:g} GB can be read",
                file=path.name,
                rows=rows,
                shape=words(shape),
                size=rows * prod(shape) / 1e9,
                most=MOST_PICTURE_BYTES / 1e9,
            )
        )
    if path.name.lower().endswith(".gz"):
        packed = max(path.stat().st_size, 1)
        if rows * prod(shape) > 1_000_000 and rows * prod(shape) > LARGEST_PICTURE_RATIO * packed:
            raise PlaygroundError(
                tr(
                    "{file} says that it unpacks to {ratio:,} times its size; at most {most} times is a picture",
                    file=path.name,
                    ratio=rows * prod(shape) // packed,
                    most=LARGEST_PICTURE_RATIO,
                )
            )
    if rows > MOST_PICTURES:
        raise PlaygroundError(
            tr(
                "{file} says that it has {rows:,} pictures; at most {most:,} can be read",
                file=path.name,
                rows=rows,
                most=MOST_PICTURES,
            )
        )


def words(shape: Shape) -> str:
    """Channels last, as people write it."""
    return "×".join(str(side) for side in (*shape[1:], shape[0]))


def exactly(file: IO[bytes], count: int, path: Path) -> bytes:
    """The next ``count`` bytes, of which none may be missing."""
    found = bytearray()
    while len(found) < count and (more := file.read(count - len(found))):
        found += more
    if len(found) < count:
        raise PlaygroundError(
            tr("{file} ends too early: {count:,} bytes are missing", file=path.name, count=count - len(found))
        )
    return bytes(found)


@contextlib.contextmanager
def reading(path: Path) -> Iterator[IO[bytes]]:
    """The file, unpacked where it is packed; what is wrong with the packing is said in a sentence."""
    with readable(path.name), opened(path) as file:
        yield file


def partner(path: Path) -> Path | None:
    """The file with the labels of these pictures, or the pictures of these labels, as such files are named."""
    name = path.name
    pairs = (
        *(("images-idx3", "labels-idx1"), ("images.idx3", "labels.idx1"), ("images-idx4", "labels-idx1")),
        *(("images", "labels"), ("x_", "y_"), ("X_", "y_"), ("x", "y"), ("X", "y")),
    )
    for one, two in pairs:
        for here, there in ((one, two), (two, one)):
            if re.search(rf"(?<![A-Za-z]){re.escape(here)}", name):
                other = path.with_name(re.sub(rf"(?<![A-Za-z]){re.escape(here)}", there, name, count=1))
                for found in (
                    other,
                    other.with_name(f"{other.name}.gz"),
                    other.with_name(other.name.removesuffix(".gz")),
                ):
                    if found != path and found.is_file():
                        return found
    return None


def start_of(path: Path) -> bytes:
    """The first four bytes, unpacked."""
    with reading(path) as file:
        return file.read(4)
