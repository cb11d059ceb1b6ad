"""A picture that a unit likes best, found by climbing its gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.families import Probe
from playground.catalog.view import View
from playground.spec.fields import param


class Ascent(Probe):
    """A picture made from almost nothing so that a unit gives as much as it can."""

    kind = "ascent"
    title = "What a unit likes"
    summary = "A picture made by gradient ascent, so that one unit gives as much as it can."
    pace = 1.0
    help = (
        "Array `picture` of the shape of an example, in the data's numbers: from grey with a little noise, `steps` "
        "times a step along the gradient of the unit's output (all places of a channel added up), of the same length "
        "each time, with a pull back to grey, and never beyond black and white (Simonyan, Vedaldi and Zisserman, "
        "2013); where there is no slope it begins anew with more noise. The array `value` has the unit's output at "
        "every step. Only for pictures; nothing before the engine is up."
    )
    formula = "x ← x + α ∇a / |∇a| − λ(x − grey)"

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        node: str = param("", help="The layer.")
        unit: int = param(0, low=0, high=1_000_000, help="The unit: a channel behind a convolution.")
        steps: int = param(40, low=1, high=500, help="How many steps are climbed.")
        rate: float = param(0.06, low=0.001, high=1.0, scale="log", help="A step's length; 1 is from black to white.")
        decay: float = param(0.01, low=0.0, high=0.5, help="The pull back to grey at each step.")

    @classmethod
    def measure(cls, p: Params, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """The same start every time: the picture changes only where the network does."""
        if not view.facts.picture:
            return {}, {}
        low, high = view.facts.levels
        grey, span = (low + high) / 2, high - low
        rng = np.random.default_rng(0)
        x = grey + span * rng.normal(0.0, 0.02, view.facts.input_shape)[None]
        values = np.zeros(p.steps)
        for step in range(p.steps):
            found = view.slope(x, p.node, p.unit)
            if found is None:
                return {}, {}
            values[step], gradient = found[0][0], found[1]
            # The root of the mean square, so that large pictures move as far as small ones.
            length = float(np.sqrt(np.mean(gradient**2)))
            if length > 0.0:
                x = x + p.rate * span * gradient / length
            else:  # nothing to climb where a unit is silent, as ReLU is below zero: look around farther off
                x = grey + span * rng.normal(0.0, min(0.5, 0.05 * (step + 1)), view.facts.input_shape)[None]
            x = np.clip(x - p.decay * (x - grey), low, high)
        return {"picture": x[0].astype(np.float32), "value": values.astype(np.float32)}, {}
