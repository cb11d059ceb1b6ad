"""Two arms wound around each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.points import (
    flipped,
    flips_setting,
    move_setting,
    plane,
    samples_setting,
    shares,
    shift,
    shuffled,
)


class Spiral(Dataset):
    """Two spirals, one turned by half a circle."""

    kind = "spiral"
    title = "Spiral"
    summary = "Two arms wound around each other: hard from x₁ and x₂ alone."
    help = (
        "Each class is an arm that winds once and three quarters around the middle. One small hidden layer fails; "
        "two or three layers of eight ReLU or tanh units succeed. A good test of depth, initialization and "
        "optimizers."
    )
    formula = "r = 5i/n,  t = 3.5π·i/n (+π),  x = (r sin t, r cos t) + noise·η,  η ~ U(−1, 1)"
    aliases = ("swirl", "two spirals")
    order = 30

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        samples: int = samples_setting()
        label_noise: float = flips_setting()
        position_noise: float = move_setting(1)

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """Two features, two classes."""
        return plane(p.samples)

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """TensorFlow Playground's spiral; position noise is its, label noise is ours."""
        y = shares(p.samples, 2)
        first = int((y == 0).sum())
        i = np.arange(p.samples) - np.where(y == 1, first, 0)
        along = i / np.where(y == 1, p.samples - first, first)
        turn = 3.5 * np.pi * along + np.where(y == 1, 0.0, np.pi)
        x = 5 * along[:, None] * np.stack([np.sin(turn), np.cos(turn)], axis=1)
        x = x + p.position_noise * shift(rng, x.shape)
        return shuffled(cls.facts(p), x, flipped(y, 2, p.label_noise, rng), rng)
