"""The prediction along a line of inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.families import Probe, View
from playground.spec.fields import param


class Curve(Probe):
    """What the network predicts for every value of its only input."""

    kind = "curve"
    title = "Fitted curve"
    summary = "The prediction along x, for data with one feature."
    help = (
        "Array `x` of shape (points,) and array `prediction` of shape (points, targets or classes). Only for data "
        "with one feature."
    )

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        points: int = param(200, low=2, high=5000, help="Points along x.")

    @classmethod
    def measure(cls, p: Params, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """Nothing where the data have not exactly one feature."""
        if view.facts.input_shape != (1,):
            return {}, {}
        low, high, _, _ = view.extent()
        x = np.linspace(low, high, p.points)
        outputs = view.outputs(x[:, None])
        prediction = view.predict(list(outputs.values())[-1]).astype(np.float32)
        return {"x": x, "prediction": prediction}, {}
