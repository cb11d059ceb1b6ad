"""Examples on their way through the network, and the loss's gradients on their way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from playground.catalog.families import Probe
from playground.catalog.tensor import Array
from playground.catalog.view import View
from playground.spec.fields import param


class PassageProbe(Probe):
    """One example, or the batch of the next step, forward and back, with all numbers."""

    kind = "passage"
    title = "Forward and back"
    summary = "One example, or the next step's batch, forward through the network and back."
    help = (
        "For an example of a part, or the batch that the next step will learn from: `x` and `y` in the data's own "
        "numbers; for every block `a/<node>`, its outputs A (the output block: its logits), and `da/<node>`, the "
        "loss's gradient by them; where it has an activation `z/<node>`, Z before it, and `dz/<node>` = dA ∘ g′(Z); "
        "each of shape (m, units). `weight/<node>.<name>` are the learned arrays, `gradient/<node>.<name>` the loss's "
        "gradients by them: dW = dZᵀ A₋, db = Σ dZ, the 1/m of the mean loss already in dZ. At most the first `most` "
        "units and the first `examples` rows. Of pictures and signals `channels/a/<node>` and `channels/z/<node>` have "
        "the mean of every channel over its places, `channels/da/<node>` and `channels/dz/<node>` the sum. A batch "
        "goes as in training (dropout's masks and the batch's statistics "
        "are those that the step will use), an example as in evaluation. Facts: `loss`, without penalty; `rows`, the "
        "true m; `shown`, the true shape of every array of which only a part is here. Nothing where there is no such "
        "row, or before the engine is up."
    )

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        of: Literal["example", "batch"] = param("example", help="One example, or the batch of the next step.")
        part: Literal["train", "dev", "test"] = param("train", help="The part of the data that the example is of.")
        row: int = param(0, low=0, high=100_000_000, help="The number of the example within its part.")
        most: int = param(64, low=1, high=4096, unit="units", help="The most units of one layer that are shown.")
        examples: int = param(128, low=1, high=10_000, help="The most examples of a batch that are shown.")

    @classmethod
    def measure(cls, p: Params, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """The loss and its gradients are of all examples, also of those not shown."""
        if p.of == "batch":
            x, y = view.batch()
            x = view.few(x)
            y = y[: len(x)]
        else:
            one = view.example(p.part, p.row)
            if one is None:
                return {}, {}
            x, y = one
        passage = view.passage(x, y, training=p.of == "batch") if len(x) else None
        if passage is None:
            return {}, {}
        shown: dict[str, tuple[int, ...]] = {}
        arrays: dict[str, NDArray[Any]] = {"x": np.array(x[: p.examples]), "y": np.array(y[: p.examples])}
        of_units: tuple[tuple[str, Mapping[str, Array]], ...] = (
            ("a", passage.outputs),
            ("z", passage.pre_activations),
            ("da", passage.output_gradients),
            ("dz", passage.pre_activation_gradients),
        )
        for head, found in of_units:
            for node, values in found.items():
                rows = values.reshape(len(x), -1)
                _keep(arrays, shown, f"{head}/{node}", rows, (p.examples, p.most))
                if values.ndim > 2:
                    places = tuple(range(2, values.ndim))
                    told = values.sum(axis=places) if head.startswith("d") else values.mean(axis=places)
                    _keep(arrays, shown, f"channels/{head}/{node}", told, (p.examples, p.most))
        for head, learned in (("weight", view.weights()), ("gradient", passage.gradients)):
            for name, values in learned.items():
                _keep(arrays, shown, f"{head}/{name}", values, (p.most,) * values.ndim)
        return arrays, {"loss": passage.loss, "rows": len(x), "shown": shown}


def _keep(
    arrays: dict[str, NDArray[Any]],
    shown: dict[str, tuple[int, ...]],
    name: str,
    values: Array,
    most: tuple[int, ...],
) -> None:
    """The first numbers along every axis; the true shape where that is not all."""
    arrays[name] = np.ascontiguousarray(values[tuple(map(slice, most))], dtype=np.float32)
    if arrays[name].shape != values.shape:
        shown[name] = tuple(values.shape)
