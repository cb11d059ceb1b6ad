"""Which places the decision hangs on, by covering them."""

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

MOST = 400
"""Places that are covered, one after the other: of larger pictures the grid is coarser."""


class Occlusion(Probe):
    """How much less probable a class becomes where a square hides part of the picture."""

    kind = "occlusion"
    title = "Occlusion"
    summary = "Which places the decision hangs on: how much is lost where a square covers them."
    pace = 3.0
    help = (
        "Array `map` of shape (rows, columns): the class's probability for the whole picture less that for the picture "
        "with a square of the picture's mean colour at that place (Zeiler and Fergus, 2013); of numbers, the change of "
        "the prediction. Facts: `target`, the class asked about; `step`, how many pixels lie between the places; "
        "`side`, of the square. Only for pictures."
    )
    formula = "p_c(x) − p_c(x with a square covered)"

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params(OfTarget):
        """Settings."""

        side: float = param(0.25, low=0.02, high=0.9, help="The square's side, as a share of the picture's.")

    @classmethod
    def measure(cls, p: Params, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """All covered pictures, of which only the logits are kept."""
        x = looked_at(p, view)
        if x is None or not view.facts.picture:
            return {}, {}
        target = target_of(p, x, view)
        if target is None:
            return {}, {}
        height, width = view.facts.picture
        side = max(1, round(p.side * min(height, width)))
        step = max(1, int(np.ceil(np.sqrt(height * width / MOST))))
        tops, lefts = np.arange(0, height, step), np.arange(0, width, step)
        plain = x[0].astype(np.float64).reshape(-1, height, width)
        covered = np.repeat(plain[None], len(tops) * len(lefts), axis=0)
        colour = plain.mean(axis=(1, 2))[:, None, None]
        for at, picture in enumerate(covered):
            # The square lies around the place.
            top, left = int(tops[at // len(lefts)]) - side // 2, int(lefts[at % len(lefts)]) - side // 2
            picture[:, max(top, 0) : top + side, max(left, 0) : left + side] = colour
        logits = view.logits(covered.reshape(len(covered), *x.shape[1:]))
        lost = target.prediction[target.index] - view.predict(logits)[:, target.index]
        facts = {"target": target.index, "step": step, "side": side}
        return {"map": lost.reshape(len(tops), len(lefts)).astype(np.float32)}, facts
