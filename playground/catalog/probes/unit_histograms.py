"""How every unit's answers are spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.families import Probe
from playground.catalog.probes._spread import span
from playground.catalog.tensor import Array
from playground.catalog.view import View
from playground.spec.fields import param


class UnitHistograms(Probe):
    """Counts of every unit's outputs on the training examples."""

    kind = "unit_histograms"
    title = "Units' histograms"
    summary = "How the outputs of every single unit are spread over the training examples."
    pace = 15.0
    help = (
        "For every block that gives a row of numbers an array `<node>` of shape (units, bins): on how many training "
        "examples the unit's output falls into each bar (the output block: its logits). All units of a block share "
        "the bars, which lie in equal steps on fact `span`: {node: (low, high)}; fact `units` has every such block's "
        "true number of units, of which at most the first `most` are counted. Values that are no finite numbers are "
        "left out. It tells units apart where the inputs are no plane on which their surfaces could be drawn."
    )

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        bins: int = param(24, low=2, high=512, help="Bars per histogram.")
        examples: int = param(500, low=1, high=10_000, help="Training examples that are counted.")
        most: int = param(64, low=1, high=1024, unit="units", help="The most units of one layer that are counted.")
        nodes: tuple[str, ...] = param((), hidden=True, help="The ids of the blocks that are counted; none: all.")

    @classmethod
    def measure(cls, p: Params, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """Every block whose outputs are rows with at least one finite number."""
        arrays: dict[str, NDArray[Any]] = {}
        spans: dict[str, tuple[float, float]] = {}
        units: dict[str, int] = {}
        x, _ = view.part("train")
        for node, output in view.outputs(view.few(x[: p.examples]), p.nodes or None).items():
            if output.ndim != 2:
                continue
            shown = output[:, : p.most]
            finite = np.isfinite(shown)
            if finite.any():
                spans[node] = span(shown[finite])
                arrays[node] = _counts(shown, finite, spans[node], p.bins)
                units[node] = output.shape[1]
        return arrays, {"span": spans, "units": units}


def _counts(values: Array, finite: NDArray[np.bool_], limits: tuple[float, float], bins: int) -> NDArray[np.int32]:
    """A histogram per column of ``values``, shape (columns, bins)."""
    low, high = limits
    columns = values.shape[1]
    # Bars are numbered through over all columns, so that a single count serves them all.
    bar = ((np.where(finite, values, low).astype(np.float64) - low) * (bins / (high - low))).astype(np.int64)
    bar = np.minimum(bar, bins - 1) + np.arange(columns) * bins
    counts = np.bincount(bar[finite], minlength=columns * bins)
    return counts.reshape(columns, bins).astype(np.int32)
