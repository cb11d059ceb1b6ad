"""Tables of numbers and words in text files (CSV), made into examples: what the bundled tables and any CSV share.

A column whose first value is a number is a column of numbers, any other is one of words and becomes one column of
0 and 1 per word (one-hot). One column is the target. Missing features that are to be filled stay NaN here: they are
filled when the training part is known, from that part alone (`playground.catalog.prepare`).
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import itertools
import math
import stat
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np

from playground.catalog.assets import asset
from playground.catalog.facts import Facts, Table
from playground.catalog.tensor import Array, Ints
from playground.spec.fields import nearest_names
from playground.spec.problems import PlaygroundError, reason
from playground.spec.words import mark, tr

MOST_ROWS = 1_000_000
MOST_COLUMNS = 1_000
MOST_CLASSES = 1_000
MOST_BYTES = 200_000_000
LARGEST = 1e30
"""Larger numbers do not survive being squared in single precision, which training does at once."""
HEAD = 1_000_000
"""Bytes in which the first lines of a table are found."""
CLASSES_AT_A_GLANCE = 20
"""A target of whole numbers counts as classes up to so many different ones."""

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "space": " "}
MISSING = frozenset({"", "?", "-", "na", "n/a", "nan", "null"})

Stamp = tuple[int, int, int]
"""What tells that a file has changed: its number on the disk, its time in nanoseconds and its size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file is to be read. An empty ``target`` is the last column; ``ignore`` names columns, with commas."""

    target: str = ""
    task: Literal["auto", "classes", "regression"] = "auto"
    missing: Literal["refuse", "drop", "mean"] = "refuse"
    delimiter: Literal["auto", "comma", "semicolon", "tab", "pipe", "space"] = "auto"
    decimal: Literal["point", "comma"] = "point"
    header: Literal["auto", "yes", "no"] = "auto"
    ignore: str = ""


class MissingValueError(PlaygroundError):
    """A value is missing and the reading refuses that.

    Attributes:
        cures: words and the value of the reading's ``missing`` that would do.

    """

    cures: tuple[tuple[str, Literal["drop", "mean"]], ...] = (
        (mark("Drop such lines"), "drop"),
        (mark("Fill in the mean"), "mean"),
    )


def bundled(name: str, task: Literal["classes", "regression"]) -> Table:
    """The table ``assets/data/<name>.csv``; its last column is the target."""
    return load(asset("data", f"{name}.csv"), Reading(task=task, delimiter="comma", header="yes"))


def standardized(table: Table) -> Table:
    """The same with numbers to predict as standard scores, (y − mean) / deviation over the whole table."""
    if table.facts.task == "classes":
        return table
    deviation = table.y.std(axis=0)
    y = (table.y - table.y.mean(axis=0)) / np.where(deviation > 0, deviation, 1.0)
    return Table(facts=table.facts, x=table.x, y=y)


def load(path: Path, reading: Reading) -> Table:
    """The examples in the file; read once and remembered for as long as the file does not change.

    Raises:
        PlaygroundError: the file cannot be read or holds something else; the sentence names line and column.

    """
    return _load(path, reading, stamp_of(path))


def columns(path: Path, reading: Reading) -> tuple[str, ...]:
    """The names of the file's columns, from its beginning alone; () where it is empty.

    Raises:
        PlaygroundError: the file cannot be read, or its first lines are not those of a table.

    """
    lines = Reading(delimiter=reading.delimiter, decimal=reading.decimal, header=reading.header)
    return _columns(path, lines, stamp_of(path))


def stamp_of(path: Path) -> Stamp:
    """The file's stamp.

    Raises:
        PlaygroundError: there is no such file, or it is too large.

    """
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        raise PlaygroundError(tr("{path} cannot be read: {why}", path=path, why=reason(error))) from error
    if not stat.S_ISREG(found.st_mode):
        raise PlaygroundError(tr("{path} is not a file with a table in it", path=path))
    if found.st_size > MOST_BYTES:
        raise PlaygroundError(
            tr(
                "{file} has {size:,} bytes; at most {most:,} can be read",
                file=path.name,
                size=found.st_size,
                most=MOST_BYTES,
            )
        )
    return found.st_ino, found.st_mtime_ns, found.st_size


@lru_cache(maxsize=8)
def _load(path: Path, reading: Reading, _stamp: Stamp) -> Table:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PlaygroundError(tr("{path} cannot be read: {why}", path=path, why=reason(error))) from error
    if b"\0" in content[:HEAD] and not content.startswith(UTF_16):
        raise PlaygroundError(
            tr("{file} is not a text file: it has bytes in it that stand for no letter", file=path.name)
        )
    try:
        return parse(decoded(content), reading)
    except PlaygroundError as error:
        raise type(error)(f"{path.name}: {error}") from error


@lru_cache(maxsize=8)
def _columns(path: Path, reading: Reading, _stamp: Stamp) -> tuple[str, ...]:
    text, _ = beginning(path)
    number, first = next(
        cells_of(text, DELIMITERS.get(reading.delimiter) or guessed_delimiter(text, reading.decimal)), (1, [])
    )
    return tuple(names_of(first, reading, number)[0])


def beginning(path: Path) -> tuple[str, bool]:
    """The first lines of a file, whole ones, and whether there is more of it.

    Raises:
        PlaygroundError: the file cannot be read.

    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
            more = bool(file.read(1))
    except OSError as error:
        raise PlaygroundError(tr("{path} cannot be read: {why}", path=path, why=reason(error))) from error
    # A letter may be cut in two at the end: only whole lines are looked at.
    return decoded(head[: head.rfind(b"\n") + 1] or head if more else head), more


