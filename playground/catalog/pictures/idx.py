"""IDX, the form of MNIST: 0, 0, the type, the number of axes, an int32 per axis (big-endian), then the numbers.

Source: http://yann.lecun.com/exdb/mnist/.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from pathlib import Path

import numpy as np

from playground.catalog.pictures.source import PIECE, Source, exactly, partner, reading, sized
from playground.catalog.tensor import Ints, Raw, Shape
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr


def idx(path: Path) -> Source:
    """Pictures with the labels in a file beside them; either of the two may be named."""
    header = _idx_header(path)
    labels_file = partner(path)
    if len(header) == 1 and labels_file is not None:  # somebody chose the labels
        path, labels_file, header = labels_file, path, _idx_header(labels_file)
    if len(header) not in (3, 4):
        raise PlaygroundError(
            tr("{file} has {count} axes; pictures have three, or four", file=path.name, count=len(header))
        )
    if labels_file is None:
        raise PlaygroundError(
            tr(
                "the labels of {file} are not beside it: a file of the same name with labels-idx1 in place of "
                "images-idx3",
                file=path.name,
            )
        )
    rows, inner = header[0], header[1:]
    last = len(inner) == 3 and inner[2] in (1, 3) and inner[0] not in (1, 3)
    shape: Shape = (1, *inner) if len(inner) == 2 else (inner[2], *inner[:2]) if last else inner
    sized(path, shape, rows)
    answer = _idx_header(labels_file)
    if answer != (rows,):
        raise PlaygroundError(
            tr(
                "{labels} has {count:,} labels, {file} {rows:,} pictures",
                labels=labels_file.name,
                count=answer[0],
                file=path.name,
                rows=rows,
            )
        )

    def pieces() -> Iterator[Raw]:
        with reading(path) as file:
            exactly(file, 4 + 4 * len(header), path)
            together = max(1, PIECE // prod(shape))
            for start in range(0, rows, together):
                count = min(together, rows - start)
                values = np.frombuffer(exactly(file, count * prod(shape), path), np.uint8).reshape(count, *inner)
                yield values.transpose(0, 3, 1, 2) if last else values.reshape(count, *shape)

    def labels() -> Ints:
        with reading(labels_file) as file:
            exactly(file, 8, labels_file)
            return np.frombuffer(exactly(file, rows, labels_file), np.uint8).astype(np.int64)

    return Source(shape=shape, rows=rows, pieces=pieces, labels=labels)


def _idx_header(path: Path) -> tuple[int, ...]:
    with reading(path) as file:
        begin = exactly(file, 4, path)
        if begin[:3] != b"\0\0\x08" or not 1 <= begin[3] <= 4:
            raise PlaygroundError(
                tr(
                    "{file} is no IDX file of bytes: it begins with {begin}, not 00 00 08 and the number of axes",
                    file=path.name,
                    begin=begin.hex(" "),
                )
            )
        sides = np.frombuffer(exactly(file, 4 * begin[3], path), ">u4")
    return tuple(int(side) for side in sides)
