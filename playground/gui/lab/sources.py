"""Pictures to slide a kernel over: small ones whose numbers can be read, and examples of the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from playground.catalog.mapped import row_of
from playground.catalog.prepare import Prepared
from playground.catalog.tensor import Array
from playground.spec.words import mark

WHITE = 10.0
"""What white is in the small pictures, so that sums can be done in the head."""


def _edge() -> Array:
    picture = np.zeros((6, 6))
    picture[:, :3] = WHITE
    return picture


def _corner() -> Array:
    picture = np.zeros((8, 8))
    picture[2:, 3:] = WHITE
    return picture


def _cross() -> Array:
    picture = np.zeros((9, 9))
    picture[4, 1:8] = picture[1:8, 4] = WHITE
    return picture


def _slope() -> Array:
    return np.tile(np.linspace(0.0, WHITE, 6), (6, 1)).round()


def _ring() -> Array:
    across, up = np.meshgrid(np.arange(24) - 11.5, np.arange(24) - 11.5)
    distance = np.abs(np.hypot(across, up) - 8.0)
    ring: Array = WHITE * np.clip(2.5 - distance, 0.0, 1.0)
    return ring


PICTURES: Mapping[str, Callable[[], Array]] = MappingProxyType(
    {
        mark("An edge"): _edge,
        mark("A corner"): _corner,
        mark("A cross"): _cross,
        mark("A slope"): _slope,
        mark("A ring"): _ring,
    }
)
"""By name for people: brightness of shape (h, w), from 0 black to `WHITE`."""


def example(prepared: Prepared, row: int) -> Array:
    """The picture of one example as brightness from 0 to `WHITE`, shape (h, w): the mean of its channels."""
    height, width = prepared.facts.picture  # type: ignore[misc]  # asked for pictures only
    low, high = prepared.facts.levels
    pixels = row_of(prepared.raw, row).astype(np.float64).reshape(-1, height, width).mean(axis=0)
    largest = max(float(pixels.max()), high)
    shares: Array = (pixels - low) / (largest - low)
    return shares * WHITE
