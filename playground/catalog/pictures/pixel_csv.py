"""Pictures as lines of a table: a label and then the pixels, row by row, as Kaggle and others have MNIST."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from math import isqrt, prod
from pathlib import Path
from typing import IO

import numpy as np

from playground.catalog.pictures.source import PIECE, Source, reading, sized
from playground.catalog.tensor import Raw, Shape
from playground.spec.limits import LONGEST_PIXEL_LINE
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

LABELS = frozenset({"label", "labels", "class", "target", "y"})
LOOKED_AT = 200
"""Lines by which it is decided whether pixels are from 0 to 1 or from 0 to 255."""


def pixel_csv(path: Path) -> Source:
    """The label is the column of that name, without names the first; all others are the pixels of a square."""
    with reading(path) as file:
        first = _line(file, path).strip()
    mark = max(b",;\t ", key=lambda each: first.count(bytes([each])))
    comma = bytes([mark])
    names = [name.strip().strip(b'"').decode("utf-8", errors="replace").lower() for name in first.split(comma)]
    headed = any(not _is_number(name) for name in names[1:])
    at = next((place for place, name in enumerate(names) if headed and name in LABELS), 0)
    shape = _square(path, len(names) - 1)
    with reading(path) as file:
        lines = sum(1 for line in _lines(file, path) if line.strip()) - headed
    sized(path, shape, lines)
    places = [place for place in range(len(names)) if place != at]

    def pieces() -> Iterator[Raw]:
        scale = 0.0
        done = 0
        for some in _some(path, headed, max(1, PIECE // prod(shape) // 4)):
            try:
                values = np.loadtxt(
                    some, dtype=np.float32, comments=None, delimiter=comma.decode(), usecols=places, ndmin=2
                )
            except ValueError as error:
                raise PlaygroundError(
                    tr("{file} from line {line:,} on: {why}", file=path.name, line=done + headed + 1, why=error)
                ) from error
            scale = scale or (255.0 if float(values[:LOOKED_AT].max()) <= 1.0 else 1.0)
            low, high = float(values.min()) * scale, float(values.max()) * scale
            if not (low >= 0.0 and high <= 255.0):
                raise PlaygroundError(
                    tr(
                        "{file} has pixels from {low:g} to {high:g}; they must be from 0 to 1, or from 0 to 255",
                        file=path.name,
                        low=low / scale,
                        high=high / scale,
                    )
                )
            done += len(values)
            yield (values * scale + 0.5).astype(np.uint8).reshape(len(values), *shape)

    def labels() -> Raw:
        words = []
        for some in _some(path, headed, 1000):
            cells = (line.split(comma, at + 1) for line in some)
            words += [row[at].strip().strip(b'"') if at < len(row) else b"" for row in cells]
        found = np.array(words)
        if all(_is_number(word.decode("utf-8", errors="replace")) for word in np.unique(found).tolist()):
            return found.astype(np.float64)
        return np.array([word.decode("utf-8", errors="replace") for word in words])

    return Source(shape=shape, rows=lines, pieces=pieces, labels=labels)


def _line(file: IO[bytes], path: Path) -> bytes:
    line = file.readline(LONGEST_PIXEL_LINE)
    if len(line) == LONGEST_PIXEL_LINE or b"\0" in line:
        raise PlaygroundError(tr("{file} has no lines of numbers in it", file=path.name))
    return line


def _lines(file: IO[bytes], path: Path) -> Iterator[bytes]:
    """All that are left, none of them so long that it fills the memory."""
    return iter(lambda: _line(file, path), b"")


def _some(path: Path, headed: bool, together: int) -> Iterator[list[bytes]]:
    """The lines after the header, many at a time; empty ones are passed over."""
    with reading(path) as file:
        if headed:
            _line(file, path)
        lines = (line.strip() for line in _lines(file, path))
        full = (line for line in lines if line)
        while some := list(itertools.islice(full, together)):
            yield some


def _square(path: Path, pixels: int) -> Shape:
    for channels in (1, 3):
        side = isqrt(pixels // channels)
        if side > 1 and side * side * channels == pixels:
            return (channels, side, side)
    raise PlaygroundError(
        tr(
            "{file} has {count:,} columns beside the label; the pixels of a square are 784, or 3,072 with three "
            "channels, and so on",
            file=path.name,
            count=pixels,
        )
    )


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
