"""A flower of two colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.points import flipped, flips_setting, plane, samples_setting, shares, shuffled, spread_setting


class Petals(Dataset):
    """A polar flower whose two halves have different classes."""

    kind = "petals"
    title = "Petals"
    summary = "A flower of two colours: petals of both reach to the middle."
    help = (
        "The points follow the flower r = 4 sin 4t: eight petals, four of each class, mostly in turn. Logistic "
        "regression gets about half right, since every line cuts through petals of both; one hidden layer of four "
        "tanh units gets about nine in ten."
    )
    formula = "t from 3.12c to 3.12(c+1), + N(0, s²);  r = 4 sin 4t + N(0, s²);  x = (r sin t, r cos t)"
    aliases = ("flower", "planar", "rose", "polar")
    order = 45

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        samples: int = samples_setting(400)
        label_noise: float = flips_setting()
        position_noise: float = spread_setting(0.2, "the angle t and the radius r")

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """Two features, two classes."""
        return plane(p.samples)

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """Angles evenly spaced over 3.12 for each class before the noise; s is the position noise."""
        y = shares(p.samples, 2)
        first = int((y == 0).sum())
        t = np.concatenate([np.linspace(0, 3.12, first), np.linspace(3.12, 6.24, p.samples - first)])
        t = t + p.position_noise * rng.standard_normal(p.samples)
        r = 4 * np.sin(4 * t) + p.position_noise * rng.standard_normal(p.samples)
        x = np.stack([r * np.sin(t), r * np.cos(t)], axis=1)
        return shuffled(cls.facts(p), x, flipped(y, 2, p.label_noise, rng), rng)
