"""Two half circles that reach into each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.points import flipped, flips_setting, plane, samples_setting, shares, shuffled, spread_setting


class Moons(Dataset):
    """An upper and a lower half circle."""

    kind = "moons"
    title = "Moons"
    summary = "Two half circles that reach into each other."
    help = (
        "The border is a gentle S: a small network finds it, a large one bends around every noisy point. That makes "
        "moons with noise 0.2 to 0.4 the standard place to watch overfitting, dropout and L2."
    )
    formula = "(cos t, sin t) and (1 − cos t, ½ − sin t),  t from 0 to π, + N(0, noise²)"
    aliases = ("half circles", "crescents", "two moons")
    order = 40

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        samples: int = samples_setting()
        label_noise: float = flips_setting()
        position_noise: float = spread_setting(0.1)

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """Two features, two classes."""
        return plane(p.samples)

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """The half circles of scikit-learn's `make_moons`, evenly spaced before the noise."""
        y = shares(p.samples, 2)
        first = int((y == 0).sum())
        t = np.concatenate([np.linspace(0, np.pi, first), np.linspace(0, np.pi, p.samples - first)])
        upper = np.stack([np.cos(t), np.sin(t)], axis=1)
        lower = np.stack([1 - np.cos(t), 0.5 - np.sin(t)], axis=1)
        x = np.where((y == 0)[:, None], upper, lower) + p.position_noise * rng.standard_normal((p.samples, 2))
        return shuffled(cls.facts(p), x, flipped(y, 2, p.label_noise, rng), rng)
