"""Arms that turn around a centre."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.points import (
    classes_setting,
    flipped,
    flips_setting,
    noise_setting,
    plane,
    samples_setting,
    shares,
    shuffled,
)


class Pinwheel(Dataset):
    """Each class is one curved arm."""

    kind = "pinwheel"
    title = "Pinwheel"
    summary = "Curved arms around a centre, one for each class."
    help = (
        "Each arm is a long normal cloud that is twisted the more the further out a point lies. Borders are curved "
        "and meet in the middle: a small hidden layer with a softmax output learns them well."
    )
    formula = "a ~ N((1, 0), diag(0.3², s²)),  turned by 2πc/k + ¼·exp(a₁), times 2"
    aliases = ("windmill", "arms", "swirl", "multiclass")
    order = 80

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        classes: int = classes_setting(5, "arms")
        samples: int = samples_setting()
        label_noise: float = flips_setting()
        position_noise: float = noise_setting(
            "How wide the arms are: the standard deviation across an arm, before the twist.",
            title="Position noise",
            default=0.1,
        )

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """Two features, as many classes as arms."""
        return plane(p.samples, classes=p.classes)

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """As in Johnson et al. (2016), *Composing graphical models with neural networks*; s is the position noise."""
        y = shares(p.samples, p.classes)
        across = np.array([0.3, p.position_noise])
        arm = np.array([1.0, 0.0]) + across * rng.standard_normal((p.samples, 2))
        angle = 2 * np.pi * y / p.classes + 0.25 * np.exp(arm[:, 0])
        x = 2 * np.stack(
            [
                arm[:, 0] * np.cos(angle) + arm[:, 1] * np.sin(angle),
                -arm[:, 0] * np.sin(angle) + arm[:, 1] * np.cos(angle),
            ],
            axis=1,
        )
        return shuffled(cls.facts(p), x, flipped(y, p.classes, p.label_noise, rng), rng)
