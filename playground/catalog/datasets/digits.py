"""Handwritten digits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.tables import bundled
from playground.spec.fields import param


class Digits(Dataset):
    """Handwritten digits as pictures of 8 × 8 pixels."""

    kind = "digits"
    title = "Digits 8×8"
    summary = "1797 handwritten digits, 8 × 8 pixels each."
    help = (
        "Ten classes from 64 pixels with values from 0 to 16. Softmax regression gets about 94 of 100 right, one "
        "hidden layer about 96; look at the ones that are mistaken. The test part of the optical recognition data in "
        "the UCI Machine Learning Repository."
    )
    aliases = ("mnist", "handwriting", "images", "pictures", "uci", "optdigits", "softmax")
    group = "Tables"
    order = 440

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        layout: Literal["row", "picture"] = param(
            "row",
            effect="data",
            help="A row of 64 numbers for dense layers, or a picture of 1 × 8 × 8 (put a flatten before dense layers).",
        )

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """64 features, ten classes."""
        facts = replace(bundled("digits", "classes").facts, picture=(8, 8), levels=(0.0, 16.0))
        return replace(facts, shape=(1, 8, 8)) if p.layout == "picture" else facts

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """The rows in the order of the file; nothing is left to chance."""
        table, facts = bundled("digits", "classes"), cls.facts(p)
        return Table(facts=facts, x=table.x.reshape(-1, *facts.input_shape), y=table.y)
