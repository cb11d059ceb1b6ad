"""Characters of several fonts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.pictures.drawn import AT_ONCE, as_bytes, drawn, grain_setting, pictures_setting
from playground.catalog.pictures.glyphs import SIDE, fields, placed
from playground.catalog.tensor import Array, Ints, Raw
from playground.spec.fields import param

VERSION = 1
SYMBOLS = tuple("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


class Characters(Dataset):
    """Digits and letters of several fonts as grey pictures of 28 × 28 pixels."""

    kind = "characters"
    title = "Characters 28×28"
    summary = "Digits, or digits and letters, of 14 fonts: turned, slanted, stretched, blurred."
    help = (
        "White on black, as large as the pictures of MNIST. Without hidden layers nine of ten unseen digits are right, "
        "with a small convolutional network 99 of 100. With letters there are pairs that are hard to tell apart, such "
        "as 0 and O, 1 and I. Turn up rotation, stroke or noise until it fails, then augment or enlarge the network."
    )
    aliases = ("mnist", "digits", "letters", "fonts", "ocr", "handwriting", "emnist", "images", "pictures")
    group = "Pictures"
    order = 500
    slow = True
    at_once = AT_ONCE

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        symbols: Literal["digits", "digits and letters"] = param(
            "digits", effect="data", help="Ten classes, or 36 with the capital letters."
        )
        samples: int = pictures_setting()
        rotation: float = param(
            15.0, low=0.0, high=180.0, unit="°", effect="data", help="Turns each by up to so much to either side."
        )
        slant: float = param(
            0.3, low=0.0, high=1.0, effect="data", help="Leans each to either side by up to this share of its height."
        )
        scale: float = param(
            0.25, low=0.0, high=0.5, effect="data", help="Makes each wider or narrower, higher or lower by this share."
        )
        shift: float = param(
            2.0, low=0.0, high=10.0, unit="px", effect="data", help="Moves each by up to so many pixels."
        )
        stroke: float = param(
            0.5, low=0.0, high=2.0, unit="px", effect="data", help="Makes strokes up to so much thinner or thicker."
        )
        blur: float = param(
            1.5, low=0.0, high=4.0, unit="px", effect="data", help="Widens the edge of a stroke by up to so much."
        )
        noise: float = grain_setting(0.15)

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """One channel of 28 × 28; ten classes, or 36."""
        return Facts(
            features=(),
            task="classes",
            classes=SYMBOLS if p.symbols == "digits and letters" else SYMBOLS[:10],
            rows=p.samples,
            shape=(1, SIDE, SIDE),
            picture=(SIDE, SIDE),
            levels=(0.0, 255.0),
        )

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """Every font and symbol equally likely; all changes from uniform distributions."""
        facts = cls.facts(p)

        def draw(rng: np.random.Generator, count: int) -> tuple[Raw, Ints | Array]:
            return picture(p, facts.outputs, rng, count)

        return drawn(cls.kind, VERSION, p, facts, rng, draw)


def picture(p: Characters.Params, classes: int, rng: np.random.Generator, count: int) -> tuple[Raw, Ints]:
    """``count`` pictures of shape (1, 28, 28) and which symbols they are."""
    symbol = rng.integers(classes, size=count)
    font = rng.integers(len(fields()[0]), size=count)
    u = rng.uniform(-1.0, 1.0, (10, count))
    grain = rng.standard_normal((count, SIDE, SIDE), dtype=np.float32)
    size, ratio = 1.0 + p.scale * u[2], 1.0 + p.scale * u[3] / 2
    distance = placed(
        font=font,
        symbol=symbol,
        turn=np.deg2rad(p.rotation * u[0]),
        slant=p.slant * u[1],
        wide=size * ratio,
        tall=size / ratio,
        across=p.shift * u[4],
        down=p.shift * u[5],
    )
    edge = 1.0 + p.blur * (u[7] + 1.0) / 2
    # A little thicker on average: the strokes of the lightest fonts stay.
    distance += (0.3 + p.stroke * u[6]).astype(np.float32)[:, None, None]
    distance *= (1.0 / edge).astype(np.float32)[:, None, None]
    distance += 0.5
    np.clip(distance, 0.0, 1.0, out=distance)
    distance *= (0.85 + 0.15 * u[8]).astype(np.float32)[:, None, None]
    grain *= p.noise
    distance += grain
    return as_bytes(distance)[:, None], symbol
