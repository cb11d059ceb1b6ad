"""Patterns that fill a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.pictures.drawn import AT_ONCE, as_bytes, drawn, grain_setting, pictures_setting
from playground.catalog.tensor import Array, Ints, Raw
from playground.spec.fields import param

VERSION = 1
SIDE = 32

Pattern = Callable[[Array, Array], Array]
"""(u, v), in wavelengths along and across → brightness from 0 to 1, same shape (n, 32, 32)."""


def _stripes(u: Array, v: Array) -> Array:
    return np.asarray(0.5 + 0.5 * np.sin(2 * np.pi * u))


def _checks(u: Array, v: Array) -> Array:
    return np.asarray(0.5 + 0.5 * np.tanh(6 * np.sin(2 * np.pi * u) * np.sin(2 * np.pi * v)))


def _dots(u: Array, v: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(24 * (np.hypot(u % 1.0 - 0.5, v % 1.0 - 0.5) - 0.27))))


def _rings(u: Array, v: Array) -> Array:
    return 0.5 + 0.5 * np.sin(2 * np.pi * np.hypot(u, v))


def _bricks(u: Array, v: Array) -> Array:
    across = (u / 2 + np.floor(v) % 2 / 2) % 1.0
    edge = np.minimum(np.minimum(across, 1 - across) * 2, np.minimum(v % 1.0, 1 - v % 1.0))
    return np.asarray(1.0 / (1.0 + np.exp(-40 * (edge - 0.09))))


def _zigzag(u: Array, v: Array) -> Array:
    return np.asarray(0.5 + 0.5 * np.tanh(3 * np.sin(2 * np.pi * (v + 0.8 * np.abs(u / 2 % 1.0 - 0.5)))))


PATTERNS: dict[str, Pattern] = {
    "stripes": _stripes,
    "checks": _checks,
    "dots": _dots,
    "rings": _rings,
    "bricks": _bricks,
    "zigzag": _zigzag,
}
NAMES = (*PATTERNS, "clouds", "grain")


class Textures(Dataset):
    """Grey pictures that one pattern fills."""

    kind = "textures"
    title = "Textures 32×32"
    summary = "Stripes, checks, dots, rings, bricks, zigzag, clouds and grain."
    help = (
        "A pattern has no place: what counts is which small pieces there are, so convolutions followed by global "
        "pooling tell patterns apart that dense layers never learn. Each is turned, moved and of a wavelength of its "
        "own."
    )
    aliases = ("patterns", "materials", "fabric", "images", "pictures")
    group = "Pictures"
    order = 520
    slow = True
    at_once = AT_ONCE

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        samples: int = pictures_setting()
        rotation: float = param(
            180.0, low=0.0, high=180.0, unit="°", effect="data", help="Turns each by up to so much to either side."
        )
        wavelength: float = param(
            7.0,
            low=3.0,
            high=16.0,
            unit="px",
            effect="data",
            help="How often a pattern repeats, up to 30 % more or less.",
        )
        contrast: float = param(
            0.6,
            low=0.05,
            high=1.0,
            effect="data",
            help="How far light and dark are apart at most; at least half of it.",
        )
        noise: float = grain_setting(0.1)

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """One channel of 32 × 32, eight patterns."""
        return Facts(
            features=(),
            task="classes",
            classes=NAMES,
            rows=p.samples,
            shape=(1, SIDE, SIDE),
            picture=(SIDE, SIDE),
            levels=(0.0, 255.0),
        )

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """Every pattern equally likely, in any direction and place."""

        def draw(rng: np.random.Generator, count: int) -> tuple[Raw, Ints | Array]:
            return picture(p, rng, count)

        return drawn(cls.kind, VERSION, p, cls.facts(p), rng, draw)


def picture(p: Textures.Params, rng: np.random.Generator, count: int) -> tuple[Raw, Ints]:
    """``count`` pictures of shape (1, 32, 32) and which patterns they are."""
    label = rng.integers(len(NAMES), size=count)
    turn, longer, contrast, brightness = rng.uniform(-1.0, 1.0, (4, count, 1, 1))
    start = rng.uniform(0.0, 10.0, (2, count, 1, 1))
    base = rng.standard_normal((count, SIDE, SIDE))
    grain = rng.standard_normal((count, SIDE, SIDE))
    length = p.wavelength * (1.0 + 0.3 * longer)
    angle = np.deg2rad(p.rotation) * turn
    middle = np.arange(SIDE) - (SIDE - 1) / 2
    x, y = middle[None, None, :] / length, middle[None, :, None] / length
    u, v = np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x
    values = np.empty((count, SIDE, SIDE))
    for number, (name, pattern) in enumerate(PATTERNS.items()):
        of = label == number
        # Rings are seen as such only with their middle near the picture's.
        places = (start[:, of] - 5.0) / 8.0 if name == "rings" else start[:, of]
        values[of] = pattern(u[of] + places[0], v[of] + places[1])
    clouds, plain = label == NAMES.index("clouds"), label == NAMES.index("grain")
    values[clouds] = _smooth(base[clouds], length[clouds] / 2)
    values[plain] = np.clip(0.5 + 0.3 * base[plain], 0.0, 1.0)
    strength = p.contrast * (0.75 + 0.25 * contrast)
    values = 0.5 + strength * (values - 0.5) + 0.5 * (1.0 - strength) * 0.8 * brightness
    values += p.noise * grain
    return as_bytes(values)[:, None], label


def _smooth(noise: Array, wide: Array) -> Array:
    """White noise of shape (n, 32, 32) through a Gaussian of these widths in pixels, shape (n, 1, 1); from 0 to 1."""
    frequency = np.fft.fftfreq(SIDE)
    squares = frequency[None, :, None] ** 2 + frequency[None, None, :] ** 2
    found = np.fft.ifft2(np.fft.fft2(noise) * np.exp(-2.0 * (np.pi * wide / 2) ** 2 * squares)).real
    spread = found.std(axis=(1, 2), keepdims=True)
    return np.asarray(np.clip(0.5 + 0.25 * found / np.maximum(spread, 1e-12), 0.0, 1.0))
