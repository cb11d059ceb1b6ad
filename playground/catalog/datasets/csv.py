"""Any table in a text file."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from playground.catalog.cells import Reading
from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.tables import columns, load, stamp_of, standardized
from playground.spec.fields import param
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr


class Csv(Dataset):
    """A CSV file of one's own."""

    kind = "csv"
    title = "CSV file"
    letters = "CSV"
    summary = "A table of your own: a line per example, a column per feature."
    help = (
        "Columns of numbers are taken as they are (normalize them where their sizes differ), columns of words become "
        "one column of 0 and 1 per word. One column is the target. A header is recognized by having no numbers in "
        "it. UTF-8 and UTF-16 are recognized, anything else is read as Latin-1. At most 1,000,000 lines, 1,000 "
        "columns and 200 MB."
    )
    aliases = ("file", "table", "own data", "excel", "spreadsheet", "import", "tsv")
    group = "Own data"
    order = 450
    named_column = "target"

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        path: str = param("", effect="data", title="File", hidden=True, help="Where the file lies.")
        target: str = param("", effect="data", help="The name of the column to predict; empty is the last one.")
        task: Literal["auto", "classes", "regression"] = param(
            "auto",
            effect="data",
            help="Auto takes a target of words, or of up to 20 different whole numbers, as classes, else as numbers.",
        )
        missing: Literal["refuse", "drop", "mean"] = param(
            "refuse",
            effect="data",
            title="Missing values",
            help="Refuse the file, drop lines that lack a value, or fill in the mean of the training part. A line "
            "without its target is always dropped, if not refused.",
        )
        unit: Literal["standard scores", "as in the file"] = param(
            "standard scores",
            effect="data",
            title="Numbers to predict",
            help="As standard scores, (y − mean)/deviation over the file, the loss starts near 1 whatever the unit.",
        )
        ignore: str = param(
            "", effect="data", title="Leave out", help="Names of columns that are not used, separated by commas."
        )
        delimiter: Literal["auto", "comma", "semicolon", "tab", "pipe", "space"] = param(
            "auto", effect="data", help="What stands between two values; auto finds out."
        )
        decimal: Literal["point", "comma"] = param(
            "point", effect="data", title="Decimal mark", help="Whether one and a half is written 1.5 or 1,5."
        )
        header: Literal["auto", "yes", "no"] = param(
            "auto",
            effect="data",
            help="Whether the first line holds names; auto says yes where it has no number in it.",
        )

    @classmethod
    def stamp(cls, p: Params) -> Hashable:
        """Changes when the file does."""
        return stamp_of(cls._path(p))

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """As the file has them."""
        return cls._load(p).facts

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """The lines in the order of the file; nothing is left to chance."""
        return cls._load(p)

    @classmethod
    def columns(cls, p: Params) -> tuple[str, ...]:
        """As the first line has them."""
        return columns(cls._path(p), cls._reading(p))

    @classmethod
    def _path(cls, p: Params) -> Path:
        if not p.path:
            raise PlaygroundError(tr("choose a CSV file first"))
        return Path(p.path)

    @classmethod
    def _reading(cls, p: Params) -> Reading:
        return Reading(
            target=p.target.strip(),
            task=p.task,
            missing=p.missing,
            delimiter=p.delimiter,
            decimal=p.decimal,
            header=p.header,
            ignore=p.ignore,
        )

    @classmethod
    def _load(cls, p: Params) -> Table:
        table = load(cls._path(p), cls._reading(p))
        return standardized(table) if p.unit == "standard scores" else table
