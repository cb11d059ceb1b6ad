"""Breast tumours, benign or malignant."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.tables import bundled


class BreastCancer(Dataset):
    """Cell nuclei of breast tumours, measured under the microscope."""

    kind = "breast_cancer"
    title = "Breast cancer"
    summary = "569 tumours by 30 measurements of their cell nuclei."
    help = (
        "Is a tumour malignant (+, the second class) or benign? Missing a malignant one is worse than a false alarm, "
        "so look at recall as well as accuracy. Many of the 30 features say the same thing; normalize them. "
        "Wisconsin diagnostic data, from the UCI Machine Learning Repository."
    )
    aliases = ("medicine", "wisconsin", "wdbc", "uci", "tumour")
    group = "Tables"
    order = 420

    @classmethod
    def facts(cls, p: Any) -> Facts:
        """30 features, two classes; malignant is the positive one."""
        return bundled(cls.kind, "classes").facts

    @classmethod
    def generate(cls, p: Any, rng: np.random.Generator) -> Table:
        """The rows in the order of the file; nothing is left to chance."""
        return bundled(cls.kind, "classes")
