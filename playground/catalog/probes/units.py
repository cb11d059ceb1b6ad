"""Every unit's own surface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from playground.catalog.families import Probe
from playground.catalog.plane import grid
from playground.catalog.view import View
from playground.spec.fields import param


class Units(Probe):
    """What every unit of every layer answers everywhere on the plane."""

    kind = "units"
    title = "Units' surfaces"
    summary = "The output of every single unit at every point of the plane."
    pace = 75.0  # a little more than the screen shows: each of its frames has news
    help = (
        "For every block that gives a row of numbers an array `<node>` of shape (units, resolution, resolution), row 0 "
        "at the lowest x₂: each unit's output (the output block: its logits), as 16-bit numbers, beyond ±65504 cut. "
        "Fact `extent` is the rectangle: x₁ low, high, x₂ low, high; fact `units` has every such block's true number "
        "of units, of which at most the first `most` are pictured. Only for data with two features."
    )

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        resolution: int = param(24, low=4, high=128, help="Cells per side.")
        most: int = param(64, low=1, high=1024, unit="units", help="The most units of one layer that are pictured.")
        nodes: tuple[str, ...] = param((), hidden=True, help="The ids of the blocks that are pictured; none: all.")

    @classmethod
    def measure(cls, p: Params, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """Nothing where the data are not planar."""
        if not view.facts.planar:
            return {}, {}
        extent = view.extent()
        outputs = view.outputs(grid(extent, p.resolution), p.nodes or None)
        rows = {node: output for node, output in outputs.items() if output.ndim == 2}
        arrays: dict[str, NDArray[Any]] = {
            node: view.half(output[:, : p.most].T).reshape(-1, p.resolution, p.resolution)
            for node, output in rows.items()
        }
        return arrays, {"extent": extent, "units": {node: output.shape[1] for node, output in rows.items()}}
