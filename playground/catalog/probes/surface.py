"""The decision surface."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.families import Probe
from playground.catalog.view import View
from playground.spec.fields import param

_COARSER = (80, 64, 48, 40, 32)
"""Cells per side while a heavy network trains: from the first that is fewer than asked for."""


class Surface(Probe):
    """What the network predicts everywhere on a plane."""

    kind = "surface"
    title = "Decision surface"
    summary = "The prediction, or one unit's output, at every point of a plane."
    help = (
        "Array `prediction` of shape (resolution, resolution, classes or targets), row 0 at the lowest place of the "
        "upward axis; where `node` is given instead `unit` of shape (resolution, resolution), the output of one unit "
        "of that block (the output block: a logit). Of two features the plane is that of the data. Of more it is "
        "that of the features `across` and `up` (not chosen: the two whose values are spread most evenly), all "
        "others held at `held`, a value for each feature (empty: their mean over the training part), or with "
        "`components` that of the first two principal components of the training inputs. Facts: `extent`, the "
        "rectangle: left, right, bottom, top; `axes`, what goes across and up; `held`, the values of the features "
        "that do not vary; `explained`, both components' shares of the inputs' variance; `words`, what is shown. "
        "While a heavy network trains the cells may be fewer and larger than asked for, so that pictures keep "
        "coming. Only where an example is a row of two or more features."
    )

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        resolution: int = param(96, low=4, high=512, help="Cells per side.")
        across: int = param(
            -1, low=-1, high=1_000_000, hidden=True, help="The number of the feature that goes across; −1: not chosen."
        )
        up: int = param(
            -1, low=-1, high=1_000_000, hidden=True, help="The number of the feature that goes up; −1: not chosen."
        )
        held: tuple[float, ...] = param(
            (), hidden=True, help="A value for every feature, for those that do not vary; empty: their mean."
        )
        components: bool = param(False, help="Whether the axes are the inputs' first two principal components.")
        node: str = param("", hidden=True, help="The id of the block whose unit is shown; none: the prediction.")
        unit: int = param(0, low=0, high=1_000_000, hidden=True, help="The number of the unit that is shown.")

    @classmethod
    def measure(cls, p: Params, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """Nothing where the data are no rows of two or more features, or where there is no such unit."""
        plane = view.plane(p.across, p.up, p.held, components=p.components)
        if plane is None:
            return {}, {}
        outputs = view.outputs(plane.points(p.resolution), (p.node,) if p.node else None)
        arrays: dict[str, NDArray[Any]]
        if p.node:
            output = outputs.get(p.node)
            if output is None or output.ndim != 2 or p.unit >= output.shape[1]:
                return {}, {}
            one = np.ascontiguousarray(output[:, p.unit], dtype=np.float32)
            arrays = {"unit": one.reshape(p.resolution, p.resolution)}
        else:
            prediction = np.ascontiguousarray(view.predict(list(outputs.values())[-1]), dtype=np.float32)
            arrays = {"prediction": prediction.reshape(p.resolution, p.resolution, -1)}
        return arrays, {
            "extent": plane.extent,
            "axes": plane.axes,
            "held": dict(plane.held),
            "explained": plane.explained,
            "words": plane.words,
        }

    @classmethod
    def coarser(cls, p: Params) -> tuple[tuple[Params, float], ...]:
        """Fewer cells; the work goes with their number."""
        return tuple(
            (replace(p, resolution=cells), (cells / p.resolution) ** 2) for cells in _COARSER if cells < p.resolution
        )
