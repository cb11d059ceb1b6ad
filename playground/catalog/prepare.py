"""Examples, drawn, split into train, dev and test, and normalized: what the engine trains on and the window draws."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from playground.catalog.entry import settle
from playground.catalog.facts import Facts
from playground.catalog.families import Dataset
from playground.catalog.tensor import Array, Ints
from playground.spec.experiment import Data
from playground.spec.problems import PlaygroundError

Part = Literal["train", "dev", "test"]
PARTS: tuple[Part, ...] = ("train", "dev", "test")


def stream(seed: int, *purpose: str) -> np.random.Generator:
    """A random stream of its own for each purpose, so that drawing more in one place changes nothing in another."""
    return np.random.default_rng(stream_seed(seed, *purpose))


def stream_seed(seed: int, *purpose: str) -> int:
    """A 63-bit seed made from ``seed`` and words; the same on every machine."""
    words = "\x1f".join((str(seed), *purpose)).encode()
    return int.from_bytes(hashlib.blake2b(words, digest_size=8).digest(), "big") >> 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """A data set ready for training.

    Attributes:
        facts: what the data are.
        raw: inputs as drawn, float64 of shape (rows, *input). x: the same normalized, float32.
        y: class indices, int64 of shape (rows,), or numbers, float64 of shape (rows, targets).
        part: 0 train, 1 dev, 2 test, for every row. int8 of shape (rows,).
        mean, scale: what was subtracted and divided by, shape (*input); zeros and ones without normalization.

    """

    facts: Facts
    raw: Array
    x: Array
    y: Ints | Array
    part: NDArray[np.int8]
    mean: Array
    scale: Array

    def rows(self, part: Part) -> Ints:
        """The row numbers of a part, ascending."""
        return np.flatnonzero(self.part == PARTS.index(part))

    def normalized(self, raw: Array) -> Array:
        """Raw inputs as the network gets them, float32."""
        return ((raw - self.mean) / self.scale).astype(np.float32)

    def extent(self) -> tuple[float, float, float, float]:
        """The square of the plane that the data lie in, with a margin: x₁ low, high, x₂ low, high."""
        if self.raw.shape[0] == 0:
            return (-1.0, 1.0, -1.0, 1.0)
        low, high = self.raw[:, :2].min(axis=0), self.raw[:, :2].max(axis=0)
        middle, half = (low + high) / 2, np.maximum((high - low).max() / 2 * 1.1, 1e-9)
        return (middle[0] - half, middle[0] + half, middle[-1] - half, middle[-1] + half)


@lru_cache(maxsize=8)
def prepare(data: Data) -> Prepared:
    """Draw, split and normalize. The same `Data` gives the same arrays, which are read-only.

    Raises:
        PlaygroundError: the data set is unknown or a setting or its file is wrong, or the training part is empty.

    """
    dataset, p = settle(Dataset, data.source)
    table = dataset.generate(p, stream(data.seed, "data", data.source.kind))
    raw = np.ascontiguousarray(table.x, dtype=np.float64)
    classes = table.facts.task == "classes"
    y: Ints | Array = (
        np.ascontiguousarray(table.y, dtype=np.int64) if classes else np.ascontiguousarray(table.y, dtype=np.float64)
    )
    part = split(y, data.train, data.dev, stratify=data.stratify and classes, rng=stream(data.seed, "split"))
    learned = raw[part == 0]
    if not len(learned):
        raise PlaygroundError(f"the training part is empty: {len(raw)} examples with a train share of {data.train:g}")
    mean, scale = np.zeros(raw.shape[1:]), np.ones(raw.shape[1:])
    if data.normalize:
        mean, deviation = learned.mean(axis=0), learned.std(axis=0)
        scale = np.where(deviation > 1e-12, deviation, 1.0)
    x = ((raw - mean) / scale).astype(np.float32)
    for array in (raw, x, y, part, mean, scale):
        array.flags.writeable = False
    return Prepared(facts=table.facts, raw=raw, x=x, y=y, part=part, mean=mean, scale=scale)


def split(y: Ints | Array, train: float, dev: float, *, stratify: bool, rng: np.random.Generator) -> NDArray[np.int8]:
    """Parts for every row: 0 train, 1 dev, 2 test; with ``stratify`` (y are classes) in every class alike."""
    part = np.full(len(y), 2, dtype=np.int8)
    groups = [np.flatnonzero(y == label) for label in np.unique(y)] if stratify else [np.arange(len(y))]
    for group in groups:
        order = rng.permutation(group)
        first, second = round(train * len(group)), round((train + dev) * len(group))
        part[order[:first]] = 0
        part[order[first:second]] = 1
    return part
