"""What the drawn data sets have in common: their settings, their facts, flipped labels, the order of rows.

Every generator draws the same random numbers whatever the noise is, and only then scales them: while a noise slider
moves, the points glide instead of being drawn anew.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.catalog.facts import Facts, Table, Task
from playground.catalog.tensor import Array, Ints
from playground.spec.fields import param

CLASS_LETTERS = "ABCDEFGHI"


def samples_setting(default: int = 500) -> Any:
    """How many points are drawn."""
    return param(
        default, low=10, high=100_000, scale="log", unit="points", effect="data", help="How many points are drawn."
    )


def noise_setting(help: str, *, title: str, default: float = 0.0, high: float = 0.5) -> Any:
    """The strength of a noise; 0 is none."""
    return param(default, low=0.0, high=high, effect="data", title=title, help=help)


def flips_setting() -> Any:
    """How often a label is wrong."""
    return noise_setting(
        "The probability that a point carries another class's label: no network can or should learn these points.",
        title="Label noise",
    )


def shift_setting(size: int) -> Any:
    """How far a point moves before its label is read off; ``size`` is half the width of the data."""
    return noise_setting(
        f"Shifts the point by up to {size} × noise before its label is read off, so that labels near a border flip.",
        title="Label noise",
    )


def move_setting(size: int) -> Any:
    """How far a point moves after its label was read off; ``size`` is half the width of the data."""
    return noise_setting(
        f"Moves the point by up to {size} × noise after its label is read off, so that classes run into each other.",
        title="Position noise",
    )


def spread_setting(default: float = 0.0, what: str = "the point") -> Any:
    """The standard deviation of a normal shift, in units of the plane."""
    return noise_setting(
        f"Moves {what} by a normal random number with this standard deviation.", title="Position noise", default=default
    )


def variance_setting() -> Any:
    """Noise that widens a normal cloud from variance 0.5 on."""
    return noise_setting(
        "Widens each cloud: the variance along each axis is 0.5 + 7 × noise.", title="Position noise", default=0.0
    )


def classes_setting(default: int, what: str) -> Any:
    """The number of classes."""
    return param(default, low=2, high=9, effect="data", title="Classes", help=f"How many {what} there are.")


def class_names(count: int) -> tuple[str, ...]:
    """``−`` and ``+`` for two classes, letters for more."""
    return ("−", "+") if count == 2 else tuple(CLASS_LETTERS[:count])


def plane(rows: int, *, classes: int = 2, task: Task = "classes") -> Facts:
    """Points (x₁, x₂) with a class, or with a number to predict."""
    if task == "regression":
        return Facts(features=("x₁", "x₂"), task=task, targets=("y",), rows=rows)
    return Facts(features=("x₁", "x₂"), task=task, classes=class_names(classes), rows=rows)


def shift(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Shifts η with every coordinate from U(−1, 1)."""
    return rng.uniform(-1.0, 1.0, shape)


def flipped(y: Ints, classes: int, probability: float, rng: np.random.Generator) -> Ints:
    """``y`` with each label replaced, with this probability, by one of the other classes, all equally likely."""
    hit = rng.random(len(y)) < probability
    other = (y + rng.integers(1, classes, len(y))) % classes
    return np.where(hit, other, y)


def shares(rows: int, classes: int) -> Ints:
    """The class of every row, sorted, as evenly shared out as whole numbers allow."""
    return np.arange(rows, dtype=np.int64) * classes // rows


def shuffled(facts: Facts, x: Array, y: Ints | Array, rng: np.random.Generator) -> Table:
    """The rows in random order."""
    order = rng.permutation(len(x))
    return Table(facts=facts, x=x[order], y=y[order])
