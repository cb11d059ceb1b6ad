"""A file of many pictures, of whichever form, opened and kept as bytes on the disk."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from pathlib import Path

import numpy as np

from playground.catalog.pictures.cifar import batches, cifar
from playground.catalog.pictures.decoding import Form, from_array
from playground.catalog.pictures.faults import readable
from playground.catalog.pictures.idx import idx
from playground.catalog.pictures.numpy_files import npy, npz
from playground.catalog.pictures.pixel_csv import pixel_csv
from playground.catalog.pictures.progress import tell
from playground.catalog.pictures.source import Source, partner, start_of
from playground.catalog.pictures.store import Kept, Sheet, Targets, keep, key_of
from playground.catalog.tensor import Ints
from playground.spec.limits import MOST_PICTURE_CLASSES
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

VERSION = 1
SUFFIXES = (".idx", ".gz", ".bin", ".npy", ".npz", ".csv", "-ubyte")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Opened:
    """What a file holds: its pictures, the classes, and the labels where those were needed to name the classes."""

    source: Source
    classes: tuple[str, ...]
    y: Ints | None

    def labels(self) -> Ints:
        """The number of the class of every picture."""
        return self.source.labels().astype(np.int64) if self.y is None else self.y


def stamp_of(path: Path) -> Hashable:
    """Changes when the file, its labels or its other batches do.

    Raises:
        PlaygroundError: there is no such file.

    """
    with readable(path):
        return tuple((each.name, *_stamp(each)) for each in _together(path))


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size


def _together(path: Path) -> tuple[Path, ...]:
    labels = partner(path)
    return tuple(dict.fromkeys((path, *((labels,) if labels is not None else ()), *batches(path))))


def opened(path: Path) -> Opened:
    """The beginning of a file and its labels, read once as long as nothing of it changes.

    Raises:
        PlaygroundError: it is none of the known forms, or something in it is wrong; the sentence has the numbers.

    """
    return _opened(path, stamp_of(path))


@lru_cache(maxsize=8)
def _opened(path: Path, _stamp: Hashable) -> Opened:
    with readable(path.name):
        source = _source(path)
        if source.classes:
            return Opened(source=source, classes=source.classes, y=None)
        names, y = np.unique(source.labels(), return_inverse=True)
    if names.dtype.kind not in "USbui":
        broken = names[~np.isfinite(names) | (names != np.round(names))]
        if len(broken):
            raise PlaygroundError(
                tr("{file} has labels that are no whole numbers: {value:g}", file=path.name, value=float(broken[0]))
            )
    if not 2 <= len(names) <= MOST_PICTURE_CLASSES:
        raise PlaygroundError(
            tr(
                "{file} has {count:,} different labels; between 2 and {most:,} classes are possible",
                file=path.name,
                count=len(names),
                most=MOST_PICTURE_CLASSES,
            )
        )
    words = tuple(str(name) if names.dtype.kind in "US" else str(int(name)) for name in names)
    return Opened(source=source, classes=words, y=y.astype(np.int64))


def _source(path: Path) -> Source:
    """By the name, and else by the first bytes."""
    name = path.name.lower()
    if name.endswith(".npz"):
        return npz(path)
    if name.endswith(".npy"):
        return npy(path)
    if name.endswith(".bin"):
        return cifar(path)
    if start_of(path)[:2] == b"\0\0":
        return idx(path)
    if name.endswith((".csv", ".csv.gz", ".txt")):
        return pixel_csv(path)
    raise PlaygroundError(
        tr(
            "{file} is none of the forms that are known: IDX (as MNIST has it, also .gz), CIFAR's .bin, .npy, .npz or "
            "a .csv of pixels",
            file=path.name,
        )
    )


def read(path: Path, form: Form | None) -> Kept:
    """All pictures with the numbers of their classes; of another size or with other channels where ``form`` says so.

    Raises:
        PlaygroundError: the file is wrong somewhere. GivenUpError: nobody wants them any more.

    """
    found = opened(path)
    source = found.source
    if form is not None and form.shape == source.shape:
        form = None
    shape = source.shape if form is None else form.shape

    def make(sheet: Sheet) -> Targets:
        with readable(path.name):
            for piece in source.pieces():
                tell(sheet.rows, source.rows)
                if form is None:
                    sheet.add(piece)
                    continue
                for start in range(0, len(piece), 256):
                    tell(sheet.rows, source.rows)
                    sheet.add(np.stack([from_array(picture, form) for picture in piece[start : start + 256]]))
            tell(source.rows, source.rows)
            y = found.labels()
        if y.max(initial=0) >= len(found.classes):
            raise PlaygroundError(
                tr(
                    "{file} has the label {label}, but there are {count} classes",
                    file=path.name,
                    label=int(y.max()),
                    count=len(found.classes),
                )
            )
        return y, {}

    key = key_of("file", VERSION, str(path.absolute()), stamp_of(path), form)
    return keep(key, shape, make, size=source.rows * prod(shape))
