"""Warm-up, then another schedule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.entry import settle
from playground.catalog.families import Schedule
from playground.catalog.tensor import Array
from playground.spec.fields import param
from playground.spec.values import Choice


class WarmUp(Schedule):
    """Rises at first, then follows another schedule."""

    kind = "warm_up"
    title = "Warm-up"
    summary = "Rises for some epochs, then follows another schedule."
    help = (
        "Small first steps keep a fresh network from jumping somewhere bad while its averages (momentum, Adam, batch "
        "norm) are still empty. After the warm-up the other schedule begins at its epoch 0."
    )
    formula = "α = α₀ · (start + (1 − start) · epoch/epochs), then the other schedule"
    aliases = ("ramp",)
    order = 70

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        epochs: int = param(
            5, low=1, high=1_000_000, scale="log", unit="epochs", help="Epochs until the full learning rate is reached."
        )
        start: float = param(0.1, low=0.0, high=1.0, help="Share of the learning rate to begin with.")
        then: Choice = param(Choice("constant"), family="schedules", help="What comes after the warm-up.")

    @classmethod
    def rates(cls, p: Params, base: float, epochs: Array) -> Array:
        """Linear up to the full rate, then the other schedule."""
        schedule, settings = settle(Schedule, p.then)
        then = schedule.rates(settings, base, np.maximum(epochs - p.epochs, 0.0))
        return np.where(epochs < p.epochs, base * (p.start + (1.0 - p.start) * epochs / p.epochs), then)
