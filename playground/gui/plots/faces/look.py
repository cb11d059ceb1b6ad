"""How a person wants the surface to look: one small value, kept with the window."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, get_args

Quantity = Literal["probability", "class"]
Space = Literal["summary", "features", "components"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What of the prediction is coloured, and how.

    Attributes:
        quantity: the probabilities, or only the most probable class.
        only: the number of the one class that is shown, −1 for all of them.
        bands: colours in steps, as many as the scale has numbers, instead of running into each other.
        own_range: whether the scale runs from ``low`` to ``high`` instead of what suits the data.
        wrong: misclassified examples carry a ring. border: a line where one class gives way to another.
        relief: the prediction as a height, seen from a side.
        space: for more than two features: the table or diagram of predictions, or a plane through the inputs.
        across, up: the features that such a plane shows, −1: not chosen, see `playground.catalog.planes.axes`.
        held: the values of features that do not vary there, by name, where they are not at their mean.

    """

    quantity: Quantity = "probability"
    only: int = -1
    bands: bool = False
    own_range: bool = False
    low: float = 0.0
    high: float = 1.0
    wrong: bool = True
    border: bool = False
    relief: bool = False
    space: Space = "summary"
    across: int = -1
    up: int = -1
    held: Mapping[str, float] = field(default_factory=dict)

    def range(self, low: float, high: float) -> tuple[float, float]:
        """The ends of the scale, where ``low`` and ``high`` would suit the data."""
        return (self.low, self.high) if self.own_range and self.high > self.low else (low, high)

    def kept(self) -> dict[str, Any]:
        """As plain values for a file of settings."""
        return {**asdict(self), "held": dict(self.held)}


def look_from(kept: Mapping[str, Any]) -> Look:
    """What `Look.kept` gave; what is missing or is not what it should be keeps its first value."""
    first = Look()
    good: dict[str, Any] = {}
    for each in fields(Look):
        value, usual = kept.get(each.name), getattr(first, each.name)
        if each.name == "held":
            if isinstance(value, Mapping):
                good["held"] = {str(name): float(held) for name, held in value.items() if _number(held)}
        elif each.name in ("quantity", "space"):
            if value in get_args(Quantity if each.name == "quantity" else Space):
                good[each.name] = value
        elif isinstance(usual, bool):
            if isinstance(value, bool):
                good[each.name] = value
        elif isinstance(usual, int):
            if isinstance(value, int) and not isinstance(value, bool) and -1 <= value < 1_000_000:
                good[each.name] = value
        elif _number(value):
            good[each.name] = float(value)  # type: ignore[arg-type]
    return Look(**good)


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
