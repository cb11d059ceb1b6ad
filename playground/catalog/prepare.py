"""Examples, drawn, split into train, dev and test, and normalized: what the engine trains on and the window draws."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from playground.catalog.entry import known, settle
from playground.catalog.facts import Facts, Frame
from playground.catalog.families import Dataset
from playground.catalog.mapped import rows_of
from playground.catalog.pictures.progress import GivenUpError
from playground.catalog.tensor import Array, Float32, Ints, Raw
from playground.spec.experiment import Data, Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

_MEASURED = 20_000
"""Pictures that the mean and the deviation of the channels are taken from, at most."""

MOST_LOOKED_AT = 10_000
"""Pictures of a part that are looked at, at most: the accuracy of so many is known to half a percent."""
MOST_LEARNED_FROM = 2_000
"""Pictures of the training part that its loss and metrics are taken from, evenly spread: there are many of them, and
what is learned from shows in every batch, too. The parts to judge by count as a whole."""
MOST_BYTES_LOOKED_AT = 128 * 2**20
"""What they may take as float32."""

Part = Literal["train", "dev", "test"]
PARTS: tuple[Part, ...] = ("train", "dev", "test")


def stream(seed: int, *purpose: str) -> np.random.Generator:
    """A random stream of its own for each purpose, so that drawing more in one place changes nothing in another."""
    return np.random.default_rng(stream_seed(seed, *purpose))


def stream_seed(seed: int, *purpose: str) -> int:
    """A 63-bit seed made from ``seed`` and words; the same on every machine."""
    words = "\x1f".join((str(seed), *purpose)).encode()
    return int.from_bytes(hashlib.blake2b(words, digest_size=8).digest(), "big") >> 1


def order_seed(experiment: Experiment) -> int:
    """The seed of `epoch_order`: the experiment's own, unless its training has one for the order alone."""
    return experiment.seed if experiment.training.order_seed < 0 else experiment.training.order_seed


