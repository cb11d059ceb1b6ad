"""Inverse-time decay."""

from __future__ import annotations

from dataclasses import dataclass

from playground.catalog.families import Schedule
from playground.catalog.tensor import Array
from playground.spec.fields import param


class InverseTime(Schedule):
    """Falls fast at first, then ever more slowly."""

    kind = "inverse_time"
    title = "1/(1 + rate · epoch)"
    summary = "Falls fast at first, then ever more slowly."
    help = (
        "After 1/rate epochs the learning rate is half of what it was, after 3/rate epochs a quarter. It never "
        "reaches zero, so training never quite stops."
    )
    formula = "α = α₀ / (1 + rate · epoch)"
    aliases = ("decay", "hyperbolic")
    order = 20

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        rate: float = param(
            0.01, low=0.0, high=1000.0, scale="log", title="Rate", help="How fast it falls; 1/rate epochs halve it."
        )

    @classmethod
    def rates(cls, p: Params, base: float, epochs: Array) -> Array:
        """See the formula."""
        return base / (1.0 + p.rate * epochs)
