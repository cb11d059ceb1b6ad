"""Four quadrants, two classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.points import move_setting, plane, samples_setting, shift, shift_setting


class Xor(Dataset):
    """Opposite quadrants share a class."""

    kind = "xor"
    title = "Exclusive or"
    summary = "Opposite quadrants belong together: the smallest task that one unit cannot do."
    help = (
        "The class is + where x₁ and x₂ have the same sign. No single line parts the classes, so a network without a "
        "hidden layer stays at chance; two hidden units suffice in principle, four learn it reliably. The feature "
        "x₁x₂ makes it easy. It also shows what zero weights do: units that start equal stay equal."
    )
    formula = "x₁, x₂ ~ U(−5, 5) pushed 0.3 away from 0,  y = [x₁x₂ ≥ 0]"
    aliases = ("exclusive or", "quadrants", "checker")
    order = 20

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
        """TensorFlow Playground's exclusive or; label noise is its, position noise is ours."""
        x = rng.uniform(-5, 5, (p.samples, 2))
        x += np.where(x > 0, 0.3, -0.3)
        looked_at = x + 5 * p.label_noise * shift(rng, x.shape)
        y = (looked_at[:, 0] * looked_at[:, 1] >= 0).astype(np.int64)
        x = x + 5 * p.position_noise * shift(rng, x.shape)
        return Table(facts=cls.facts(p), x=x, y=y)
