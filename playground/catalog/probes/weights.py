"""Every learned number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.families import Probe
from playground.catalog.view import View
from playground.spec.fields import param


class Weights(Probe):
    """The weights and biases themselves, and the last step's gradients."""

    kind = "weights"
    title = "Weights"
    summary = "Every weight and bias, and the last step's gradient by it."
    pace = 75.0  # a little more than the screen shows: each of its frames has news
    help = (
        "Array `<node>.<name>` for every learned array, such as `dense1.weight` of shape (units, inputs), and "
        "`gradient/<node>.<name>` of the same shape: the cost's gradient at the last step, before clipping. Before "
        "the first step there are no gradients."
    )

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        nodes: tuple[str, ...] = param((), hidden=True, help="The ids of the blocks that are read; none: all.")

    @classmethod
    def measure(cls, p: Params, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """No gradients before the first step."""
        arrays: dict[str, NDArray[Any]] = {}
        for head, values in (("", view.weights()), ("gradient/", view.gradients())):
            for name, array in values.items():
                if not p.nodes or name.rpartition(".")[0] in p.nodes:
                    arrays[head + name] = np.ascontiguousarray(array, dtype=np.float32)
        return arrays, {}
