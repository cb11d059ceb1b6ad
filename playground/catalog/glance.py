"""The beginning of a table as it stands in the file, before anything is made of it: what a preview shows."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playground.catalog.cells import DELIMITERS, Reading, beginning, cells_of, guessed_delimiter, number_in
from playground.catalog.columns import MISSING
from playground.catalog.tables import names_of, stamp_of
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

LINES = 50
Kind = Literal["number", "words", "nothing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """The first lines of a table.

    Attributes:
        names: of the columns, as the header has them or by their place.
        kinds: what stands in each column, as far as these lines tell.
        rows: the cells of the first lines after the header, each line as long as it is in the file.
        lines: the number in the file of each of these lines, from 1.
        delimiter: the word for what stands between cells. headed: whether the first line holds the names.
        whole: whether these are all lines there are.

    """

    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    delimiter: str
    headed: bool
    whole: bool


def glance(path: Path, reading: Reading) -> Glance:
    """The beginning of a file.

    Raises:
        PlaygroundError: the file cannot be read or its beginning is no table; the sentence says where.

    """
    stamp_of(path)
    text, more = beginning(path)
    return glance_at(text, reading, more=more)


def glance_at(text: str, reading: Reading, *, more: bool = False) -> Glance:
    """The beginning of ``text``; ``more`` says that it goes on elsewhere.

    Raises:
        PlaygroundError: the text is empty or its beginning is no table.

    """
    delimiter = DELIMITERS.get(reading.delimiter) or guessed_delimiter(text, reading.decimal)
    found = list(itertools.islice(cells_of(text, delimiter), LINES + 2))
    if not found:
        raise PlaygroundError(tr("the file is empty; a table needs a line per example"))
    number, first = found[0]
    names, headed = names_of(first, reading, number)
    body = found[1:] if headed else found
    rows = tuple(tuple(cells) for _, cells in body[:LINES])
    kinds = tuple(_kind([row[place] for row in rows if place < len(row)], reading) for place in range(len(names)))
    return Glance(
        names=tuple(names),
        kinds=kinds,
        rows=rows,
        lines=tuple(line for line, _ in body[:LINES]),
        delimiter=next(word for word, mark in DELIMITERS.items() if mark == delimiter),
        headed=headed,
        whole=not more and len(body) <= LINES,
    )


def _kind(cells: Sequence[str], reading: Reading) -> Kind:
    """As the reading decides: by the first value that is not missing."""
    first = next((cell for cell in cells if cell.lower() not in MISSING), None)
    if first is None:
        return "nothing"
    return "words" if number_in(first, reading.decimal) is None else "number"


def looks_like_a_table(text: str, *, even: bool = True) -> bool:
    """Whether a text that was copied somewhere is likely lines of cells with numbers among them.

    Args:
        text: what was copied.
        even: every line must have as many cells. A table with a broken line is still one to a person who says that
            it is one, and looking it over tells which line is broken.

    """
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or text.lstrip()[:1] in ("{", "[", "<"):
        return False
    try:
        found = glance_at(text, Reading())
    except PlaygroundError:
        return False  # whatever it is, it cannot be cut into cells
    if even and {len(row) for row in found.rows} != {len(found.names)}:
        return False
    return len(found.names) >= 2 and bool(found.rows) and "number" in found.kinds


def joined_names(names: Sequence[str]) -> str:
    """Names of columns as the setting for those to leave out has them: with commas, in quotes where they need it."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(names)
    return line.getvalue() if names else ""
