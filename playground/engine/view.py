"""The live model and data as probes see them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from playground.catalog.families import Passage
from playground.catalog.plane import Plane
from playground.catalog.planes import plane
from playground.catalog.preview import activation_of
from playground.catalog.tensor import Array, Ints
from playground.engine.trainer import Trainer


class LiveView:
    """A `playground.catalog.families.View` of a trainer at this moment. Looking changes nothing."""

    def __init__(self, trainer: Trainer) -> None:
        self.facts = trainer.prepared.facts
        self.step = trainer.step_number
        self._trainer = trainer

    def outputs(self, x: Array, nodes: Collection[str] | None = None) -> Mapping[str, Array]:
        """See `View.outputs`."""
        return self._trainer.outputs(self._trainer.prepared.normalized(x), nodes)

    def predict(self, logits: Array) -> Array:
        """See `View.predict`."""
        return self._trainer.predict(logits)

    def part(self, name: Literal["train", "dev", "test"]) -> tuple[Array, Ints | Array]:
        """See `View.part`."""
        prepared = self._trainer.prepared
        rows = prepared.rows(name)
        return prepared.raw[rows], prepared.y[rows]

    def weights(self) -> Mapping[str, Array]:
        """See `View.weights`."""
        return self._trainer.weights()

    def gradients(self) -> Mapping[str, Array]:
        """See `View.gradients`."""
        return self._trainer.gradients()

    def activation_of(self, node: str) -> str:
        """See `View.activation_of`."""
        return activation_of(self._trainer.experiment, node)

    def pre_activations(self, x: Array, nodes: Collection[str] | None = None) -> Mapping[str, Array]:
        """See `View.pre_activations`."""
        return self._trainer.pre_activations(self._trainer.prepared.normalized(x), nodes)

    def batch(self) -> tuple[Array, Ints | Array]:
        """See `View.batch`."""
        prepared, rows = self._trainer.prepared, self._trainer.next_rows()
        return prepared.raw[rows], prepared.y[rows]

    def passage(self, x: Array, y: Ints | Array, *, training: bool) -> Passage:
        """See `View.passage`."""
        return self._trainer.passage(self._trainer.prepared.normalized(x), y, training=training)

    def extent(self) -> tuple[float, float, float, float]:
        """See `View.extent`."""
        return self._trainer.prepared.extent()

    def plane(self, across: int, up: int, held: Sequence[float], *, components: bool) -> Plane | None:
        """See `View.plane`."""
        return plane(self._trainer.prepared, across=across, up=up, held=held, components=components)