def names_of(first: list[str], reading: Reading, line: int) -> tuple[list[str], bool]:
    """The names of the columns by a file's first line, and whether it holds them; else they go by their place.

    Raises:
        PlaygroundError: two columns have one name.

    """
    headed = reading.header == "yes" or (
        reading.header == "auto" and all(number_in(cell, reading.decimal) is None for cell in first)
    )
    return _column_names(first if headed else [""] * len(first), line), headed


def decoded(content: bytes) -> str:
    """UTF-8 or, where the first bytes say so, UTF-16; what is neither is Latin-1, in which every byte has a letter."""
    if content.startswith(UTF_16):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def parse(text: str, reading: Reading) -> Table:
    """The examples in ``text``.

    Raises:
        PlaygroundError: the text is not such a table; the sentence names line and column.

    """
    delimiter = DELIMITERS.get(reading.delimiter) or guessed_delimiter(text, reading.decimal)
    rows = cells_of(text, delimiter)
    number, first = next(rows, (1, []))
    if not first:
        raise PlaygroundError(tr("the file is empty; a table needs a line per example"))
    if len(first) > MOST_COLUMNS:
        raise PlaygroundError(
            tr(
                "line {line} has {count:,} columns; at most {most:,} can be read",
                line=number,
                count=len(first),
                most=MOST_COLUMNS,
            )
        )
    names, headed = names_of(first, reading, number)
    target = _target_of(names, reading)
    ignored = _ignored(names, reading, target)
    if len(names) - len(ignored) < 2:
        raise PlaygroundError(
            tr(
                "line {line} has only {count} column to use; an example needs a feature and a target",
                line=number,
                count=len(names) - len(ignored),
            )
        )
    columns = {name: _Column(name, reading, is_target=name == target) for name in names if name not in ignored}
    count = 0
    for lines, chunk in _chunks(_chained(None if headed else (number, first), rows)):
        for line, cells in zip(lines, chunk, strict=True):
            if len(cells) != len(names):
                raise PlaygroundError(
                    tr(
                        "line {line} has {count} values, but line {first} has {names}",
                        line=line,
                        count=len(cells),
                        first=number,
                        names=len(names),
                    )
                )
        count += len(lines)
        if count > MOST_ROWS:
            line = lines[MOST_ROWS - count]
            raise PlaygroundError(tr("line {line}: at most {most:,} examples can be read", line=line, most=MOST_ROWS))
        for name, values in zip(names, zip(*chunk, strict=True), strict=True):
            if name not in ignored:
                columns[name].extend(values, lines)
    if not count:
        raise PlaygroundError(tr("there is a header but not a single example"))
    return _table(columns, target, reading)


def _table(columns: dict[str, _Column], target: str, reading: Reading) -> Table:
    features = [column for name, column in columns.items() if name != target]
    for column in columns.values():
        if column.words is None and np.isnan(column.values).all():
            raise PlaygroundError(tr("column {name!r} has no values; leave it out", name=column.name))
    wide = sum(len(column.words) if column.words else 1 for column in features)
    if wide > MOST_COLUMNS:
        widest = max(features, key=lambda column: len(column.words or ()))
        raise PlaygroundError(
            tr(
                "words become one column each, {count:,} in all, but at most {most:,} are allowed; column "
                "{name!r} has {words:,} different words: leave it out",
                count=wide,
                most=MOST_COLUMNS,
                name=widest.name,
                words=len(widest.words or ()),
            )
        )
    names: list[str] = []
    blocks: list[Array] = []
    for column in features:
        columns_of, block = column.features()
        names += columns_of
        blocks.append(block)
    x = np.concatenate(blocks, axis=1)
    codes = np.array(columns[target].values)
    # A target is never made up, whatever is done with missing features.
    whole = ~np.isnan(codes)
    if reading.missing == "drop":
        whole &= ~np.isnan(x).any(axis=1)
    if not whole.any():
        raise PlaygroundError(
            tr("every line lacks a value, so no example is left; fill missing values or leave columns out")
        )
    facts, y = columns[target].targets(codes[whole], tuple(names), reading.task)
    x = x[whole]
    x.flags.writeable = y.flags.writeable = False
    return Table(facts=facts, x=x, y=y)


