"""Diabetes patients and how their illness went on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.tables import bundled, standardized
from playground.spec.fields import param


class Diabetes(Dataset):
    """Ten measurements of diabetes patients, and the progression of the illness after a year."""

    kind = "diabetes"
    title = "Diabetes"
    summary = "442 patients by 10 measurements: how far the illness went in a year."
    help = (
        "Regression on real, noisy numbers: even the best models explain only about half of the variance, so a "
        "network that does much better on train than on dev is overfitting. Normalize, and keep the network small. "
        "From Efron, Hastie, Johnstone and Tibshirani (2004), Least Angle Regression."
    )
    aliases = ("medicine", "regression", "efron", "lars")
    group = "Tables"
    order = 430

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        unit: Literal["standard scores", "points"] = param(
            "standard scores",
            effect="data",
            title="Progression",
            help="Points from 25 to 346 as they were measured, or as standard scores, (y − 152)/77, so that the loss "
            "starts near 1.",
        )

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """Ten features, one number."""
        return bundled(cls.kind, "regression").facts

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """The rows in the order of the file; nothing is left to chance."""
        table = bundled(cls.kind, "regression")
        return standardized(table) if p.unit == "standard scores" else table
