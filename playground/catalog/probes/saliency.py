"""Which pixels the decision hangs on, by the gradient."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.families import Probe
from playground.catalog.probes._picture import looked_at
from playground.catalog.probes._target import OfTarget, target_of
from playground.catalog.view import View


class Saliency(Probe):
    """How much a class's logit changes with every pixel."""

    kind = "saliency"
    title = "Saliency"
    summary = "Which pixels the decision hangs on: the size of the gradient by each of them."
    pace = 10.0
    help = (
        "Array `map` of shape (height, width): the largest |∂ logit / ∂ pixel| over the channels (Simonyan, Vedaldi "
        "and Zisserman, 2013), in logits per unit of the data's numbers; of other inputs it has their shape. Fact "
        "`target` is the class asked about. Nothing before the engine is up."
    )
    formula = "max over channels of |∂z_c / ∂x|"
    Params = OfTarget

    @classmethod
    def measure(cls, p: OfTarget, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """One forward and one backward pass."""
        x = looked_at(p, view)
        target = target_of(p, x, view) if x is not None else None
        found = view.slope(x, target.node, target.unit) if x is not None and target is not None else None
        if found is None or target is None:
            return {}, {}
        sizes = np.abs(found[1][0])
        if view.facts.picture:
            sizes = sizes.reshape(-1, *view.facts.picture).max(axis=0)
        return {"map": sizes.astype(np.float32)}, {"target": target.index}
