"""The examples that excite a unit most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from playground.catalog.families import Probe
from playground.catalog.view import View
from playground.spec.fields import param


class Exciting(Probe):
    """Which examples make a unit give most, and where in them."""

    kind = "exciting"
    title = "Most exciting examples"
    summary = "The examples of a part for which a unit gives most, and the place in them."
    pace = 2.0
    help = (
        "Arrays `rows` of shape (n,), the numbers of the examples within the part, by falling value; `values` of shape "
        "(n,), the unit's largest output for each; `places` of shape (n, 2), the row and column of it in the layer's "
        "output, 0 where a layer has no places. Nothing where there is no such unit."
    )

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        node: str = param("", help="The layer.")
        unit: int = param(0, low=0, high=1_000_000, help="The unit: a channel behind a convolution.")
        part: Literal["train", "dev", "test"] = param("train", help="The part of the data.")
        examples: int = param(500, low=1, high=100_000, help="At most so many examples, the first ones.")
        top: int = param(9, low=1, high=100, help="How many are told.")

    @classmethod
    def measure(cls, p: Params, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """One forward pass of the examples."""
        x, _ = view.part(p.part)
        output = view.outputs(x[: p.examples], (p.node,)).get(p.node) if len(x) else None
        if output is None or output.ndim < 2 or p.unit >= output.shape[1]:
            return {}, {}
        unit = output[:, p.unit]
        flat = unit.reshape(len(unit), -1)
        best = flat.argmax(axis=1)
        values = np.take_along_axis(flat, best[:, None], axis=1)[:, 0]
        rows = np.argsort(-values, kind="stable")[: p.top]
        columns = unit.shape[-1] if unit.ndim == 3 else flat.shape[1]
        places = np.stack(np.divmod(best[rows], columns), axis=1).astype(np.int64)
        return {"rows": rows.astype(np.int64), "values": values[rows].astype(np.float32), "places": places}, {}
