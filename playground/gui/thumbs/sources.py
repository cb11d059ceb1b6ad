"""Where the small pictures of a wall come from, and what is said of each."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from playground.catalog.facts import Facts
from playground.catalog.mapped import row_of, rows_of
from playground.catalog.prepare import PARTS, Prepared
from playground.catalog.tensor import Ints
from playground.gui.draw.pixels import as_bytes
from playground.gui.gaze import Example
from playground.gui.thumbs.said import Outcome
from playground.spec.words import tr

NAMED = 4
"""Numbers of an example without a picture that stand in its line."""


class Source(Protocol):
    """Examples by their keys, whole numbers.

    Attributes:
        shape: height and width of a picture in pixels; () where the examples are no pictures but lines of words.

    """

    shape: tuple[int, int] | tuple[()]

    def pictures(self, keys: Ints) -> NDArray[np.uint8]:
        """The pixels from black to white, shape (len(keys), channels, height, width)."""
        ...

    def words(self, key: int) -> str:
        """The example in words."""
        ...

    def caption(self, key: int, *, short: bool = False) -> str:
        """Few words below the picture, ``short``: even fewer; may be empty."""
        ...

    def wrong(self, key: int) -> bool:
        """Whether it is known to be misclassified."""
        ...


class OfData:
    """The examples of the data; their keys are the rows of `Prepared.raw`."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.shape = prepared.facts.picture
        self.within = np.zeros(len(prepared.raw), dtype=np.int64)
        """For every row its number within its part."""
        for part in PARTS:
            rows = prepared.rows(part)
            self.within[rows] = np.arange(len(rows))
        self._outcome: Outcome | None = None
        self._said: dict[int, int] = {}

    def take(self, outcome: Outcome | None) -> None:
        """From now on this is what the network says."""
        self._outcome = outcome
        rows = outcome.rows.tolist() if outcome is not None else []
        self._said = dict(zip(rows, range(len(rows)), strict=True))

    def pictures(self, keys: Ints) -> NDArray[np.uint8]:
        """Of the numbers between the data's black and white, what lies outside is cut."""
        return as_bytes(rows_of(self.prepared.raw, keys), self.prepared.facts)

    def words(self, key: int) -> str:
        """Part, number, truth, and what the network says where it is known."""
        here, at = self.prepared, self._said.get(key)
        part = tr(PARTS[int(here.part[key])])
        number, truth = int(self.within[key]), truth_of(here, key)
        if here.facts.picture or not here.facts.features:
            if at is None or self._outcome is None:
                return tr("{part} {number}: {truth}", part=part, number=number, truth=truth)
            said = self._outcome.words(here.facts, at)
            return tr("{part} {number}: {truth} → {said}", part=part, number=number, truth=truth, said=said)
        flat = row_of(here.raw, key).ravel()[:NAMED]
        numbers = ", ".join(f"{name} {_number(value)}" for name, value in zip(here.facts.features, flat, strict=False))
        if at is None or self._outcome is None:
            return tr("{part} {number}: {truth}    {numbers}", part=part, number=number, truth=truth, numbers=numbers)
        said = self._outcome.words(here.facts, at)
        return tr(
            "{part} {number}: {truth} → {said}    {numbers}",
            part=part,
            number=number,
            truth=truth,
            said=said,
            numbers=numbers,
        )

    def caption(self, key: int, *, short: bool = False) -> str:
        """The truth and what it was taken for; the truth alone where nothing is known."""
        truth, at = truth_of(self.prepared, key), self._said.get(key)
        if at is None or self._outcome is None:
            return truth
        return self._outcome.caption(self.prepared.facts, at, truth, short=short)

    def example(self, key: int) -> Example:
        """Its part and its number there."""
        return Example(PARTS[int(self.prepared.part[key])], int(self.within[key]))

    def wrong(self, key: int) -> bool:
        """Among the examples that the network was asked about."""
        at = self._said.get(key)
        return at is not None and self._outcome is not None and bool(self._outcome.wrong[at])


class OfBatch:
    """The pictures of a batch as the network gets them; their keys count from 0.

    Args:
        inputs: normalized, shape (m, channels, height, width). y: the targets. facts: of the data.

    """

    def __init__(self, inputs: NDArray[Any], y: NDArray[Any], facts: Facts) -> None:
        self.shape = facts.picture
        self._facts, self._y = facts, y
        self._inputs = inputs.astype(np.float32)
        self.low, self.high = float(self._inputs.min()), float(self._inputs.max())
        self.mean, self.deviation = float(self._inputs.mean()), float(self._inputs.std())

    def __len__(self) -> int:
        return len(self._inputs)

    def pictures(self, keys: Ints) -> NDArray[np.uint8]:
        """From the least number of the batch, black, to the greatest, white."""
        shares = (self._inputs[keys] - self.low) / ((self.high - self.low) or 1.0)
        found: NDArray[np.uint8] = np.rint(shares * 255.0).astype(np.uint8)
        return found

    def words(self, key: int) -> str:
        """Its place in the batch, its truth, and the span of its numbers."""
        here = self._inputs[key]
        return tr(
            "{number} in the batch: {truth}; numbers from {low} to {high}, mean {mean}",
            number=key,
            truth=_truth(self._facts, self._y[key]),
            low=_number(here.min()),
            high=_number(here.max()),
            mean=_number(here.mean()),
        )

    def caption(self, key: int, *, short: bool = False) -> str:
        """The truth."""
        return _truth(self._facts, self._y[key])

    def wrong(self, key: int) -> bool:
        """Nobody has asked."""
        return False


def truth_of(prepared: Prepared, row: int) -> str:
    """What is right for a row of the data, in words."""
    return _truth(prepared.facts, prepared.y[row])


def _truth(facts: Facts, y: Any) -> str:
    return facts.classes[int(y)] if facts.classes else ", ".join(map(_number, np.atleast_1d(y)))


def _number(value: Any) -> str:
    return f"{float(value):.3g}".replace("-", "−")
