"""A column of a table: its cells as numbers or words, and what they are as features or as the target."""

from __future__ import annotations

import contextlib
import math
from array import array
from collections.abc import Sequence
from typing import Literal

import numpy as np

from playground.catalog.cells import Reading, number_in
from playground.catalog.facts import Facts
from playground.catalog.tensor import Array, Ints
from playground.spec.limits import LARGEST_NUMBER, MOST_TABLE_CLASSES
from playground.spec.problems import PlaygroundError
from playground.spec.words import mark, tr

CLASSES_AT_A_GLANCE = 20
"""A target of whole numbers counts as classes up to so many different ones."""


MISSING = frozenset({"", "?", "-", "na", "n/a", "nan", "null"})


class MissingValueError(PlaygroundError):
    """A value is missing and the reading refuses that.

    Attributes:
        cures: words and the value of the reading's ``missing`` that would do.

    """

    cures: tuple[tuple[str, Literal["drop", "mean"]], ...] = (
        (mark("Drop such lines"), "drop"),
        (mark("Fill in the mean"), "mean"),
    )


class Column:
    """The values of one column so far: numbers, or the numbers of words; NaN where a value is missing."""

    def __init__(self, name: str, reading: Reading, *, is_target: bool) -> None:
        self.name = name
        self.values = array("d")
        self.words: dict[str, int] | None = {} if is_target else None
        self._decided = is_target
        self._is_target = is_target
        self._reading = reading
        self._first_word = ""

    def extend(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        """Take the next cells, which stand in these lines."""
        if self._decided and self.words is None and self._reading.decimal == "point":
            # Plain numbers, by far the most of all cells in large files, are read many at a time.
            with contextlib.suppress(ValueError):
                numbers = array("d", map(float, cells))
                small = np.abs(np.frombuffer(numbers)) <= LARGEST_NUMBER  # what is not a number is not small either
                if small.all() and "_" not in "".join(cells):
                    self.values.extend(numbers)
                    return
        for cell, line in zip(cells, lines, strict=True):
            self.add(cell, line)

    def add(self, cell: str, line: int) -> None:
        """Take the next cell."""
        if cell.lower() in MISSING:
            if self._reading.missing == "refuse":
                what = (
                    tr("the value is missing ({value!r}); choose to drop such lines or to fill in the mean", value=cell)
                    if cell
                    else tr("the value is missing; choose to drop such lines or to fill in the mean")
                )
                raise self._wrong(line, what, MissingValueError)
            self.values.append(math.nan)
            return
        number = None
        if not self._decided or self.words is None or (self._is_target and cell not in self.words):
            number = number_in(cell, self._reading.decimal)
            if number is not None and not math.isfinite(number):
                raise self._wrong(line, tr("{value!r} is not a finite number", value=cell))
            if number is not None and abs(number) > LARGEST_NUMBER:
                raise self._wrong(
                    line,
                    tr(
                        "{value!r} is too large; numbers may be at most {most:g} in size",
                        value=cell,
                        most=LARGEST_NUMBER,
                    ),
                )
        if not self._decided:
            self._decided = True
            self.words = {} if number is None else None
        if self.words is not None:
            if self._is_target and number is None and cell not in self.words:
                if self._reading.task == "regression":
                    raise self._wrong(
                        line, tr("{value!r} is not a number, but regression predicts numbers", value=cell)
                    )
                self._first_word = self._first_word or tr("line {line}: {value!r}", line=line, value=cell)
            self.values.append(self.words.setdefault(cell, len(self.words)))
        elif number is None:
            raise self._wrong(line, tr("{value!r} is not a number, but the values above it are", value=cell))
        else:
            self.values.append(number)

    def _wrong(self, line: int, what: str, kind: type[PlaygroundError] = PlaygroundError) -> PlaygroundError:
        return kind(tr("line {line}, column {name!r}: {what}", line=line, name=self.name, what=what))

    def features(self) -> tuple[list[str], Array]:
        """Names and values, of shape (rows, columns): one column of numbers, or one of 0 and 1 per word."""
        values = np.array(self.values)
        if self.words is None:
            return [self.name], values[:, None]
        order = sorted(self.words)
        hot = (values[:, None] == np.array([self.words[word] for word in order])[None]).astype(np.float64)
        hot[np.isnan(values)] = np.nan
        return [f"{self.name} = {word}" for word in order], hot

    def targets(self, codes: Array, features: tuple[str, ...], task: str) -> tuple[Facts, Ints | Array]:
        """What is to be predicted: the facts, and class indices (rows,) or numbers (rows, 1)."""
        words = list(self.words or ())
        used, index = np.unique(codes.astype(np.int64), return_inverse=True)
        words = [words[code] for code in used]
        numbers = [number_in(word, self._reading.decimal) for word in words]
        known = [number for number in numbers if number is not None]
        numeric = len(known) == len(words)
        if task == "auto":
            few = len(set(known)) <= min(CLASSES_AT_A_GLANCE, len(codes) / 2)
            whole = numeric and all(number.is_integer() for number in known)
            task = "regression" if numeric and not (whole and few) else "classes"
        if task == "regression":
            facts = Facts(features=features, task="regression", targets=(self.name,), rows=len(codes))
            return facts, np.array(known)[index][:, None]
        # "1" and "1.0" are one class; its name is the spelling that came first.
        keys: list[tuple[float, str]] = [(n, "") for n in known] if numeric else [(0.0, word) for word in words]
        order = {key: place for place, key in enumerate(sorted(set(keys)))}
        names = [""] * len(order)
        for key, word in zip(reversed(keys), reversed(words), strict=True):
            names[order[key]] = word
        if len(names) < 2:
            raise PlaygroundError(
                tr(
                    "column {name!r} has only the value {value!r}; classes need at least two",
                    name=self.name,
                    value=words[0],
                )
            )
        if len(names) > MOST_TABLE_CLASSES:
            sentence = tr(
                "column {name!r} has {count:,} different values; at most {most:,} classes can be told apart",
                name=self.name,
                count=len(names),
                most=MOST_TABLE_CLASSES,
            )
            if not numeric:
                sentence = tr(
                    "{sentence} (predicting numbers is out of the question: {word})",
                    sentence=sentence,
                    word=self._first_word,
                )
            raise PlaygroundError(sentence)
        facts = Facts(features=features, task="classes", classes=tuple(names), rows=len(codes))
        return facts, np.array([order[key] for key in keys], dtype=np.int64)[index]
