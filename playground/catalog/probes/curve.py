"""The prediction along a line of inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.families import Probe
from playground.catalog.view import View
from playground.spec.fields import param


class Curve(Probe):
    """What the network predicts for every value of its only input."""

    kind = "curve"
    title = "Fitted curve"
    summary = "The prediction, or one unit's output, along x, for data with one feature."
    help = (
        "Array `x` of shape (points,) and array `prediction` of shape (points, targets or classes); where `node` is "
        "given instead `unit` of shape (points,), the output of one unit of that block (the output block: a logit). "
        "Only for data with one feature."
    )

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        points: int = param(200, low=2, high=5000, help="Points along x.")
        node: str = param("", hidden=True, help="The id of the block whose unit is shown; none: the prediction.")
        unit: int = param(0, low=0, high=1_000_000, hidden=True, help="The number of the unit that is shown.")

    @classmethod
    def measure(cls, p: Params, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """Nothing where the data have not exactly one feature, or where there is no such unit."""
        if view.facts.input_shape != (1,):
            return {}, {}
        low, high, _, _ = view.extent()
        x = np.linspace(low, high, p.points)
        outputs = view.outputs(x[:, None], (p.node,) if p.node else None)
        if p.node:
            output = outputs.get(p.node)
            if output is None or output.ndim != 2 or p.unit >= output.shape[1]:
                return {}, {}
            return {"x": x, "unit": np.ascontiguousarray(output[:, p.unit], dtype=np.float32)}, {}
        prediction = view.predict(list(outputs.values())[-1]).astype(np.float32)
        return {"x": x, "prediction": prediction}, {}
