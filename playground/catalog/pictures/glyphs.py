"""Digits and capital letters of several open fonts as signed distance fields, and how they become pictures.

A field says of 32 × 32 places how far each is from the letter's outline, in pixels of the finished picture, inside
positive (C. Green 2007, Improved Alpha-Tested Magnification for Vector Textures and Special Effects). So a letter can
be turned, slanted, stretched and its strokes made thinner or thicker, all by reading the field elsewhere and cutting
it at another height. The asset is made by packaging/glyphs.py.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from playground.catalog.assets import asset
from playground.catalog.tensor import Array, Float32, Ints

SIDE = 28
"""Pixels of a picture."""
REACH = 4.0
"""Pixels from the outline beyond which a field says nothing more: bytes 1 to 255 are −4 to 4."""


@cache
def fields() -> tuple[Float32, tuple[str, ...]]:
    """The distances in pixels, shape (fonts, symbols, side, side), and the symbols: 0 to 9, then A to Z."""
    with np.load(asset("data", "glyphs.npz"), allow_pickle=False) as found:
        distances = (found["fields"].astype(np.float32) - 128.0) * np.float32(REACH / 127.0)
        return distances, tuple(str(symbol) for symbol in found["symbols"])


def placed(
    font: Ints, symbol: Ints, turn: Array, slant: Array, wide: Array, tall: Array, across: Array, down: Array
) -> Float32:
    """How far each pixel is from the outline of its picture's letter, in pixels, shape (n, 28, 28).

    Args:
        font: numbers of fonts, shape (n,), as all others. symbol: numbers of symbols.
        turn: clockwise, in radians. slant: how far the top leans right, as a share of the height.
        wide, tall: factors of width and height. across, down: where the middle is, in pixels from the picture's.

    """
    distances, _ = fields()
    side = distances.shape[-1]
    middle = np.arange(SIDE, dtype=np.float32) - (SIDE - 1) / 2
    right = (middle[None, None, :] - _each(across)).astype(np.float32)
    below = (middle[None, :, None] - _each(down)).astype(np.float32)
    cos, sin = _each(np.cos(turn)), _each(np.sin(turn))
    # From the picture back to the letter: undo the turn, then the slant, then the stretch.
    u = cos * right + sin * below
    v = cos * below - sin * right
    u += _each(slant) * v
    per = np.float32(side / SIDE)
    u *= _each(per / wide)
    v *= _each(per / tall)
    for place in (u, v):
        place += (side - 1) / 2
        np.clip(place, 0.0, side - 1.001, out=place)
    left, top = u.astype(np.int32), v.astype(np.int32)
    u -= left
    v -= top
    at = top * side + left + ((font * distances.shape[1] + symbol) * side * side).astype(np.int32)[:, None, None]
    flat = distances.ravel()
    upper = _between(flat, at, u)
    lower = _between(flat, at + side, u)
    found = upper + (lower - upper) * v
    found *= _each(np.sqrt(wide * tall))
    return found


def _each(values: Array) -> Float32:
    """One number per picture, to go with its pixels."""
    return np.asarray(values, dtype=np.float32)[:, None, None]


def _between(flat: Float32, at: NDArray[np.int32], share: Float32) -> Float32:
    one = flat.take(at)
    two = flat.take(at + 1)
    two -= one
    two *= share
    two += one
    return two
