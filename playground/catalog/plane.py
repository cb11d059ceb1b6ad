"""A plane through the space of the inputs, on which surfaces are drawn: two features, or two principal components."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from playground.catalog.tensor import Array

Extent = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plane:
    """The points x = origin + u · right + v · up of inputs with n features, in the data's own numbers.

    Attributes:
        origin, right, up: shape (n,). reading: (u, v) = (x − origin) · reading for x on the plane; elsewhere where x
            falls onto it. Shape (n, 2).
        extent: the rectangle that the data lie in, with a margin: u low, high, v low, high.
        axes: what u and v are, in words. held: the features that do not vary, with their values.
        explained: the shares of the training inputs' variance along u and v; empty where the axes are features.
        words: what is shown, in a line.

    """

    origin: Array
    right: Array
    up: Array
    reading: Array
    extent: Extent
    axes: tuple[str, str]
    held: Mapping[str, float]
    explained: tuple[float, float] | tuple[()]
    words: str

    def points(self, resolution: int) -> Array:
        """The centres of ``resolution``² cells of the extent, row by row from low v up; shape (resolution², n).

        Read-only; the same object every time as long as it is in use, so that a network that has looked at it knows it.
        """
        return _points(self, resolution)

    def at(self, places: Array) -> Array:
        """The inputs at places (u, v): shape (m, 2) → (m, n)."""
        inputs: Array = self.origin + places @ np.stack([self.right, self.up])
        return inputs

    def coordinates(self, x: Array) -> Array:
        """Where raw inputs fall onto the plane: shape (m, n) → (m, 2)."""
        places: Array = (x - self.origin) @ self.reading
        return places


@lru_cache(maxsize=4)
def _points(plane: Plane, resolution: int) -> Array:
    places = grid(plane.extent, resolution)
    points = plane.at(places)
    if np.array_equal(points, places):  # the data's own plane: those who look at the places look at the same
        return places
    points.flags.writeable = False
    return points


@lru_cache(maxsize=8)
def grid(extent: Extent, resolution: int) -> Array:
    """The centres of ``resolution``² cells of a rectangle, row by row from low v up; shape (resolution², 2).

    Read-only; the same object every time as long as it is in use.
    """
    left, right, low, high = extent
    across = left + (np.arange(resolution) + 0.5) * (right - left) / resolution
    up = low + (np.arange(resolution) + 0.5) * (high - low) / resolution
    u, v = np.meshgrid(across, up)
    places: Array = np.stack([u.ravel(), v.ravel()], axis=1)
    places.flags.writeable = False
    return places
