"""A normal cloud for each class."""

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
    variance_setting,
)


class Blobs(Dataset):
    """Clouds around points that are evenly set on a circle."""

    kind = "blobs"
    title = "Blobs"
    summary = "Up to nine normal clouds, one for each class."
    help = (
        "The simplest task with more than two classes: softmax regression, a network without hidden layers, draws "
        "straight borders between neighbours. With noise the clouds overlap, and the probabilities near a border "
        "become unsure."
    )
    formula = "x ~ N(4(sin 2πc/k, cos 2πc/k), 0.5 + 7·noise)"
    aliases = ("clusters", "multiclass", "softmax", "clouds")
    order = 50

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        classes: int = classes_setting(3, "clouds")
        samples: int = samples_setting()
        label_noise: float = flips_setting()
        position_noise: float = variance_setting()

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """Two features, as many classes as clouds."""
        return plane(p.samples, classes=p.classes)

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """Centres on a circle of radius 4, the first at the top, the others clockwise."""
        y = shares(p.samples, p.classes)
        angle = 2 * np.pi * y / p.classes
        centre = 4 * np.stack([np.sin(angle), np.cos(angle)], axis=1)
        x = centre + np.sqrt(0.5 + 7 * p.position_noise) * rng.standard_normal(centre.shape)
        return shuffled(cls.facts(p), x, flipped(y, p.classes, p.label_noise, rng), rng)
