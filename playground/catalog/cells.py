"""From the bytes of a text file to the cells of its lines: letters, delimiters and quotes."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playground.spec.limits import LONGEST_TABLE_LINE, MOST_TABLE_LINES
from playground.spec.problems import PlaygroundError, reason
from playground.spec.words import tr

HEAD = 1_000_000
"""Bytes in which the first lines of a table are found."""

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n)|[^\r\n]+")
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "space": " "}


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


def decoded(content: bytes) -> str:
    """UTF-8 or, where the first bytes say so, UTF-16; what is neither is Latin-1, in which every byte has a letter."""
    if content.startswith(UTF_16):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def cells_of(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not empty, each with the number of the line that it starts in, from 1."""
    cut = _Lines(text)
    lines = iter(cut)
    if delimiter == " ":
        lines = (" ".join(line.split()) for line in lines)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield start, stripped
            elif start > MOST_TABLE_LINES:
                raise PlaygroundError(tr("at most {most:,} lines can be read, empty ones too", most=MOST_TABLE_LINES))
            start = cut.start = reader.line_num + 1
            cut.taken = 0
    except csv.Error as error:
        if _left_open(error):
            raise PlaygroundError(tr('line {line}: a quote (") is opened here and never closed', line=start)) from error
        raise PlaygroundError(tr("line {line}: {error}", line=start, error=error)) from error


class _Lines:
    """The lines of a text with their ends, as CSV files have them, cut off one by one.

    Attributes:
        start: the line in which the present row begins, from 1. taken: letters of that row so far.

    """

    def __init__(self, text: str) -> None:
        self._text = text
        self.start = 1
        self.taken = 0

    def __iter__(self) -> Iterator[str]:
        for line in _LINE.finditer(self._text):
            self.taken += line.end() - line.start()
            if self.taken > LONGEST_TABLE_LINE:
                raise PlaygroundError(
                    tr("line {line} has more than {most:,} letters", line=self.start, most=LONGEST_TABLE_LINE)
                )
            yield line[0]


def _left_open(error: csv.Error) -> bool:
    """Whether a table ends within quotes; the module tells it only in words."""
    return str(error) == "unexpected end of data"


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


def number_in(cell: str, decimal: str) -> float | None:
    """The number that a cell says, or None where it is a word. ``1_000`` is a word, unlike in Python."""
    if "_" in cell:
        return None
    try:
        return float(cell.replace(",", ".") if decimal == "comma" else cell)
    except ValueError:
        return None
