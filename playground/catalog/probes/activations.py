"""The numbers that flow through the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from playground.catalog.families import Probe
from playground.catalog.view import View
from playground.spec.fields import param


class Activations(Probe):
    """Every block's outputs for some examples."""

    kind = "activations"
    title = "Activations"
    summary = "Every block's outputs for single examples."
    help = (
        "For every block an array `<node>` of shape (examples, units): what it gives for the first examples of a part "
        "(the output block: its logits), at most `most` numbers of each. Fact `rows` is the number of examples. "
        "Nothing where the part is empty."
    )

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        part: Literal["train", "dev", "test"] = param("train", help="The part of the data.")
        examples: int = param(16, low=1, high=1000, help="How many examples.")
        most: int = param(64, low=1, high=4096, unit="numbers", help="The most numbers shown of one block.")

    @classmethod
    def measure(cls, p: Params, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """Nothing where the part is empty."""
        x, _ = view.part(p.part)
        x = view.few(x[: p.examples])
        if not len(x):
            return {}, {}
        arrays: dict[str, NDArray[Any]] = {
            node: np.ascontiguousarray(output.reshape(len(x), -1)[:, : p.most], dtype=np.float32)
            for node, output in view.outputs(x).items()
        }
        return arrays, {"rows": len(x)}
