"""Six hills and hollows to predict."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.points import noise_setting, plane, samples_setting, shift

CENTRES = np.array([(-4.0, 2.5), (0.0, 2.5), (4.0, 2.5), (-4.0, -2.5), (0.0, -2.5), (4.0, -2.5)])
SIGNS = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])


class MultiGaussian(Dataset):
    """Cones, three up and three down, on a level ground."""

    kind = "multi_gaussian"
    title = "Hills and hollows"
    summary = "Three hills and three hollows on a level ground."
    help = (
        "Each of six centres has a cone of height 1 and radius 2, up and down in turn; everywhere else the number is "
        "0. A hidden layer has to place its bends around each of them: more units give rounder hills."
    )
    formula = "y = ±max(0, 1 − d/2) of the nearest centre"
    aliases = ("multi-gaussian", "cones", "bumps", "surface")
    group = "Regression"
    order = 210

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        samples: int = samples_setting(1200)
        label_noise: float = noise_setting(
            "Shifts the point by up to 6 × noise before its number is read off.", title="Label noise"
        )
        position_noise: float = noise_setting(
            "Moves the point by up to 6 × noise after its number is read off.", title="Position noise"
        )

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """Two features, one number."""
        return plane(p.samples, task="regression")

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """TensorFlow Playground's multi-Gaussian (cones in truth); label noise is its, position noise is ours."""
        x = rng.uniform(-6, 6, (p.samples, 2))
        looked_at = x + 6 * p.label_noise * shift(rng, x.shape)
        distance = np.linalg.norm(looked_at[:, None] - CENTRES[None], axis=2)
        height = SIGNS * np.maximum(0.0, 1 - distance / 2)
        # Where two cones overlap, the one with the larger magnitude counts.
        y = np.take_along_axis(height, np.abs(height).argmax(axis=1)[:, None], axis=1)
        x = x + 6 * p.position_noise * shift(rng, x.shape)
        return Table(facts=cls.facts(p), x=x, y=y)
