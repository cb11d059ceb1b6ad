"""Cosine decay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.families import Schedule
from playground.catalog.tensor import Array
from playground.spec.fields import param


class Cosine(Schedule):
    """Falls along half a cosine, then stays at a floor."""

    kind = "cosine"
    title = "Cosine"
    summary = "Slow, fast, slow down to a floor."
    help = (
        "Stays high at first, falls fastest in the middle and arrives gently at the floor after the given number of "
        "epochs; from there on it stays. A good choice when you know how long you will train."
    )
    formula = "α = α₀ · (floor + (1 − floor) · (1 + cos(π · min(1, epoch/epochs))) / 2)"
    aliases = ("annealing",)
    order = 60

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        epochs: int = param(
            200, low=1, high=10_000_000, scale="log", unit="epochs", help="Epochs until the floor is reached."
        )
        floor: float = param(0.01, low=0.0, high=1.0, help="Share of the first learning rate that is left at the end.")

    @classmethod
    def rates(cls, p: Params, base: float, epochs: Array) -> Array:
        """See the formula; Loshchilov and Hutter, 2017, without restarts."""
        done = np.minimum(1.0, epochs / p.epochs)
        return base * (p.floor + (1.0 - p.floor) * 0.5 * (1.0 + np.cos(np.pi * done)))
