"""NumPy's .npy and .npz with pictures and their labels. Arrays of objects would need pickle and are refused."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isqrt, prod
from pathlib import Path
from typing import IO, Any

import numpy as np

from playground.catalog.pictures.source import PIECE, Source, exactly, partner, sized
from playground.catalog.tensor import Raw, Shape
from playground.spec.limits import LARGEST_BY_COLUMNS, LARGEST_LABELS, MOST_PICTURE_BYTES
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

X_NAMES = ("x", "x_train", "images", "train_images", "data", "pictures", "arr_0")
Y_NAMES = ("y", "y_train", "labels", "train_labels", "targets", "target", "label", "arr_1")


@dataclass(frozen=True, slots=True)
class _Head:
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    by_columns: bool


def npy(path: Path) -> Source:
    """An array of pictures with the labels in a file beside it; either of the two may be named."""
    labels_file = partner(path)
    if labels_file is None:
        raise PlaygroundError(
            tr(
                "the labels of {file} are not beside it: a file of the same name with y in place of x, or labels in "
                "place of images",
                file=path.name,
            )
        )
    with path.open("rb") as file:
        pictures = _head(file, path)
    with labels_file.open("rb") as file:
        answers = _head(file, labels_file)
    if len(pictures.shape) == 1:
        path, labels_file, pictures, answers = labels_file, path, answers, pictures

    def x(together: int) -> Iterator[Raw]:
        whole: Raw = np.load(path, mmap_mode="r", allow_pickle=False)
        for start in range(0, len(whole), together):
            yield whole[start : start + together]

    def y() -> Raw:
        found: Raw = np.load(labels_file, allow_pickle=False)
        return found

    return _of_arrays(path, pictures, answers, x, y)


def npz(path: Path) -> Source:
    """An array of pictures and one of as many labels, by their names or else by their shapes."""
    heads: dict[str, _Head] = {}
    with zipfile.ZipFile(path) as packed:
        for info in packed.infolist()[:100]:
            if info.filename.endswith(".npy"):
                with packed.open(info) as file:
                    heads[info.filename.removesuffix(".npy")] = _head(file, path)
    lower = {name.lower(): name for name in heads}
    first = next((lower[name] for name in X_NAMES if name in lower and len(heads[lower[name]].shape) > 1), None)
    if first is None:
        first = max(
            (name for name in heads if len(heads[name].shape) > 1), key=lambda n: prod(heads[n].shape), default=""
        )
    if not first:
        raise PlaygroundError(
            tr("{file} has no array of pictures: {names}", file=path.name, names=", ".join(heads) or tr("it is empty"))
        )
    rows = heads[first].shape[0]
    fitting = [name for name, head in heads.items() if name != first and prod(head.shape) == rows]
    second = next((lower[name] for name in Y_NAMES if lower.get(name) in fitting), fitting[0] if fitting else None)
    if second is None:
        raise PlaygroundError(
            tr(
                "{file} has {rows:,} pictures in {name}, but no array of as many labels",
                file=path.name,
                rows=rows,
                name=first,
            )
        )

    def x(together: int) -> Iterator[Raw]:
        with zipfile.ZipFile(path) as packed, packed.open(f"{first}.npy") as file:
            yield from _unpacked(path, file, together)

    def y() -> Raw:
        with np.load(path, allow_pickle=False) as found:
            values: Raw = found[second]
            return values

    return _of_arrays(path, heads[first], heads[second], x, y)


def _unpacked(path: Path, file: IO[bytes], together: int) -> Iterator[Raw]:
    """An array in a zip, so many of its rows at a time; one whose columns lie together only as a whole."""
    head = _head(file, path)
    rows = head.shape[0]
    if head.by_columns:
        if (size := prod(head.shape) * head.dtype.itemsize) > LARGEST_BY_COLUMNS:
            raise PlaygroundError(
                tr(
                    "{file} has a packed array of {size:,} bytes whose columns lie together; such a one can have at "
                    "most {most:,}: save it with np.ascontiguousarray",
                    file=path.name,
                    size=size,
                    most=LARGEST_BY_COLUMNS,
                )
            )
        numbers = np.frombuffer(exactly(file, prod(head.shape) * head.dtype.itemsize, path), head.dtype)
        yield numbers.reshape(head.shape, order="F")
        return
    for start in range(0, rows, together):
        shape = (min(together, rows - start), *head.shape[1:])
        yield np.frombuffer(exactly(file, prod(shape) * head.dtype.itemsize, path), head.dtype).reshape(shape)


def _head(file: IO[bytes], path: Path) -> _Head:
    """Shape and type of an array, from the beginning of its file; one of objects is refused before it is read."""
    version = np.lib.format.read_magic(file)
    reader = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, by_columns, dtype = reader(file)
    if dtype.hasobject or dtype.kind not in "buifUS":
        raise PlaygroundError(
            tr("{file} has an array of {type}; pictures are arrays of numbers", file=path.name, type=dtype)
        )
    if prod(shape) * dtype.itemsize > MOST_PICTURE_BYTES:
        raise PlaygroundError(
            tr(
                "{file} has an array of {size:.1f} GB; at most {most:g} GB can be read",
                file=path.name,
                size=prod(shape) * dtype.itemsize / 1e9,
                most=MOST_PICTURE_BYTES / 1e9,
            )
        )
    return _Head(tuple(shape), dtype, by_columns)


def _of_arrays(
    path: Path, pictures: _Head, answers: _Head, x: Callable[[int], Iterator[Raw]], y: Callable[[], Raw]
) -> Source:
    rows = pictures.shape[0] if pictures.shape else 0
    shape, last = _layout(path, pictures.shape)
    sized(path, shape, rows)
    if prod(answers.shape) != rows:
        raise PlaygroundError(
            tr("there are {count:,} labels for {rows:,} pictures", count=prod(answers.shape), rows=rows)
        )
    if (size := prod(answers.shape) * answers.dtype.itemsize) > LARGEST_LABELS:
        raise PlaygroundError(
            tr(
                "{file} has labels of {size:,} bytes; at most {most:,} can be read",
                file=path.name,
                size=size,
                most=LARGEST_LABELS,
            )
        )
    if pictures.dtype.kind not in "buif":
        raise PlaygroundError(
            tr("{file} has an array of {type}; pictures are arrays of numbers", file=path.name, type=pictures.dtype)
        )

    def pieces() -> Iterator[Raw]:
        together = max(1, PIECE // (prod(shape) * pictures.dtype.itemsize))
        scale = _scale(path, pictures.dtype, x(together))
        for values in x(together):
            as_bytes = values if values.dtype == np.uint8 else np.clip(values * scale + 0.5, 0, 255).astype(np.uint8)
            if last:
                as_bytes = as_bytes.transpose(0, 3, 1, 2)[:, :3]
            yield np.ascontiguousarray(as_bytes).reshape(len(as_bytes), *shape)

    def labels() -> Raw:
        found = np.ascontiguousarray(y().reshape(-1))
        if found.dtype.kind == "U" and found.dtype.itemsize:
            letters = found.astype(found.dtype.newbyteorder("=")).view(np.uint32)
            wrong = letters[(letters > 0x10FFFF) | ((letters >= 0xD800) & (letters < 0xE000))]
            if len(wrong):
                raise PlaygroundError(
                    tr(
                        "{file} has labels with a letter that there is not: {code:#x}",
                        file=path.name,
                        code=int(wrong[0]),
                    )
                )
        return found

    return Source(shape=shape, rows=rows, pieces=pieces, labels=labels)


def _layout(path: Path, shape: tuple[int, ...]) -> tuple[Shape, bool]:
    """The shape of one picture with channels first, and whether the array has them last."""
    match shape[1:]:
        case (numbers,):
            for channels in (1, 3):
                side = isqrt(numbers // channels)
                if side * side * channels == numbers and side > 1:
                    return (channels, side, side), False
        case (height, width):
            return (1, height, width), False
        case (channels, height, width) if channels in (1, 3) and width not in (1, 3):
            return (channels, height, width), False
        case (height, width, channels) if channels in (1, 3, 4):
            return (min(channels, 3), height, width), True
    raise PlaygroundError(
        tr(
            "{file} has an array of {shape}; pictures are (count, height, width), with 1 or 3 channels behind or "
            "before these, or (count, pixels) of a square",
            file=path.name,
            shape=" × ".join(str(side) for side in shape),
        )
    )


def _scale(path: Path, dtype: np.dtype[Any], pieces: Iterator[Raw]) -> float:
    """What makes these numbers bytes: 255 for numbers from 0 to 1, 1 for numbers up to 255."""
    if dtype == np.uint8:
        return 1.0
    if dtype.kind == "b":
        return 255.0
    ends = np.array([(values.min(), values.max()) for values in pieces], dtype=np.float64)
    low, high = float(ends[:, 0].min()), float(ends[:, 1].max())
    if not (low >= 0.0 and high <= 255.0):  # also where one of them is no number
        raise PlaygroundError(
            tr(
                "{file} has pixels from {low:g} to {high:g}; they must be from 0 to 1, or from 0 to 255",
                file=path.name,
                low=low,
                high=high,
            )
        )
    return 255.0 if high <= 1.0 and dtype.kind == "f" else 1.0
