"""What a card shows of its layer while the network trains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LiveValues:
    """The latest of one node; what is not measured is None.

    Attributes:
        gradient_norm: the 2-norm of the cost's gradient over the node's parameters.
        dead: the share of units that give zero for every example, from 0 to 1.
        histogram: how many activations fall into each bin, bins of equal width from low to high.

    """

    gradient_norm: float | None = None
    dead: float | None = None
    histogram: Sequence[float] | NDArray[Any] | None = None


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
