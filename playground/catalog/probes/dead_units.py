"""Units that have stopped learning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.families import Probe
from playground.catalog.view import View
from playground.spec.fields import param

_FLAT = 0.04
"""The share of an activation's greatest slope under which it counts as flat."""

_RULES: dict[str, tuple[str, Callable[[NDArray[Any]], NDArray[np.bool_]]]] = {
    "relu": ("its output is 0", lambda a: a <= 0.0),
    "sigmoid": ("its slope a(1−a) is under 4 % of the greatest, 1/4", lambda a: a * (1.0 - a) < _FLAT * 0.25),
    "tanh": ("its slope 1−a² is under 4 % of the greatest, 1", lambda a: 1.0 - a * a < _FLAT),
}


class DeadUnits(Probe):
    """The units whose activation is flat wherever there are examples."""

    kind = "dead_units"
    title = "Dead units"
    summary = "Which units are stuck where their activation is flat, on every example."
    pace = 10.0
    help = (
        "Array `<node>` of shape (units,): 1 where the unit is dead, else 0, so that its mean is the share of dead "
        "units. A ReLU unit is dead when it gives 0 on every training example, a sigmoid or tanh unit when it is "
        "saturated on every one; no gradient comes through, so it cannot recover by itself. Fact `share` has the mean "
        "by node, fact `rule` the rule in words. Blocks with other activations are left out: theirs never go flat."
    )

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        examples: int = param(2000, low=1, high=100_000, help="Training examples that are looked at.")

    @classmethod
    def measure(cls, p: Params, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """Blocks whose activation can die."""
        watched = _RULES.keys()
        arrays: dict[str, NDArray[Any]] = {}
        rules: dict[str, str] = {}
        x, _ = view.part("train")
        for node, output in view.outputs(view.few(x[: p.examples])).items():
            activation = view.activation_of(node)
            if activation in watched:
                words, flat = _RULES[activation]
                dead = flat(output).all(axis=0).ravel()
                arrays[node] = dead.astype(np.float32)
                rules[node] = f"A unit is dead when {words} on every training example."
        return arrays, {"share": {node: float(array.mean()) for node, array in arrays.items()}, "rule": rules}
