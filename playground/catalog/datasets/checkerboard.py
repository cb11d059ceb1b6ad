"""A checkerboard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.points import move_setting, plane, samples_setting, shift, shift_setting
from playground.spec.fields import param


class Checkerboard(Dataset):
    """Squares of two classes in turn."""

    kind = "checkerboard"
    title = "Checkerboard"
    summary = "Squares of two classes in turn: many borders at once."
    help = (
        "A board of n × n squares. Every further row needs more units, so it shows how capacity grows with width and "
        "depth: 2 × 2 is the exclusive or, 4 × 4 asks for two layers, 8 × 8 for patience and many examples."
    )
    formula = "y = (⌊x₁ ÷ a⌋ + ⌊x₂ ÷ a⌋) is even,  x ~ U(−5, 5)"
    aliases = ("chess", "board", "tiles", "squares")
    order = 70

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        tiles: int = param(4, low=2, high=10, effect="data", help="How many squares there are along each side.")
        samples: int = samples_setting(1000)
        label_noise: float = shift_setting(5)
        position_noise: float = move_setting(5)

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """Two features, two classes."""
        return plane(p.samples)

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """The lower left square is +."""
        x = rng.uniform(-5, 5, (p.samples, 2))
        looked_at = x + 5 * p.label_noise * shift(rng, x.shape)
        square = np.floor((looked_at + 5) * p.tiles / 10).astype(np.int64)
        y = (square.sum(axis=1) % 2 == 0).astype(np.int64)
        x = x + 5 * p.position_noise * shift(rng, x.shape)
        return Table(facts=cls.facts(p), x=x, y=y)
