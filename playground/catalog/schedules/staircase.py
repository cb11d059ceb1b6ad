"""Step decay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.families import Schedule
from playground.catalog.tensor import Array
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
    def rates(cls, p: Params, base: float, epochs: Array) -> Array:
        """See the formula."""
        return base * p.factor ** np.floor(epochs / p.every)
