"""Tables of numbers and words in text files (CSV), made into examples: what the bundled tables and any CSV share.

A column whose first value is a number is a column of numbers, any other is one of words and becomes one column of
0 and 1 per word (one-hot). One column is the target. Missing features that are to be filled stay NaN here: they are
filled when the training part is known, from that part alone (`playground.catalog.prepare`).
"""

from __future__ import annotations

import csv
import itertools
import re
import stat
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np

from playground.catalog.assets import asset
from playground.catalog.cells import (
    DELIMITERS,
    HEAD,
    UTF_16,
    Reading,
    beginning,
    cells_of,
    decoded,
    guessed_delimiter,
    number_in,
)
from playground.catalog.columns import Column
from playground.catalog.facts import Table
from playground.catalog.tensor import Array
from playground.spec.fields import nearest_names
from playground.spec.limits import MOST_TABLE_BYTES, MOST_TABLE_COLUMNS, MOST_TABLE_ROWS, MOST_WIDE_TABLE_BYTES
from playground.spec.problems import PlaygroundError, reason
from playground.spec.words import tr

Stamp = tuple[int, int, int]
"""What tells that a file has changed: its number on the disk, its time in nanoseconds and its size."""

BEYOND_16_BITS = re.compile(rb"[\xf0-\xf4][\x80-\xbf]{3}")
"""A letter beyond U+FFFF in UTF-8 (RFC 3629)."""


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
    if found.st_size > MOST_TABLE_BYTES:
        raise PlaygroundError(
            tr(
                "{file} has {size:,} bytes; at most {most:,} can be read",
                file=path.name,
                size=found.st_size,
                most=MOST_TABLE_BYTES,
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
    if len(content) > MOST_WIDE_TABLE_BYTES and BEYOND_16_BITS.search(content):
        raise PlaygroundError(
            tr(
                "{file} has {size:,} bytes and letters beyond U+FFFF (as 😀); with these at most {most:,} can be read",
                file=path.name,
                size=len(content),
                most=MOST_WIDE_TABLE_BYTES,
            )
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


def names_of(first: list[str], reading: Reading, line: int) -> tuple[list[str], bool]:
    """The names of the columns by a file's first line, and whether it holds them; else they go by their place.

    Raises:
        PlaygroundError: two columns have one name, or there are too many.

    """
    if len(first) > MOST_TABLE_COLUMNS:
        raise PlaygroundError(
            tr(
                "line {line} has {count:,} columns; at most {most:,} can be read",
                line=line,
                count=len(first),
                most=MOST_TABLE_COLUMNS,
            )
        )
    headed = reading.header == "yes" or (
        reading.header == "auto" and all(number_in(cell, reading.decimal) is None for cell in first)
    )
    return _column_names(first if headed else [""] * len(first), line), headed


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
    columns = {name: Column(name, reading, is_target=name == target) for name in names if name not in ignored}
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
        if count > MOST_TABLE_ROWS:
            line = lines[MOST_TABLE_ROWS - count]
            raise PlaygroundError(
                tr("line {line}: at most {most:,} examples can be read", line=line, most=MOST_TABLE_ROWS)
            )
        for name, values in zip(names, zip(*chunk, strict=True), strict=True):
            if name not in ignored:
                columns[name].extend(values, lines)
    if not count:
        raise PlaygroundError(tr("there is a header but not a single example"))
    return _table(columns, target, reading)


def _table(columns: dict[str, Column], target: str, reading: Reading) -> Table:
    features = [column for name, column in columns.items() if name != target]
    for column in columns.values():
        if column.words is None and np.isnan(column.values).all():
            raise PlaygroundError(tr("column {name!r} has no values; leave it out", name=column.name))
    wide = sum(len(column.words) if column.words else 1 for column in features)
    if wide > MOST_TABLE_COLUMNS:
        widest = max(features, key=lambda column: len(column.words or ()))
        raise PlaygroundError(
            tr(
                "words become one column each, {count:,} in all, but at most {most:,} are allowed; column "
                "{name!r} has {words:,} different words: leave it out",
                count=wide,
                most=MOST_TABLE_COLUMNS,
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


def _column_names(cells: list[str], line: int) -> list[str]:
    """The names that a header gives; a column without one is called by its place.

    Raises:
        PlaygroundError: two columns have one name.

    """
    names = [cell or f"column {place}" for place, cell in enumerate(cells, start=1)]
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise PlaygroundError(
                tr("line {line}: two columns are called {name!r}; give each a name of its own", line=line, name=name)
            )
        seen.add(name)
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
