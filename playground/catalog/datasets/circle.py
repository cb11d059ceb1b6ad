"""A disc inside a ring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.points import move_setting, plane, samples_setting, shift, shift_setting, shuffled


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
    aliases = ("disc", "disk", "ring", "donut", "bullseye")
    order = 10

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        samples: int = samples_setting()
        label_noise: float = shift_setting(5)
        position_noise: float = move_setting(5)

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """Two features, two classes."""
        return plane(p.samples)

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """TensorFlow Playground's circle; label noise is its, position noise is ours."""
        inner = np.arange(p.samples) < p.samples // 2
        radius = np.where(inner, rng.uniform(0, 2.5, p.samples), rng.uniform(3.5, 5, p.samples))
        angle = rng.uniform(0, 2 * np.pi, p.samples)
        x = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
        looked_at = x + 5 * p.label_noise * shift(rng, x.shape)
        y = (np.hypot(looked_at[:, 0], looked_at[:, 1]) < 2.5).astype(np.int64)
        x = x + 5 * p.position_noise * shift(rng, x.shape)
        return shuffled(cls.facts(p), x, y, rng)