def epoch_order(seed: int, epoch: int, count: int) -> Ints:
    """The order in which an epoch goes through ``count`` training examples; ``seed`` is that of `order_seed`."""
    return stream(seed, "order", str(epoch)).permutation(count).astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """A data set ready for training.

    Attributes:
        facts: what the data are.
        raw: inputs as drawn, of shape (rows, *input): float64, or the uint8 of pictures (see `Table`).
        y: class indices, int64 of shape (rows,), or numbers, float64 of shape (rows, targets).
        part: 0 train, 1 dev, 2 test, for every row. int8 of shape (rows,).
        mean, scale: what is subtracted and divided by, shape (*input), or (channels, 1, …) for bytes. Without
            normalization zeros and ones, and for bytes what makes them numbers from 0 to 1.
        frame: what is to be shown of the plane at least, where the data say so.

    """

    facts: Facts
    raw: Raw
    y: Ints | Array
    part: NDArray[np.int8]
    mean: Array
    scale: Array
    frame: Frame | None = None

    def rows(self, part: Part) -> Ints:
        """The row numbers of a part, ascending."""
        return np.flatnonzero(self.part == PARTS.index(part))

    def looked_at(self, part: Part) -> Ints:
        """The row numbers of a part that evaluations and probes look at: all, or of many pictures a fixed sample.

        The sample is spread evenly over the part, and the same at every call.
        """
        rows = self.rows(part)
        if self.raw.dtype != np.uint8:
            return rows
        most = min(MOST_LOOKED_AT, max(1, MOST_BYTES_LOOKED_AT // (4 * self.facts.numbers)))
        return rows if len(rows) <= most else rows[_spread(len(rows), most)]

    def normalized(self, raw: Raw) -> Float32:
        """Raw inputs as the network gets them."""
        return ((raw - self.mean) / self.scale).astype(np.float32)

    @property
    def x(self) -> Float32:
        """All inputs as the network gets them, made anew at every call: for data that are not large."""
        return self.normalized(self.raw)

    def inputs(self, rows: Ints) -> Float32:
        """The examples of these rows as the network gets them, shape (len(rows), *input)."""
        return self.normalized(rows_of(self.raw, rows))

    def extent(self) -> tuple[float, float, float, float]:
        """The part of the plane that the data lie in, with a margin: x₁ low, high, x₂ low, high.

        Two features and more: a square over the first two. One feature: x low, high, and the first number to predict
        low, high; with classes, −0.5 to the number of classes − 0.5. Data that say what is to be shown get that, as
        long as they lie inside.
        """
        if self.frame is not None and self._within(self.frame):
            return self.frame
        if not len(self.raw):
            return (-1.0, 1.0, -1.0, 1.0)
        flat = self.raw.reshape(len(self.raw), -1)
        if flat.shape[1] > 1:
            return _square(flat[:, :2])
        if self.facts.task == "classes":
            return (*_margin(flat[:, 0]), -0.5, self.facts.outputs - 0.5)
        return (*_margin(flat[:, 0]), *_margin(self.y.reshape(len(self.y), -1)[:, 0]))

    def _within(self, frame: Frame) -> bool:
        left, right, low, high = frame
        flat = self.raw.reshape(len(self.raw), -1)
        up = flat[:, 1] if flat.shape[1] > 1 else self.y.reshape(len(self.y), -1)[:, 0]
        inside = (flat[:, 0] >= left) & (flat[:, 0] <= right) & (up >= low) & (up <= high)
        return bool(inside.all())


def _spread(count: int, most: int) -> Ints:
    """At most ``most`` of the numbers from 0 to ``count`` - 1, at even distances, the first and the last among them."""
    return np.linspace(0, count - 1, min(count, most)).astype(np.int64)


def _margin(values: Array | Ints) -> tuple[float, float]:
    """The least and the greatest value, a twentieth of the distance further out."""
    low, high = float(values.min()), float(values.max())
    half = (high - low) / 2 * 1.1 or 1.0
    return ((low + high) / 2 - half, (low + high) / 2 + half)


def _square(points: Array) -> tuple[float, float, float, float]:
    low, high = points.min(axis=0), points.max(axis=0)
    (x, y), half = ((low + high) / 2).tolist(), float((high - low).max()) / 2 * 1.1 or 1.0
    return (x - half, x + half, y - half, y + half)


def stamp_of(data: Data) -> Hashable:
    """Changes when the file behind the data does; never raises, the absence of a file is a stamp too."""
    try:
        dataset, p = settle(Dataset, data.source)
        return dataset.stamp(p)
    except PlaygroundError as error:
        return str(error)


def prepare(data: Data) -> Prepared:
    """Draw, split and normalize. The same `Data` gives the same object, as long as no file behind it changes.

    All arrays are read-only. Missing features are filled with their mean over the training part.

    Raises:
        PlaygroundError: the data set is unknown or a setting or its file is wrong, or the training part is empty.

    """
    plain = replace(data, augment=()) if data.augment else data
    return _slowly(plain) if takes_long(plain) else _quickly(plain, stamp_of(plain))


@lru_cache(maxsize=8)
def _quickly(data: Data, _stamp: Hashable) -> Prepared:
    return _prepare(data)


class NotReadyError(PlaygroundError):
    """The examples are not there yet: they are being made or read by somebody else."""


_begin: ContextVar[Callable[[Data], None] | None] = ContextVar("begin", default=None)
_kept: OrderedDict[tuple[Data, Hashable], Prepared | PlaygroundError] = OrderedDict()
"""The latest data that take long, or what is wrong with them."""
_MOST_KEPT = 4
_lock = threading.Lock()


def never_wait(begin: Callable[[Data], None] | None) -> None:
    """From now on `prepare` in this thread does not wait for data that take long.

    Where they are not there it calls ``begin`` with them and raises `NotReadyError`. None: it waits again.
    """
    _begin.set(begin)


def takes_long(data: Data) -> bool:
    """Whether making or reading these examples may take longer than a window can wait."""
    entry = known(Dataset.family, data.source.kind)
    if entry is None or not issubclass(entry, Dataset) or not entry.slow or entry.violations(data.source.params):
        return False
    try:
        facts = entry.facts(entry.read(data.source.params))
    except PlaygroundError:
        return False  # it is said at once
    return facts.rows * facts.numbers > entry.at_once


def _slowly(data: Data) -> Prepared:
    key = (data, stamp_of(data))
    with _lock:
        found = _kept.get(key)
    if found is None:
        if (begin := _begin.get()) is not None:
            begin(data)
            raise NotReadyError(tr("the pictures are being read"))
        try:
            found = _prepare(data)
        except GivenUpError:
            raise
        except PlaygroundError as error:
            found = error
        with _lock:
            _kept[data, stamp_of(data)] = found  # reading may have told more than was known before
            while len(_kept) > _MOST_KEPT:
                _kept.popitem(last=False)
    if isinstance(found, PlaygroundError):
        raise PlaygroundError(str(found))
    return found


def _prepare(data: Data) -> Prepared:
    dataset, p = settle(Dataset, data.source)
    table = dataset.generate(p, stream(data.seed, "data", data.source.kind))
    as_bytes = table.x.dtype == np.uint8
    raw = table.x if as_bytes else np.array(table.x, dtype=np.float64, order="C")
    raw = raw.reshape(len(table.x), *table.facts.input_shape)
    classes = table.facts.task == "classes"
    y: Ints | Array = np.array(table.y, dtype=np.int64) if classes else np.array(table.y, dtype=np.float64)
    if table.place is not None:
        part = placed(table.place, data.train, data.dev)
    else:
        part = split(y, data.train, data.dev, stratify=data.stratify and classes, rng=stream(data.seed, "split"))
    if not (part == 0).any():
        raise PlaygroundError(
            tr(
                "the training part is empty: {count} examples with a train share of {share:g}",
                count=len(raw),
                share=data.train,
            )
        )
    learned = np.flatnonzero(part == 0)
    if as_bytes:
        mean, scale = _of_channels(raw, learned, table.facts.levels, normalize=data.normalize)
    else:
        fill(raw, raw[learned])
        mean, scale = _of_columns(raw[learned], normalize=data.normalize)
    for array in (raw, y, part, mean, scale):
        array.flags.writeable = False
    return Prepared(facts=table.facts, raw=raw, y=y, part=part, mean=mean, scale=scale, frame=table.frame)


def _of_columns(learned: Array, *, normalize: bool) -> tuple[Array, Array]:
    """Mean and scale of every column over the examples ``learned``."""
    if not normalize:
        return np.zeros(learned.shape[1:]), np.ones(learned.shape[1:])
    mean, deviation = learned.mean(axis=0), learned.std(axis=0)
    # What hardly varies for its size is constant but for rounding: dividing by it would only blow up errors.
    return mean, np.where(deviation > 1e-12 * np.maximum(1.0, np.abs(mean)), deviation, 1.0)


def _of_channels(raw: Raw, learned: Ints, levels: tuple[float, float], *, normalize: bool) -> tuple[Array, Array]:
    """Mean and scale of every channel, shape (channels, 1, …), over at most `_MEASURED` examples of ``learned``."""
    shape = (raw.shape[1], *(1 for _side in raw.shape[2:]))
    if not normalize:
        return np.full(shape, levels[0]), np.full(shape, levels[1] - levels[0])
    rows = learned[_spread(len(learned), _MEASURED)]
    counts = np.zeros((raw.shape[1], 256))
    for some in np.array_split(rows, max(1, len(rows) // 256)):  # a byte has 256 values: their counts are exact
        for channel, values in enumerate(np.moveaxis(rows_of(raw, some), 1, 0)):
            counts[channel] += np.bincount(values.ravel(), minlength=256)
    shares, values = counts / counts.sum(axis=1, keepdims=True), np.arange(256.0)
    mean = shares @ values
    deviation = np.sqrt(np.maximum(shares @ values**2 - mean**2, 0.0))
    return mean.reshape(shape), np.where(deviation > 0.0, deviation, 1.0).reshape(shape)


def fill(x: Array, learned: Array) -> None:
    """Put each column's mean over ``learned`` where ``x`` has NaN, in place; 0 where ``learned`` has no value."""
    gaps = np.isnan(x)
    if not gaps.any():
        return
    known = ~np.isnan(learned)
    total = np.where(known, learned, 0.0).sum(axis=0)
    mean = total / np.maximum(known.sum(axis=0), 1)
    x[gaps] = np.broadcast_to(mean, x.shape)[gaps]


def split(y: Ints | Array, train: float, dev: float, *, stratify: bool, rng: np.random.Generator) -> NDArray[np.int8]:
    """Parts for every row: 0 train, 1 dev, 2 test; with ``stratify`` (y are classes) in every class alike.

    Every row draws a number of its own and the rows of a class are dealt out in that order, so that a label that
    flips moves hardly any other row to another part.
    """
    part = np.full(len(y), 2, dtype=np.int8)
    key = rng.random(len(y))
    groups = [np.flatnonzero(y == label) for label in np.unique(y)] if stratify else [np.arange(len(y))]
    for group in groups:
        order = group[np.argsort(key[group], kind="stable")]
        first, second = round(train * len(group)), round((train + dev) * len(group))
        part[order[:first]] = 0
        part[order[first:second]] = 1
    return part


def placed(place: Array, train: float, dev: float) -> NDArray[np.int8]:
    """Parts by every row's own number in [0, 1): below ``train`` 0, below ``train + dev`` 1, else 2.

    Where no row would be left to learn from, the one with the lowest number is.
    """
    both = train + dev
    part = np.where(place < train, 0, np.where((place < both) | (both > 1.0 - 1e-9), 1, 2)).astype(np.int8)
    if len(part) and not (part == 0).any():
        part[int(np.argmin(place))] = 0
    return part
