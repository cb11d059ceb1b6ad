"""Files that hold many pictures as numbers: MNIST's IDX, CIFAR's binary form, NumPy's .npy and .npz, pixels in CSV.

Each reader gives the shape and the number of the pictures from the beginning of the file, and the pictures piece by
piece, so that a file of any size takes little memory. Nothing here runs code from a file: arrays of objects, which
would need pickle, are refused.
"""

from __future__ import annotations

import contextlib
import gzip
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isqrt, prod
from pathlib import Path
from typing import IO, Any, cast

import numpy as np

from playground.catalog.tensor import Ints, Raw, Shape
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

MOST_BYTES = 8_000_000_000
LARGEST_SIDE = 1024
PIECE = 8_000_000
"""About how many bytes are read at a time."""
SUFFIXES = (".idx", ".gz", ".bin", ".npy", ".npz")

X_NAMES = ("x", "x_train", "images", "train_images", "data", "pictures", "arr_0")
Y_NAMES = ("y", "y_train", "labels", "train_labels", "targets", "target", "label", "arr_1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Pictures in files, of which only the beginning was read.

    Attributes:
        shape: of one picture, channels first. rows: how many. classes: their names; empty where the labels tell.
        pieces: gives the pictures as uint8 of shape (n, *shape), in order. labels: gives all labels, int64 (rows,).

    """

    shape: Shape
    rows: int
    pieces: Callable[[], Iterator[Raw]]
    labels: Callable[[], Ints]
    classes: tuple[str, ...] = ()


def source(path: Path) -> Source:
    """What a file holds, by its name and its first bytes.

    Raises:
        PlaygroundError: it is none of the known forms, or something in it is wrong; the sentence has the numbers.

    """
    name = path.name.lower()
    try:
        if name.endswith(".npz"):
            return _npz(path)
        if name.endswith(".npy"):
            return _npy(path)
        if name.endswith(".bin"):
            return _cifar(path)
        with _opened(path) as file:
            begin = file.read(4)
        if begin[:2] == b"\0\0" and len(begin) == 4:
            return _idx(path)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise PlaygroundError(tr("{file} cannot be read: {why}", file=path.name, why=why)) from error
    raise PlaygroundError(
        tr(
            "{file} is none of the forms that are known: IDX (as MNIST has it, also .gz), CIFAR's .bin, .npy, .npz or "
            "a .csv of pixels",
            file=path.name,
        )
    )


def stamped(path: Path) -> tuple[Path, ...]:
    """The files that belong to ``path``: itself, its labels, and the other batches."""
    partner = _partner(path)
    batches = _batches(path) if path.name.lower().endswith(".bin") else ()
    return tuple(dict.fromkeys((path, *((partner,) if partner is not None else ()), *batches)))


def _opened(path: Path) -> IO[bytes]:
    packed = path.name.lower().endswith(".gz")
    return cast(IO[bytes], gzip.open(path, "rb")) if packed else path.open("rb")


def _sized(path: Path, shape: Shape, rows: int) -> None:
    """Refuse what cannot be."""
    if rows < 1 or min(shape) < 1:
        raise PlaygroundError(
            tr("{file} says that it has {rows} pictures of {shape}", file=path.name, rows=rows, shape=_words(shape))
        )
    if max(shape[1:]) > LARGEST_SIDE:
        raise PlaygroundError(
            tr(
                "{file} has pictures of {shape}; at most {most}×{most} can be used",
                file=path.name,
                shape=_words(shape),
                most=LARGEST_SIDE,
            )
        )
    if rows * prod(shape) > MOST_BYTES:
        raise PlaygroundError(
            tr(
                "{file} says that it has {rows:,} pictures of {shape}, {size:.1f} GB; at most {most:g} GB can be read",
                file=path.name,
                rows=rows,
                shape=_words(shape),
                size=rows * prod(shape) / 1e9,
                most=MOST_BYTES / 1e9,
            )
        )


def _words(shape: Shape) -> str:
    return "×".join(str(side) for side in (*shape[1:], shape[0]))


def _exactly(file: IO[bytes], count: int, path: Path) -> bytes:
    """The next ``count`` bytes, of which none may be missing."""
    found = bytearray()
    while len(found) < count and (more := file.read(count - len(found))):
        found += more
    if len(found) < count:
        raise PlaygroundError(
            tr("{file} ends too early: {count:,} bytes are missing", file=path.name, count=count - len(found))
        )
    return bytes(found)


# IDX, http://yann.lecun.com/exdb/mnist/: 0, 0, type, number of axes, an int32 per axis (big-endian), the numbers


def _idx(path: Path) -> Source:
    header = _idx_header(path)
    partner = _partner(path)
    if len(header) == 1 and partner is not None:  # somebody chose the labels
        path, partner, header = partner, path, _idx_header(partner)
    if len(header) not in (3, 4):
        raise PlaygroundError(
            tr("{file} has {count} axes; pictures have three, or four", file=path.name, count=len(header))
        )
    if partner is None:
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
    _sized(path, shape, rows)
    answer = _idx_header(partner)
    if answer != (rows,):
        raise PlaygroundError(
            tr(
                "{labels} has {count:,} labels, {file} {rows:,} pictures",
                labels=partner.name,
                count=answer[0],
                file=path.name,
                rows=rows,
            )
        )

    def pieces() -> Iterator[Raw]:
        with _reading(path) as file:
            _exactly(file, 4 + 4 * len(header), path)
            together = max(1, PIECE // prod(shape))
            for start in range(0, rows, together):
                count = min(together, rows - start)
                values = np.frombuffer(_exactly(file, count * prod(shape), path), np.uint8).reshape(count, *inner)
                yield values.transpose(0, 3, 1, 2) if last else values.reshape(count, *shape)

    def labels() -> Ints:
        with _reading(partner) as file:
            _exactly(file, 8, partner)
            return np.frombuffer(_exactly(file, rows, partner), np.uint8).astype(np.int64)

    return Source(shape=shape, rows=rows, pieces=pieces, labels=labels)


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[IO[bytes]]:
    """The file, unpacked where it is packed; what is wrong with the packing is said in a sentence."""
    try:
        with _opened(path) as file:
            yield file
    except (OSError, EOFError, zlib.error) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise PlaygroundError(tr("{file} cannot be read: {why}", file=path.name, why=why)) from error


def _idx_header(path: Path) -> tuple[int, ...]:
    with _reading(path) as file:
        begin = _exactly(file, 4, path)
        if begin[:3] != b"\0\0\x08" or not 1 <= begin[3] <= 4:
            raise PlaygroundError(
                tr(
                    "{file} is no IDX file of bytes: it begins with {begin}, not 00 00 08 and the number of axes",
                    file=path.name,
                    begin=begin.hex(" "),
                )
            )
        sides = np.frombuffer(_exactly(file, 4 * begin[3], path), ">u4")
    return tuple(int(side) for side in sides)


def _partner(path: Path) -> Path | None:
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


# CIFAR, https://www.cs.toronto.edu/~kriz/cifar.html: label (of CIFAR-100 two), then 1024 bytes each of red, green, blue


def _cifar(path: Path) -> Source:
    files = _batches(path)
    sizes = [file.stat().st_size for file in files]
    lead = next((lead for lead in (1, 2) if all(size and size % (3072 + lead) == 0 for size in sizes)), 0)
    if not lead:
        raise PlaygroundError(
            tr(
                "{file} has {size:,} bytes; a batch of CIFAR has 3,073 (CIFAR-100: 3,074) for every picture",
                file=path.name,
                size=sizes[0],
            )
        )
    record = 3072 + lead
    rows = sum(sizes) // record
    shape = (3, 32, 32)
    _sized(path, shape, rows)

    def records() -> Iterator[Raw]:
        for file, size in zip(files, sizes, strict=True):
            with _reading(file) as opened:
                together = PIECE // record
                for start in range(0, size // record, together):
                    count = min(together, size // record - start)
                    yield np.frombuffer(_exactly(opened, count * record, file), np.uint8).reshape(count, record)

    def pieces() -> Iterator[Raw]:
        for values in records():
            yield values[:, lead:].reshape(-1, *shape)

    def labels() -> Ints:
        return np.concatenate([values[:, lead - 1] for values in records()]).astype(np.int64)

    names = _names(path.with_name("batches.meta.txt" if lead == 1 else "fine_label_names.txt"))
    return Source(shape=shape, rows=rows, pieces=pieces, labels=labels, classes=names)


def _batches(path: Path) -> tuple[Path, ...]:
    """``data_batch_1.bin`` means all data batches beside it, as they belong together."""
    found = re.fullmatch(r"(data_batch_)\d+(\.bin)", path.name)
    if found is None:
        return (path,)
    return tuple(sorted(path.parent.glob(f"{found[1]}*{found[2]}"))) or (path,)


def _names(path: Path) -> tuple[str, ...]:
    if not path.is_file() or path.stat().st_size > 100_000:
        return ()
    return tuple(
        line.strip() for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()
    )


# NumPy


@dataclass(frozen=True, slots=True)
class _Head:
    shape: tuple[int, ...]
    dtype: np.dtype[Any]


def _npy(path: Path) -> Source:
    partner = _partner(path)
    if partner is None:
        raise PlaygroundError(
            tr(
                "the labels of {file} are not beside it: a file of the same name with y in place of x, or labels in "
                "place of images",
                file=path.name,
            )
        )
    with path.open("rb") as file:
        pictures = _head(file, path)
    with partner.open("rb") as file:
        answers = _head(file, partner)
    if len(pictures.shape) == 1:
        path, partner, pictures, answers = partner, path, answers, pictures

    def x() -> Raw:
        found: Raw = np.load(path, mmap_mode="r", allow_pickle=False)
        return found

    def y() -> Raw:
        found: Raw = np.load(partner, allow_pickle=False)
        return found

    return _of_arrays(path, pictures, answers, x, y)


def _npz(path: Path) -> Source:
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

    def member(name: str) -> Raw:
        with np.load(path, allow_pickle=False) as found:
            values: Raw = found[name]
            return values

    return _of_arrays(path, heads[first], heads[second], lambda: member(first), lambda: member(second))


def _head(file: IO[bytes], path: Path) -> _Head:
    """Shape and type of an array, from the beginning of its file; one of objects is refused before it is read."""
    version = np.lib.format.read_magic(file)
    reader = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, dtype = reader(file)
    if dtype.hasobject or dtype.kind not in "buifUS":
        raise PlaygroundError(
            tr("{file} has an array of {type}; pictures are arrays of numbers", file=path.name, type=dtype)
        )
    if prod(shape) * dtype.itemsize > MOST_BYTES:
        raise PlaygroundError(
            tr(
                "{file} has an array of {size:.1f} GB; at most {most:g} GB can be read",
                file=path.name,
                size=prod(shape) * dtype.itemsize / 1e9,
                most=MOST_BYTES / 1e9,
            )
        )
    return _Head(tuple(shape), dtype)


def _of_arrays(path: Path, pictures: _Head, answers: _Head, x: Callable[[], Raw], y: Callable[[], Raw]) -> Source:
    rows = pictures.shape[0] if pictures.shape else 0
    shape, last = _layout(path, pictures.shape)
    _sized(path, shape, rows)
    if prod(answers.shape) != rows:
        raise PlaygroundError(
            tr("there are {count:,} labels for {rows:,} pictures", count=prod(answers.shape), rows=rows)
        )
    if pictures.dtype.kind not in "buif":
        raise PlaygroundError(
            tr("{file} has an array of {type}; pictures are arrays of numbers", file=path.name, type=pictures.dtype)
        )

    def pieces() -> Iterator[Raw]:
        whole = x()
        scale = _scale(path, whole)
        together = max(1, PIECE // prod(shape))
        for start in range(0, rows, together):
            values = whole[start : start + together]
            as_bytes = values if values.dtype == np.uint8 else np.clip(values * scale + 0.5, 0, 255).astype(np.uint8)
            if last:
                as_bytes = as_bytes.transpose(0, 3, 1, 2)[:, :3]
            yield np.ascontiguousarray(as_bytes).reshape(len(as_bytes), *shape)

    def labels() -> Ints:
        return _numbered(path, y().reshape(-1))

    classes: tuple[str, ...] = ()
    if answers.dtype.kind in "US":
        classes = tuple(str(name) for name in np.unique(y()))
    return Source(shape=shape, rows=rows, pieces=pieces, labels=labels, classes=classes)


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


def _scale(path: Path, whole: Raw) -> float:
    """What makes these numbers bytes: 255 for numbers from 0 to 1, 1 for numbers up to 255."""
    if whole.dtype == np.uint8:
        return 1.0
    if whole.dtype.kind == "b":
        return 255.0
    low, high = float(whole.min()), float(whole.max())
    if not (np.isfinite(low) and np.isfinite(high)) or low < 0 or high > 255:
        raise PlaygroundError(
            tr(
                "{file} has pixels from {low:g} to {high:g}; they must be from 0 to 1, or from 0 to 255",
                file=path.name,
                low=low,
                high=high,
            )
        )
    return 255.0 if high <= 1.0 and whole.dtype.kind == "f" else 1.0


def _numbered(path: Path, answers: Raw) -> Ints:
    """Labels as numbers from 0."""
    if answers.dtype.kind in "US":
        return np.unique(answers, return_inverse=True)[1].astype(np.int64)
    numbers = answers.astype(np.int64)
    if not np.array_equal(numbers, answers) or numbers.min() < 0:
        raise PlaygroundError(
            tr("{file} has labels that are no whole numbers from 0: {value}", file=path.name, value=answers.min())
        )
    return numbers
