"""Which places of a layer speak for a class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.families import Probe
from playground.catalog.probes._picture import looked_at
from playground.catalog.probes._target import OfTarget, target_of
from playground.catalog.view import View
from playground.spec.fields import param


class ClassActivation(Probe):
    """The feature maps of a layer, weighed by how much the class's logit gains by each."""

    kind = "class_activation"
    title = "Class activation"
    summary = "Which places speak for a class: a layer's maps, weighed by what the class gains by each."
    pace = 10.0
    help = (
        "Array `map` of shape (height, width) of the layer `node`: max(0, Σ α_k A_k), where A_k is the layer's k-th "
        "feature map and α_k the mean of ∂ logit / ∂ A_k over its places (Grad-CAM: Selvaraju et al., 2017; behind a "
        "global average pooling and one dense layer it is the class activation map of Zhou et al., 2016). Facts: "
        "`target`, the class asked about, and `node`, the layer: where none is given, the last that gives pictures. "
        "Nothing before the engine is up, or where there is no such layer."
    )
    formula = "max(0, Σₖ αₖAₖ),  αₖ = mean of ∂z_c / ∂Aₖ"

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params(OfTarget):
        """Settings."""

        node: str = param("", help="The layer; empty: the last whose output is a picture.")

    @classmethod
    def measure(cls, p: Params, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """One forward and one backward pass."""
        x = looked_at(p, view)
        target = target_of(p, x, view) if x is not None else None
        if x is None or target is None:
            return {}, {}
        maps = {node: output[0] for node, output in view.outputs(x).items() if output.ndim == 4}
        node = p.node or next((node for node in reversed(maps) if maps[node][0].size > 1), "")
        found = view.slope(x, target.node, target.unit, node) if node in maps else None
        if found is None:
            return {}, {}
        share = target.sign * found[1][0].mean(axis=(1, 2))
        weighed = np.maximum(np.tensordot(share, maps[node], axes=1), 0.0)
        return {"map": weighed.astype(np.float32)}, {"target": target.index, "node": node}
