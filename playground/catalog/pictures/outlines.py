"""Plane figures as signed distances: how far each pixel is from the outline of its picture's figure, inside positive.

Formulas after I. Quilez, 2D distance functions (https://iquilezles.org/articles/distfunctions2d/). Only the sign and
the nearness of the outline matter here, so that bounds of the distance do where the exact one is long.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from playground.catalog.tensor import Array, Float32

Figure = Callable[[Float32, Float32], Array]


def circle(x: Float32, y: Float32) -> Array:
    """Radius 1."""
    return 1.0 - np.hypot(x, y)


def square(x: Float32, y: Float32) -> Array:
    """As large as the circle's area."""
    return 0.886 - np.maximum(np.abs(x), np.abs(y))


def triangle(x: Float32, y: Float32) -> Array:
    """Equilateral, its tip at the top."""
    sides = np.maximum(0.866 * np.abs(x) - 0.5 * y, y)  # y grows downwards
    return 0.62 - sides


def cross(x: Float32, y: Float32) -> Array:
    """Two bars."""
    a, b = np.abs(x), np.abs(y)
    return np.minimum(1.0 - np.maximum(a, b), 0.36 - np.minimum(a, b))


def star(x: Float32, y: Float32) -> Array:
    """Five points."""
    angle = np.abs((np.arctan2(x, -y) + np.pi / 5) % (2 * np.pi / 5) - np.pi / 5)
    radius = np.hypot(x, y)
    along, aside = radius * np.cos(angle), radius * np.sin(angle)
    # The edge from the point (1.15, 0) to the notch at 36° and radius 0.5.
    notch = (0.5 * np.cos(np.pi / 5), 0.5 * np.sin(np.pi / 5))
    run, rise = float(notch[0] - 1.15), float(notch[1])
    return (aside * run - (along - 1.15) * rise) / math.hypot(run, rise)


def ring(x: Float32, y: Float32) -> Array:
    """A circle with a hole."""
    return 0.24 - np.abs(np.hypot(x, y) - 0.76)


FIGURES: dict[str, Figure] = {
    "circle": circle,
    "square": square,
    "triangle": triangle,
    "cross": cross,
    "star": star,
    "ring": ring,
}
