"""Square-root decay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.families import Schedule
from playground.catalog.tensor import Array
from playground.spec.fields import param


class SquareRoot(Schedule):
    """Falls with the root of the epoch."""

    kind = "square_root"
    title = "k/√epoch"
    summary = "Falls with the root of the epoch: slow and long."
    help = (
        "Gentler than 1/(1 + rate · epoch): a quarter of the first rate only after 16 epochs for k = 1, a tenth "
        "after 100. In the first epoch, where the formula would give more than k · α₀, the rate is k · α₀."
    )
    formula = "α = α₀ · k / √epoch"
    aliases = ("inverse square root",)
    order = 50

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        k: float = param(1.0, low=1e-6, high=1000.0, scale="log", help="Multiplies the whole curve.")

    @classmethod
    def rates(cls, p: Params, base: float, epochs: Array) -> Array:
        """See the formula; before epoch 1 it is k · α₀."""
        return base * p.k / np.sqrt(np.maximum(epochs, 1.0))
