"""Iris flowers by their leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.tables import bundled
from playground.spec.fields import param

PETALS = [2, 3]


class Iris(Dataset):
    """Sepals and petals of three species of iris."""

    kind = "iris"
    title = "Iris"
    summary = "150 flowers of three species by the size of their leaves."
    help = (
        "Fisher's flowers of 1936. One species stands apart, the other two touch: softmax regression gets all but a "
        "few right. With the petals alone the data can be drawn on the plane, borders and all, and little is lost."
    )
    aliases = ("fisher", "flowers", "uci", "softmax")
    group = "Tables"
    order = 400

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        columns: Literal["all", "petals"] = param(
            "all", effect="data", help="All four measurements, or length and width of the petals alone."
        )

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """Four features or two, three classes."""
        facts = bundled("iris", "classes").facts
        if p.columns == "all":
            return facts
        return replace(facts, features=tuple(facts.features[column] for column in PETALS))

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """The rows in the order of the file; nothing is left to chance."""
        table = bundled("iris", "classes")
        return table if p.columns == "all" else Table(facts=cls.facts(p), x=table.x[:, PETALS], y=table.y)
