"""A disc inside a ring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.spec.fields import param


class Circle(Dataset):
    """One class in the middle, the other around it."""

    kind = "circle"
    title = "Circle"
    summary = "A disc inside a ring: no straight line parts them."
    help = (
        "Half of the points lie in a disc of radius 2.5, half in a ring from 3.5 to 5. A network needs three or more "
        "units to enclose the disc; with the features x₁² and x₂² one unit is enough."
    )
    formula = "r ~ U(0, 2.5) or U(3.5, 5),  θ ~ U(0, 2π)"
    aliases = ("disc", "ring")
    order = 10

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        samples: int = param(500, low=10, high=100_000, scale="log", effect="data", help="How many points are drawn.")
        label_noise: float = param(
            0.0,
            low=0.0,
            high=0.5,
            effect="data",
            help="Shifts the point by 5 × noise before its label is read off, so that labels near the border flip.",
        )
        position_noise: float = param(
            0.0, low=0.0, high=0.5, effect="data", help="Shifts the point by 5 × noise after its label is read off."
        )

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """Two features, two classes."""
        return Facts(features=("x₁", "x₂"), task="classes", classes=("−", "+"), rows=p.samples)

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """TensorFlow Playground's circle; label noise is its, position noise is ours."""
        inner = np.arange(p.samples) < p.samples // 2
        radius = np.where(inner, rng.uniform(0, 2.5, p.samples), rng.uniform(3.5, 5, p.samples))
        angle = rng.uniform(0, 2 * np.pi, p.samples)
        x = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
        nudged = x + 5 * p.label_noise * rng.uniform(-1, 1, x.shape)
        y = (np.hypot(nudged[:, 0], nudged[:, 1]) < 2.5).astype(np.int64)
        x = x + 5 * p.position_noise * rng.uniform(-1, 1, x.shape)
        return Table(facts=cls.facts(p), x=x, y=y)
