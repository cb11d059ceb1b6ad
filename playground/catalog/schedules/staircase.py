"""Step decay."""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.catalog.families import Schedule
from playground.spec.fields import param


class Staircase(Schedule):
    """Drops by a factor every few epochs."""

    kind = "staircase"
    title = "Staircase"
    summary = "Stays, then drops by a factor every few epochs."
    help = (
        "Keeps the learning rate until the loss has levelled off, then lowers it at once: the loss often falls with "
        "every stair, as the steps become small enough for a narrower part of the valley."
    )
    formula = "α = α₀ · factor^⌊epoch / every⌋"
    aliases = ("step decay", "discrete")
    order = 40

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        factor: float = param(0.5, low=0.01, high=1.0, help="What is left of the learning rate after each drop.")
        every: int = param(50, low=1, high=1_000_000, scale="log", unit="epochs", help="Epochs between two drops.")

    @classmethod
    def rate(cls, p: Params, base: float, epoch: float) -> float:
        """See the formula."""
        return base * float(p.factor ** math.floor(epoch / p.every))
