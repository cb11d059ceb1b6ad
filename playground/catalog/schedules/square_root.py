"""Square-root decay."""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.catalog.families import Schedule
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
    def rate(cls, p: Params, base: float, epoch: float) -> float:
        """See the formula; before epoch 1 it is k · α₀."""
        return base * p.k / math.sqrt(max(epoch, 1.0))
