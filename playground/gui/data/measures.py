"""What the brush reckons with: its sizes, where examples lie on the surface, and how what it paints is coloured."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

from playground.catalog.facts import Facts
from playground.catalog.prepare import Prepared
from playground.gui.plots.faces.face import class_colour
from playground.gui.theme.colour_maps import surface_colours
from playground.gui.theme.tokens import Theme

LARGEST = 0.25
"""The largest radius of the brush, as a share of the plane's width."""
SIZES = (0.0, 0.02, 0.04, 0.06, 0.09, 0.13, 0.18, LARGEST)


def next_size(size: float, direction: int) -> float:
    """The next size of the brush up or down."""
    if direction > 0:
        return next((step for step in SIZES if step > size + 1e-9), SIZES[-1])
    return next((step for step in reversed(SIZES) if step < size - 1e-9), SIZES[0])


def places_of(prepared: Prepared) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Where every example lies on the surface, shape (rows, 2); on a curve the number to predict is upward."""
    flat = prepared.raw.reshape(len(prepared.raw), -1)
    up = flat[:, 1] if flat.shape[1] > 1 else prepared.y.reshape(len(prepared.y), -1)[:, 0]
    return np.stack([flat[:, 0], up], axis=1).astype(np.float64)


def value_span(prepared: Prepared) -> tuple[float, float]:
    """The least and the greatest number to predict, a little apart where all are equal."""
    y = prepared.y.reshape(len(prepared.y), -1)[:, 0]
    low, high = float(y.min()), float(y.max())
    return (low, high) if high - low > 1e-9 else (low - 1.0, high + 1.0)


def digit_value(prepared: Prepared, digit: int) -> float:
    """What the key of a digit paints: its class, or for numbers the ninth parts from the least to the greatest."""
    if prepared.facts.task == "classes":
        return float(digit - 1)
    low, high = value_span(prepared)
    return float(f"{low + (digit - 1) / 8 * (high - low):.3g}")


def point_colour(theme: Theme, facts: Facts, prepared: Prepared | None, value: float) -> QColor:
    """The colour of a point with this class or number."""
    if facts.task == "classes":
        label = round(value)
        return class_colour(theme, label, max(facts.outputs, label + 1))
    low, high = value_span(prepared) if prepared is not None else (-1.0, 1.0)
    scaled = np.array([(value - low) * 2.0 / (high - low) - 1.0])
    red, green, blue, _ = surface_colours(theme, scaled)[0]
    return QColor(int(red), int(green), int(blue))
