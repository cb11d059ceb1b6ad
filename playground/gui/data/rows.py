"""All examples as columns that can be sorted and filtered. No Qt in here."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.prepare import PARTS, Part, Prepared
from playground.catalog.tensor import Array, Ints
from playground.spec.fields import nearest_names
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

Bools = NDArray[np.bool_]
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "!=": operator.ne,
    "≤": operator.le,
    "≥": operator.ge,
    "≠": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
TERM = re.compile(r'("[^"]*"|[^\s<>=!≤≥≠"]+)\s*(<=|>=|!=|[<>=≤≥≠])\s*("[^"]*"|\S+)|("[^"]*"|\S+)')
PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column: ``values`` of shape (rows,), NaN where there is none; numbers of ``words`` where there are words."""

    name: str
    values: Array
    words: tuple[str, ...] = ()

    def text(self, row: int) -> str:
        """What stands in a cell."""
        value = float(self.values[row])
        if np.isnan(value):
            return ""
        if self.words:
            return self.words[int(value)]
        return f"{value:.6g}".replace("-", "−")


class Rows:
    """The examples of prepared data, in the order of the data.

    Attributes:
        prepared: where they come from. columns: number, features, target, part, and what the network says of it.
        within: for every row its place in its part, ascending from 0, int64 of shape (rows,).

    Args:
        prepared: the data.
        predictions: what the network says of the examples of each part: classes of shape (m,), or numbers of
            shape (m, targets), for the first m of the part; may lack parts.

    """

    def __init__(self, prepared: Prepared, predictions: Mapping[Part, NDArray[Any]] | None = None) -> None:
        self.prepared = prepared
        facts = prepared.facts
        rows = len(prepared.raw)
        flat = prepared.raw.reshape(rows, -1)
        self.within = np.zeros(rows, dtype=np.int64)
        for part in PARTS:
            of_part = prepared.rows(part)
            self.within[of_part] = np.arange(len(of_part))
        columns = [Column(tr("row"), np.arange(1, rows + 1, dtype=np.float64))]
        named = () if facts.picture else facts.features[: flat.shape[1]]  # pixels are seen, not read
        columns += [Column(name, flat[:, place]) for place, name in enumerate(named)]
        classes = facts.task == "classes"
        self._first_target = len(columns)
        if classes:
            columns.append(Column(tr("class"), prepared.y.astype(np.float64), facts.classes))
        else:
            numbers: Array = prepared.y.astype(np.float64)
            columns += [Column(name, numbers[:, place]) for place, name in enumerate(facts.targets)]
        columns.append(Column(tr("part"), prepared.part.astype(np.float64), tuple(tr(part) for part in PARTS)))
        columns += self._said(predictions or {}, classes)
        self.columns = tuple(columns)

    def __len__(self) -> int:
        return len(self.prepared.raw)

    def _said(self, predictions: Mapping[Part, NDArray[Any]], classes: bool) -> list[Column]:
        facts = self.prepared.facts
        said = np.full((len(self), 1 if classes else facts.outputs), np.nan)
        for part, values in predictions.items():
            of_part = self.prepared.rows(part)[: len(values)]
            if not len(of_part):
                continue
            each = values.reshape(len(values), -1)[: len(of_part)]
            # What was said of the data before, whose classes or targets were others, is nothing here.
            if each.shape[1] == said.shape[1] and not (classes and each.max(initial=0) >= len(facts.classes)):
                said[of_part] = each
        if classes:
            wrong = np.where(np.isnan(said[:, 0]), np.nan, (said[:, 0] != self.prepared.y).astype(np.float64))
            return [
                Column(tr("predicted"), said[:, 0], facts.classes),
                Column(tr("wrong"), wrong, (tr("right"), tr("wrong"))),
            ]
        found = []
        for place, name in enumerate(facts.targets):
            found.append(Column(tr("predicted {name}", name=name), said[:, place]))
            found.append(Column(tr("error of {name}", name=name), np.abs(said[:, place] - self.prepared.y[:, place])))
        return found

    @property
    def wrong_column(self) -> int | None:
        """The column that says which predictions are wrong; None for numbers to predict."""
        return len(self.columns) - 1 if self.prepared.facts.task == "classes" else None

    @property
    def class_columns(self) -> tuple[int, ...]:
        """The columns that hold classes."""
        return (self._first_target, len(self.columns) - 2) if self.prepared.facts.task == "classes" else ()

    def find(self, words: str) -> Ints:
        """The rows that fit all of ``words``, ascending.

        Words are conditions such as ``x1>2``, ``class=B``, ``part!=train``, ``wrong``, or text that a class, a part
        or a number begins with. Names with spaces stand in quotes.

        Raises:
            PlaygroundError: a condition names no column, or compares with something that is not there.

        """
        fitting = np.ones(len(self), dtype=np.bool_)
        for match in TERM.finditer(words):
            name, sign, value, text = match.groups()
            fitting &= self._containing(text.strip('"')) if text else self._where(name, sign, value.strip('"'))
        return np.flatnonzero(fitting)

    def _where(self, name: str, sign: str, value: str) -> Bools:
        column = self._named(name.strip('"'))
        compare = OPERATORS[sign]
        if column.words:
            places = [place for place, word in enumerate(column.words) if _plain(word) == _plain(value)]
            if not places:
                shown = ", ".join(column.words[:8]) + (", …" if len(column.words) > 8 else "")
                sentence = tr("{name} has no {value}; it has {words}.", name=column.name, value=value, words=shown)
                raise PlaygroundError(sentence)
            if compare not in (operator.eq, operator.ne):
                raise PlaygroundError(tr("{name} can be compared with = and ≠ only.", name=column.name))
            found: Bools = compare(column.values, places[0]) & ~np.isnan(column.values)
            return found
        try:
            number = float(value.replace("−", "-").replace(",", "."))
        except ValueError:
            sentence = tr("{name} is compared with a number, not with {value}.", name=column.name, value=value)
            raise PlaygroundError(sentence) from None
        near: Bools
        if compare in (operator.eq, operator.ne):
            near = np.isclose(column.values, number, rtol=1e-5, atol=1e-9)  # as many digits as are shown
            return near if compare is operator.eq else ~near & ~np.isnan(column.values)
        near = compare(column.values, number)
        return near

    def _named(self, name: str) -> Column:
        wanted = _plain(name)
        names = {_plain(column.name): column for column in self.columns}
        target = self.columns[self._first_target]
        names.setdefault("target", target)
        names.setdefault("y", target)
        if wanted not in names:
            near = nearest_names(wanted, names)
            raise PlaygroundError(tr("There is no column {name}{near}.", name=name, near=near))
        return names[wanted]

    def _containing(self, text: str) -> Bools:
        """The rows with a word that contains the text, or a number that is written so."""
        wanted = _plain(text)
        if not wanted:
            return np.ones(len(self), dtype=np.bool_)
        fitting = np.zeros(len(self), dtype=np.bool_)
        exact = {wanted} & {_plain(word) for column in self.columns for word in column.words}
        for column in self.columns:
            # A whole word is meant as such: "right" is not also "upright".
            fits = [
                place
                for place, word in enumerate(column.words)
                if (_plain(word) == wanted if exact else wanted in _plain(word))
            ]
            if fits:
                fitting |= np.isin(column.values, fits)
        try:
            number = float(text.replace("−", "-"))
        except ValueError:
            return fitting
        for column in self.columns:
            if not column.words:
                fitting |= np.isclose(column.values, number, rtol=1e-5, atol=1e-9)
        return fitting

    def ordered(self, rows: Ints, column: int, *, down: bool) -> Ints:
        """``rows`` by a column, equal ones in their old order; what is not known comes last."""
        values = self.columns[column].values[rows]
        known = ~np.isnan(values)
        order = np.argsort(-values[known] if down else values[known], kind="stable")
        return np.concatenate([rows[known][order], rows[~known]])


def _plain(word: str) -> str:
    """A name as it is compared: small letters, x₁ is x1, a true minus is a hyphen."""
    return word.strip().translate(PLAIN).replace("−", "-").lower()
