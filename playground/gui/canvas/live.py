"""What a card shows of its layer while the network trains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LiveValues:
    """The latest of one node; what is not measured is None.

    Attributes:
        gradient_norm: the 2-norm of the cost's gradient over the node's parameters.
        dead: the share of units that give zero for every example, from 0 to 1.
        update_ratio: the last step's ‖Δθ‖/‖θ‖ over the node's parameters.
        histogram: how many activations fall into each bin, bins of equal width from low to high.

    """

    gradient_norm: float | None = None
    dead: float | None = None
    update_ratio: float | None = None
    histogram: Sequence[float] | NDArray[Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UnitValues:
    """The latest of all opened blocks; an array that did not change stays the same object.

    Attributes:
        maps: by node id every unit's output over the plane, shape (units, 24, 24), row 0 at the lowest x₂.
        extent: of the plane: x₁ low, high, x₂ low, high.
        histograms: by node id every unit's counts, shape (units, 24), where the input is not a plane.
        spans: by node id the low and the high end of its histograms.
        weights: learned arrays by ``"<node>.<name>"``. gradients: the last step's, by the same names.

    """

    maps: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    extent: tuple[float, float, float, float] = (-1.0, 1.0, -1.0, 1.0)
    histograms: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    spans: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    weights: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    gradients: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)


def short_number(value: float) -> str:
    """A number of at most three digits for small places: ``0.012``, ``3.2e−5``, ``41``."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "∞" if value > 0 else "−∞"
    size = abs(value)
    if size != 0 and (size < 0.001 or size >= 10000):
        mantissa, exponent = f"{value:.1e}".split("e")
        return f"{mantissa}e{int(exponent)}".replace("-", "−")
    return f"{value:.3g}".replace("-", "−")
