"""The decision surface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.families import Probe, View
from playground.catalog.probes._plane import grid
from playground.spec.fields import param


class Surface(Probe):
    """What the network predicts everywhere on the plane."""

    kind = "surface"
    title = "Decision surface"
    summary = "The prediction at every point of the plane."
    help = (
        "Array `prediction` of shape (resolution, resolution, classes or targets), row 0 at the lowest x₂; fact "
        "`extent` is the rectangle: x₁ low, high, x₂ low, high. Only for data with two features."
    )

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        resolution: int = param(96, low=4, high=512, help="Cells per side.")

    @classmethod
    def measure(cls, p: Params, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """Nothing where the data are not planar."""
        if not view.facts.planar:
            return {}, {}
        extent = view.extent()
        outputs = view.outputs(grid(extent, p.resolution))
        prediction = view.predict(list(outputs.values())[-1]).astype(np.float32)
        return {"prediction": prediction.reshape(p.resolution, p.resolution, -1)}, {"extent": extent}
