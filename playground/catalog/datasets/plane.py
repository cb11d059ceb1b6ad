"""A tilted plane to predict."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.points import noise_setting, plane, samples_setting, shift


class Plane(Dataset):
    """A number that grows along the diagonal."""

    kind = "plane"
    title = "Plane"
    summary = "A number that grows evenly along the diagonal."
    help = (
        "The simplest regression: a single linear unit without a hidden layer is exactly right, and least squares "
        "would do it in one step. Good for watching the learning rate: too large a one makes the loss grow."
    )
    formula = "y = (x₁ + x₂)/10,  x ~ U(−6, 6)"
    aliases = ("linear regression", "tilted")
    group = "Regression"
    order = 200

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
        """TensorFlow Playground's plane; label noise is its, position noise is ours."""
        x = rng.uniform(-6, 6, (p.samples, 2))
        looked_at = x + 6 * p.label_noise * shift(rng, x.shape)
        y = looked_at.sum(axis=1, keepdims=True) / 10
        x = x + 6 * p.position_noise * shift(rng, x.shape)
        return Table(facts=cls.facts(p), x=x, y=y)
