"""Italian wines by their chemistry."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.tables import bundled


class Wine(Dataset):
    """Chemical analyses of wines of three cultivars."""

    kind = "wine"
    title = "Wine"
    summary = "178 wines of three cultivars by 13 chemical measurements."
    help = (
        "Measurements run from 0.1 to 1680, so that without normalization the largest one drowns all others: train "
        "it both ways to see what normalizing does. Normalized, softmax regression classifies almost all rightly. "
        "From the UCI Machine Learning Repository."
    )
    aliases = ("chemistry", "uci", "cultivar")
    group = "Tables"
    order = 410

    @classmethod
    def facts(cls, p: Any) -> Facts:
        """13 features, three classes."""
        return bundled(cls.kind, "classes").facts

    @classmethod
    def generate(cls, p: Any, rng: np.random.Generator) -> Table:
        """The rows in the order of the file; nothing is left to chance."""
        return bundled(cls.kind, "classes")
