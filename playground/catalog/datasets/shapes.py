"""Coloured figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.pictures.drawn import AT_ONCE, as_bytes, drawn, grain_setting, pictures_setting
from playground.catalog.pictures.outlines import FIGURES
from playground.catalog.tensor import Array, Float32, Ints, Raw
from playground.spec.fields import param

VERSION = 1
SIDE = 32
COLOURS = {
    "red": (0.90, 0.20, 0.18),
    "yellow": (0.95, 0.82, 0.15),
    "green": (0.20, 0.72, 0.28),
    "cyan": (0.20, 0.78, 0.85),
    "blue": (0.22, 0.36, 0.92),
    "magenta": (0.85, 0.28, 0.80),
}
SIZES = {"small": 4.5, "medium": 7.0, "large": 10.0}
"""The radius in pixels."""


class Shapes(Dataset):
    """Pictures of one coloured figure each."""

    kind = "shapes"
    title = "Shapes 32×32"
    summary = "Coloured figures; their shape, colour, size or position is to be told."
    help = (
        "The same pictures serve several tasks. Colour is easy: a network without hidden layers gets it from the mean "
        "of each channel. Shape needs edges wherever they are, which is what convolutions see. Position is a "
        "regression of two numbers, from −1 to 1 across and upwards, and is lost by global pooling."
    )
    aliases = ("figures", "colours", "geometry", "images", "pictures", "localization")
    group = "Pictures"
    order = 510
    slow = True
    at_once = AT_ONCE

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        label: Literal["shape", "colour", "size", "position"] = param(
            "shape", effect="data", help="What is to be told of the figure; the pictures are the same."
        )
        samples: int = pictures_setting()
        rotation: float = param(
            180.0, low=0.0, high=180.0, unit="°", effect="data", help="Turns each by up to so much to either side."
        )
        background: float = param(
            0.3, low=0.0, high=1.0, effect="data", help="How bright and how colourful the ground may be; 0 is black."
        )
        noise: float = grain_setting()

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """Three channels of 32 × 32."""
        names = {"shape": tuple(FIGURES), "colour": tuple(COLOURS), "size": tuple(SIZES), "position": ()}[p.label]
        return Facts(
            features=(),
            task="classes" if names else "regression",
            classes=names,
            targets=() if names else ("x", "y"),
            rows=p.samples,
            shape=(3, SIDE, SIDE),
            picture=(SIDE, SIDE),
            levels=(0.0, 255.0),
        )

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """Shape, colour, size and place independent of each other, each equally likely."""

        def draw(rng: np.random.Generator, count: int) -> tuple[Raw, Ints | Array]:
            return picture(p, rng, count)

        return drawn(cls.kind, VERSION, p, cls.facts(p), rng, draw)


def picture(p: Shapes.Params, rng: np.random.Generator, count: int) -> tuple[Raw, Ints | Array]:
    """``count`` pictures of shape (3, 32, 32) and their targets."""
    shape = rng.integers(len(FIGURES), size=count)
    colour = rng.integers(len(COLOURS), size=count)
    size = rng.integers(len(SIZES), size=count)
    u = rng.uniform(-1.0, 1.0, (4, count))
    tint = rng.uniform(-1.0, 1.0, (2, count, 3))
    grain = rng.standard_normal((count, 3, SIDE, SIDE), dtype=np.float32)
    radius = np.array(list(SIZES.values()))[size] * (1.0 + 0.1 * u[2])
    reach = SIDE / 2 - 0.8 * radius
    across, down = u[0] * reach, u[1] * reach

    inside = _cover(shape, across, down, radius, np.deg2rad(p.rotation * u[3]))[:, None]
    paint = np.array(list(COLOURS.values()))[colour] + 0.08 * tint[0]
    ground = p.background * 0.45 * (1.0 + tint[1])
    values = (ground[:, :, None, None] + inside * (paint - ground)[:, :, None, None]).astype(np.float32)
    grain *= p.noise
    values += grain
    middle = SIDE / 2
    targets: dict[str, Ints | Array] = {
        "shape": shape,
        "colour": colour,
        "size": size,
        "position": np.stack([across / middle, -down / middle], axis=1),
    }
    return as_bytes(values), targets[p.label]


def _cover(shape: Ints, across: Array, down: Array, radius: Array, turn: Array) -> Float32:
    """How much of each pixel the figure covers, shape (n, 32, 32)."""
    middle = np.arange(SIDE, dtype=np.float32) - (SIDE - 1) / 2
    x = (middle[None, None, :] - across[:, None, None]) / radius[:, None, None]
    y = (middle[None, :, None] - down[:, None, None]) / radius[:, None, None]
    cos, sin = np.cos(turn)[:, None, None], np.sin(turn)[:, None, None]
    right, below = (cos * x + sin * y).astype(np.float32), (cos * y - sin * x).astype(np.float32)
    found = np.zeros(right.shape, dtype=np.float32)
    for number, figure in enumerate(FIGURES.values()):
        of = shape == number
        found[of] = figure(right[of], below[of])
    found *= radius.astype(np.float32)[:, None, None]
    found += 0.5
    return np.clip(found, 0.0, 1.0)
