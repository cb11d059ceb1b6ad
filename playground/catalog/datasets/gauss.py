"""Two normal clouds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.points import flipped, flips_setting, plane, samples_setting, shares, shuffled, variance_setting


class Gauss(Dataset):
    """One cloud of points for each class."""

    kind = "gauss"
    title = "Two clouds"
    summary = "Two normal clouds that a straight line parts."
    help = (
        "Points are drawn around (2, 2) and (−2, −2). Logistic regression, a network without hidden layers, is the "
        "right tool. With noise the clouds overlap: some error can then not be avoided, however large the network."
    )
    formula = "x ~ N(±(2, 2), 0.5 + 7·noise)"
    aliases = ("gaussian", "normal", "linear", "clusters")
    order = 15

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        samples: int = samples_setting()
        label_noise: float = flips_setting()
        position_noise: float = variance_setting()

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """Two features, two classes."""
        return plane(p.samples)

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """TensorFlow Playground's two Gaussians; position noise is its, label noise is ours."""
        y = shares(p.samples, 2)
        centre = np.where(y == 1, 2.0, -2.0)[:, None]
        x = centre + np.sqrt(0.5 + 7 * p.position_noise) * rng.standard_normal((p.samples, 2))
        return shuffled(cls.facts(p), x, flipped(y, 2, p.label_noise, rng), rng)
