"""What the drawn sets of pictures have in common: their settings, and how they are made and kept.

Pictures are drawn in sheets of `TOGETHER`, each from a seed of its own: with more pictures the first ones stay the
same, whatever their number, and a set of any size takes little memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.pictures.progress import tell
from playground.catalog.pictures.store import Sheet, Targets, keep, key_of
from playground.catalog.tensor import Array, Ints, Raw
from playground.spec.fields import param

TOGETHER = 256
AT_ONCE = 1_000_000
"""Bytes of pictures that are drawn before anybody notices."""

Draw = Callable[[np.random.Generator, int], tuple[Raw, Ints | Array]]
"""(source of chance, how many) → pictures of shape (n, *shape), uint8, and their targets."""


def pictures_setting(default: int = 10_000, most: int = 200_000) -> Any:
    """How many pictures are drawn."""
    return param(
        default,
        low=10,
        high=most,
        scale="log",
        unit="pictures",
        effect="data",
        title="Pictures",
        help="How many pictures are drawn. They are kept on the disk and drawn only once.",
    )


def grain_setting(default: float = 0.06) -> Any:
    """Noise in every pixel."""
    return param(
        default,
        low=0.0,
        high=0.5,
        effect="data",
        title="Noise",
        help="A normal random number with this standard deviation is added to every pixel, where white is 1.",
    )


def drawn(kind: str, version: int, p: Any, facts: Facts, rng: np.random.Generator, draw: Draw) -> Table:
    """The pictures that ``draw`` makes, from the cache where they are there.

    Args:
        kind: of the data set. version: counts up whenever ``draw`` changes what it makes.
        p: the settings, whose text names all that matters. facts: of the set. rng: gives one seed for all.
        draw: makes up to `TOGETHER` pictures; of the same seed always the same.

    """
    seed = int(rng.integers(2**62))

    def make(sheet: Sheet) -> Targets:
        targets: list[Any] = []
        for number in range(-(-facts.rows // TOGETHER)):
            tell(sheet.rows, facts.rows)
            left = facts.rows - sheet.rows
            x, y = draw(np.random.default_rng((seed, number)), TOGETHER)
            sheet.add(x[:left])
            targets.append(y[:left])
        return np.concatenate(targets), {}

    found = keep(key_of(kind, version, p, seed), facts.input_shape, make, size=facts.rows * facts.numbers)
    return Table(facts=facts, x=found.x, y=found.y)


def as_bytes(values: Array) -> Raw:
    """Numbers from 0 (black) to 1 (white) as bytes; what lies outside is cut. Overwrites ``values``."""
    values *= 255.0
    values += 0.5
    np.clip(values, 0.0, 255.0, out=values)
    return values.astype(np.uint8)
