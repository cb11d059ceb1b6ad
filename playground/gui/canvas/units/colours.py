"""Numbers as colours by looking them up: one table for all 16-bit numbers, so that a map costs one look per cell."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.gui.theme.colour_maps import diverging
from playground.gui.theme.tokens import Theme, rgb

Pixels = NDArray[np.uint32]
"""Colours as Qt's RGB32 has them: 0xffRRGGBB."""

STEPS = 10
"""Ranges that the ends of the colours may stand for, per factor of ten."""
SAMPLE = 2048
SHARE = 0.98
"""The share of the numbers that the colours' range holds; the few beyond it get the end's colour."""


def pixel(colour: str) -> int:
    """``#rrggbb`` as a pixel."""
    red, green, blue = rgb(colour)
    return 0xFF000000 | red << 16 | green << 8 | blue


@lru_cache(maxsize=8)
def shades(theme: Theme) -> Pixels:
    """The 256 colours from ``negative`` over ``middle`` to ``positive``."""
    table = diverging(theme).astype(np.uint32)
    found: Pixels = (0xFF000000 | table[:, 0] << 16 | table[:, 1] << 8 | table[:, 2]).astype(np.uint32)
    return found


@lru_cache(maxsize=96)
def half_table(theme: Theme, end: float) -> Pixels:
    """The colour of every 16-bit number, by its bits; ±``end`` and what lies beyond get the ends' colours."""
    with np.errstate(invalid="ignore"):
        values = np.arange(1 << 16, dtype=np.uint16).view(np.float16).astype(np.float32)
        return _looked_up(theme, values, end)


def half_colours(theme: Theme, values: NDArray[np.float16], end: float) -> Pixels:
    """The colours of 16-bit numbers, in their shape."""
    return half_table(theme, end)[values.view(np.uint16)]


def colours(theme: Theme, values: NDArray[np.floating[Any]], end: float) -> Pixels:
    """The colours of numbers, in their shape; what is no finite number is grey."""
    return _looked_up(theme, np.asarray(values, dtype=np.float32), end)


def _looked_up(theme: Theme, values: NDArray[np.float32], end: float) -> Pixels:
    scaled = values * np.float32(127.5 / end) + np.float32(128.0)
    finite = np.isfinite(values)
    index = np.where(finite, np.clip(scaled, 0.0, 255.0), np.float32(0.0)).astype(np.uint8)
    found = shades(theme)[index]
    if not finite.all():
        found = np.where(finite, found, np.uint32(pixel(theme.edge)))
    return found


def size_of(values: NDArray[Any]) -> float:
    """How large the numbers are without the largest few: the 98th percentile of a sample's magnitudes."""
    flat = values.reshape(-1)
    if flat.size > SAMPLE:
        flat = flat[:: flat.size // SAMPLE + 1]
    found = np.abs(flat.astype(np.float32))
    found = found[np.isfinite(found)]
    if not found.size:
        return 0.0
    place = min(found.size - 1, int(found.size * SHARE))
    return float(np.partition(found, place)[place])


class Range:
    """What the ends of the colours stand for: it follows the numbers in steps, so that colours do not flicker."""

    __slots__ = ("end",)

    def __init__(self) -> None:
        self.end = 0.0

    def follow(self, size: float) -> float:
        """The range for numbers of this size: the least step that holds them, kept until they leave it clearly."""
        if size > 0.0 and not 0.55 * self.end <= size <= self.end:
            self.end = float(10.0 ** (np.ceil(np.log10(size) * STEPS - 1e-6) / STEPS))
        return self.end or 1.0