class _Column:
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
                small = np.abs(np.frombuffer(numbers)) <= LARGEST  # what is not a number is not small either
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
            if number is not None and abs(number) > LARGEST:
                raise self._wrong(
                    line,
                    tr("{value!r} is too large; numbers may be at most {most:g} in size", value=cell, most=LARGEST),
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
        if len(names) > MOST_CLASSES:
            sentence = tr(
                "column {name!r} has {count:,} different values; at most {most:,} classes can be told apart",
                name=self.name,
                count=len(names),
                most=MOST_CLASSES,
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


def number_in(cell: str, decimal: str) -> float | None:
    """The number that a cell says, or None where it is a word. ``1_000`` is a word, unlike in Python."""
    if "_" in cell:
        return None
    try:
        return float(cell.replace(",", ".") if decimal == "comma" else cell)
    except ValueError:
        return None


def _column_names(cells: list[str], line: int) -> list[str]:
    """The names that a header gives; a column without one is called by its place.

    Raises:
        PlaygroundError: two columns have one name.

    """
    names = [cell or f"column {place}" for place, cell in enumerate(cells, start=1)]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise PlaygroundError(
                tr("line {line}: two columns are called {name!r}; give each a name of its own", line=line, name=name)
            )
    return names


def _target_of(names: list[str], reading: Reading) -> str:
    if not reading.target:
        return next((name for name in reversed(names) if name not in left_out(reading.ignore)), names[-1])
    if reading.target not in names:
        raise PlaygroundError(_no_column(reading.target, names))
    return reading.target


def _ignored(names: list[str], reading: Reading, target: str) -> frozenset[str]:
    ignored = left_out(reading.ignore)
    for name in ignored:
        if name not in names:
            raise PlaygroundError(_no_column(name, names))
        if name == target:
            raise PlaygroundError(tr("column {name!r} cannot be left out: it is the target", name=name))
    return frozenset(ignored)


def left_out(ignore: str) -> list[str]:
    """The names in a setting of columns to leave out.

    Raises:
        PlaygroundError: they are no names with commas between them.

    """
    try:
        cells = next(csv.reader([ignore], skipinitialspace=True), [])
    except csv.Error as error:
        raise PlaygroundError(
            tr("columns to leave out are names with commas between them, not {names!r:.60}", names=ignore)
        ) from error
    return [name for cell in cells if (name := cell.strip())]


def _no_column(name: str, names: list[str]) -> str:
    if near := nearest_names(name, names):
        return tr("there is no column {name!r}{near}", name=name, near=near)
    shown = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    return tr("there is no column {name!r}; the columns are {columns}", name=name, columns=shown)


def cells_of(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not empty, each with the number of the line that it starts in, from 1."""
    lines: Iterator[str] = io.StringIO(text, newline="")
    if delimiter == " ":
        lines = (" ".join(line.split()) for line in lines)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield start, stripped
            start = reader.line_num + 1
    except csv.Error as error:
        if _left_open(error):
            raise PlaygroundError(tr('line {line}: a quote (") is opened here and never closed', line=start)) from error
        raise PlaygroundError(tr("line {line}: {error}", line=start, error=error)) from error


def _left_open(error: csv.Error) -> bool:
    """Whether a table ends within quotes; the module tells it only in words."""
    return str(error) == "unexpected end of data"


def _chained(
    first: tuple[int, list[str]] | None, rows: Iterator[tuple[int, list[str]]]
) -> Iterator[tuple[int, list[str]]]:
    if first is not None:
        yield first
    yield from rows


def _chunks(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[list[int], list[list[str]]]]:
    """The rows by the thousand: their line numbers and their cells."""
    while chunk := list(itertools.islice(rows, 1000)):
        yield [line for line, _ in chunk], [cells for _, cells in chunk]


def guessed_delimiter(text: str, decimal: str) -> str:
    """The delimiter that cuts the first lines into the most columns, all lines alike; a comma where none does."""
    head = text[:65536].splitlines()[:50]
    if len(text) > 65536 and len(head) > 1:
        head = head[:-1]
    best, widest = ",", (False, 1)
    for delimiter in DELIMITERS.values():
        if delimiter == "," and decimal == "comma":
            continue
        try:
            widths = [len(cells) for _, cells in cells_of("\n".join(head), delimiter)]
        except PlaygroundError:
            continue
        if not widths or widths[0] < 2:
            continue
        even = len(set(widths)) == 1
        # Words may hold spaces, so spaces count only where they cut all lines alike.
        if (even or delimiter != " ") and (even, widths[0]) > widest:
            best, widest = delimiter, (even, widths[0])
    return best
