"""An experiment looked at without torch: the network with given weights, computed in NumPy by the plain formulas."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from playground.catalog.analysis import Analysis, block_of
from playground.catalog.block import Block
from playground.catalog.entry import settle
from playground.catalog.families import Loss
from playground.catalog.looked_at import example_of
from playground.catalog.mapped import rows_of
from playground.catalog.memory import rows_to_show
from playground.catalog.plane import Plane
from playground.catalog.planes import plane
from playground.catalog.prepare import Prepared, epoch_order, order_seed
from playground.catalog.tensor import Array, Ints
from playground.catalog.view import Passage
from playground.spec.experiment import Experiment
from playground.spec.groups import expanded
from playground.spec.values import Choice


def reference_outputs(
    experiment: Experiment, analysis: Analysis, weights: Mapping[str, Array], x: Array
) -> dict[str, Array]:
    """Every node's output for normalized ``x`` of shape (m, *input), in evaluation mode; the output gives logits."""
    outputs: dict[str, Array] = {}
    experiment = expanded(experiment)
    for id in analysis.order:
        block, p, own, inputs = _stage(experiment, analysis, weights, outputs, x, id)
        outputs[id] = block.reference(p, own, inputs)
    return outputs


def _stage(
    experiment: Experiment,
    analysis: Analysis,
    weights: Mapping[str, Array],
    outputs: Mapping[str, Array],
    x: Array,
    id: str,
) -> tuple[type[Block], Any, dict[str, Array], list[Array]]:
    """What the formula of one node takes: its block, settings, own arrays and inputs, from the ``outputs`` so far."""
    node = experiment.network.node(id)
    block = block_of(node)
    assert block is not None
    inputs = [outputs[edge.source] for edge in experiment.network.inputs(id)] or [x]
    own: dict[str, Array] = {
        parameter.name: np.asarray(weights[f"{id}.{parameter.name}"], dtype=np.float64)
        for parameter in analysis.signatures[id].parameters
    }
    return block, block.read(node.params), own, inputs


def loss_of(experiment: Experiment, analysis: Analysis) -> Choice:
    """The loss that the output block asks for."""
    output = experiment.network.node(analysis.order[-1])
    block = block_of(output)
    assert block is not None
    choice: Choice = block.read(output.params).loss
    return choice


def activation_of(experiment: Experiment, node: str) -> str:
    """The kind of the node's activation, or an empty string where it has none."""
    found = expanded(experiment).network.node(node)
    block: type[Block] | None = block_of(found)
    chosen = getattr(block.read(found.params), "activation", None) if block is not None else None
    return chosen.kind if isinstance(chosen, Choice) else ""


class Preview:
    """A `playground.catalog.view.View` on given weights, without an engine.

    ``weights`` has the learned arrays and buffers by name, as `playground.catalog.initial.initial_weights` gives them;
    the copies that groups make by repeating are blocks of their own, as in the engine.
    """

    def __init__(
        self, experiment: Experiment, analysis: Analysis, prepared: Prepared, weights: Mapping[str, Array]
    ) -> None:
        self.facts = prepared.facts
        self.step = 0
        self._experiment = expanded(experiment)
        self._analysis = analysis
        self._prepared = prepared
        self._weights = weights
        self._loss, self._settings = settle(Loss, loss_of(self._experiment, analysis))

    def outputs(self, x: Array, nodes: Collection[str] | None = None) -> Mapping[str, Array]:
        """See `View.outputs`."""
        found = reference_outputs(self._experiment, self._analysis, self._weights, self._prepared.normalized(x))
        return found if nodes is None else {id: output for id, output in found.items() if id in nodes}

    def logits(self, x: Array) -> Array:
        """See `View.logits`."""
        return self.outputs(x)[self._analysis.order[-1]]

    def augmented(self, x: Array, times: int, round: int) -> Array | None:
        """None: there is nobody here to alter pictures."""
        return None

    def few(self, x: Array) -> Array:
        """See `View.few`."""
        return x[: rows_to_show(self._analysis)]

    def predict(self, logits: Array) -> Array:
        """See `View.predict`."""
        return self._loss.predict(self._settings, self.facts, logits)

    def half(self, values: Array) -> NDArray[np.float16]:
        """See `View.half`."""
        largest = float(np.finfo(np.float16).max)
        return np.clip(np.ascontiguousarray(values), -largest, largest).astype(np.float16)

    def part(self, name: Literal["train", "dev", "test"]) -> tuple[Array, Ints | Array]:
        """See `View.part`."""
        rows = self._prepared.looked_at(name)
        return rows_of(self._prepared.raw, rows), self._prepared.y[rows]

    def example(self, name: Literal["train", "dev", "test"], row: int) -> tuple[Array, Ints | Array] | None:
        """See `View.example`."""
        return example_of(self._prepared, name, row)

    def weights(self) -> Mapping[str, Array]:
        """See `View.weights`."""
        return {
            f"{id}.{parameter.name}": self._weights[f"{id}.{parameter.name}"]
            for id in self._analysis.order
            for parameter in self._analysis.signatures[id].parameters
            if parameter.role != "buffer"
        }

    def gradients(self) -> Mapping[str, Array]:
        """There are none before the first step."""
        return {}

    def activation_of(self, node: str) -> str:
        """See `View.activation_of`."""
        return activation_of(self._experiment, node)

    def pre_activations(self, x: Array, nodes: Collection[str] | None = None) -> Mapping[str, Array]:
        """See `View.pre_activations`."""
        given = self._prepared.normalized(x)
        outputs = reference_outputs(self._experiment, self._analysis, self._weights, given)
        found: dict[str, Array] = {}
        for id in self._analysis.order:
            block, p, own, inputs = _stage(self._experiment, self._analysis, self._weights, outputs, given, id)
            before = block.before_activation(p)
            if before is not None and (nodes is None or id in nodes):
                found[id] = block.reference(before, own, inputs)
        return found

    def batch(self) -> tuple[Array, Ints | Array]:
        """The first batch of the first epoch, as the engine will take it."""
        rows = self._prepared.rows("train")
        order = epoch_order(order_seed(self._experiment), 0, len(rows))[: self._experiment.training.batch_size]
        return rows_of(self._prepared.raw, rows[order]), self._prepared.y[rows[order]]

    def batch_inputs(self) -> Array:
        """See `View.batch_inputs`."""
        return self._prepared.normalized(self.batch()[0])

    def passage(self, x: Array, y: Ints | Array, *, training: bool) -> Passage | None:
        """None: the formulas here go forward only."""
        return None

    def slope(self, x: Array, node: str, unit: int, by: str = "") -> tuple[Array, Array] | None:
        """None: the formulas here go forward only."""
        return None

    def extent(self) -> tuple[float, float, float, float]:
        """See `View.extent`."""
        return self._prepared.extent()

    def plane(self, across: int, up: int, held: Sequence[float], *, components: bool) -> Plane | None:
        """See `View.plane`."""
        return plane(self._prepared, across=across, up=up, held=held, components=components)
