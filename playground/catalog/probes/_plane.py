"""Points that cover the plane."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.catalog.tensor import Array

_LARGEST = float(np.finfo(np.float16).max)


def grid(extent: tuple[float, float, float, float], resolution: int) -> Array:
    """The centres of ``resolution``² cells of a rectangle, row by row from low x₂ up; shape (resolution², 2)."""
    left, right, low, high = extent
    across = left + (np.arange(resolution) + 0.5) * (right - left) / resolution
    up = low + (np.arange(resolution) + 0.5) * (high - low) / resolution
    x1, x2 = np.meshgrid(across, up)
    return np.stack([x1.ravel(), x2.ravel()], axis=1)


def half(values: Array) -> NDArray[np.float16]:
    """As 16-bit numbers in one piece of memory: half of what has to be sent, and finer than the eye."""
    return np.clip(values, -_LARGEST, _LARGEST).astype(np.float16, order="C")
