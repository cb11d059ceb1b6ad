"""Circles around one centre."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.points import (
    classes_setting,
    flipped,
    flips_setting,
    plane,
    samples_setting,
    shares,
    shuffled,
    spread_setting,
)


class Rings(Dataset):
    """Each class is a circle of its own radius."""

    kind = "rings"
    title = "Rings"
    summary = "Circles around one centre, one for each class."
    help = (
        "With two rings it is Circle without the filling. With more, the network has to fold the plane several "
        "times, and the softmax output learns one logit per ring: watch how each ring gets a unit's attention."
    )
    formula = "r = 5(c + 1)/k,  θ ~ U(0, 2π),  + N(0, noise²)"
    aliases = ("concentric", "circles", "annulus")
    order = 60

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        classes: int = classes_setting(3, "rings")
        samples: int = samples_setting()
        label_noise: float = flips_setting()
        position_noise: float = spread_setting(0.15)

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """Two features, as many classes as rings."""
        return plane(p.samples, classes=p.classes)

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """Radii from 5/k to 5 in even steps, the innermost is the first class."""
        y = shares(p.samples, p.classes)
        radius = 5.0 * (y + 1) / p.classes
        angle = rng.uniform(0, 2 * np.pi, p.samples)
        x = radius[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
        x = x + p.position_noise * rng.standard_normal(x.shape)
        return shuffled(cls.facts(p), x, flipped(y, p.classes, p.label_noise, rng), rng)
