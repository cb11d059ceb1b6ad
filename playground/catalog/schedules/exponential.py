"""Exponential decay."""

from __future__ import annotations

from dataclasses import dataclass

from playground.catalog.families import Schedule
from playground.catalog.tensor import Array
from playground.spec.fields import param


class Exponential(Schedule):
    """The same share less every epoch."""

    kind = "exponential"
    title = "Exponential"
    summary = "The same share less every epoch."
    help = (
        "With 0.95 the learning rate halves about every 14 epochs. After some hundred epochs it is so small that "
        "nothing moves any more: choose the factor by the number of epochs that you mean to train."
    )
    formula = "α = α₀ · factorᵉᵖᵒᶜʰ"
    aliases = ("decay", "geometric")
    order = 30

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        factor: float = param(0.95, low=0.01, high=1.0, help="What is left of the learning rate after each epoch.")

    @classmethod
    def rates(cls, p: Params, base: float, epochs: Array) -> Array:
        """See the formula."""
        return base * p.factor**epochs
