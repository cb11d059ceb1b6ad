"""The live model and data as probes see them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Hashable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.looked_at import example_of
from playground.catalog.mapped import rows_of
from playground.catalog.plane import Plane
from playground.catalog.planes import plane
from playground.catalog.prepare import PARTS, Part, Prepared, stream_seed
from playground.catalog.preview import activation_of
from playground.catalog.tensor import Array, Ints
from playground.catalog.view import Passage
from playground.engine.augment import pipeline
from playground.engine.quick import Quick
from playground.engine.trainer import Trainer

MOST_BYTES = 32 * 2**20
"""Of inputs that are kept from one look to the next."""


@dataclass(frozen=True, slots=True, eq=False)
class _Given:
    """Inputs as the network gets them; ``key`` is the same for all first rows of the same examples, None: unknown."""

    key: Hashable
    x: Tensor
    unit_major: bool


class Inputs:
    """What probes look at, as tensors on the device: the same points of a plane are turned into tensors only once."""

    def __init__(self) -> None:
        self._prepared: Prepared | None = None
        self._parts: dict[str, tuple[Array, Ints | Array]] = {}
        self._kept: OrderedDict[Hashable, tuple[Array, Tensor]] = OrderedDict()

    def part(self, trainer: Trainer, name: Part) -> tuple[Array, Ints | Array]:
        """See `View.part`; the same arrays every time."""
        self._follow(trainer)
        if name not in self._parts:
            rows = trainer.prepared.looked_at(name)
            self._parts[name] = rows_of(trainer.prepared.raw, rows), trainer.prepared.y[rows]
        return self._parts[name]

    def given(self, trainer: Trainer, x: Array) -> _Given:
        """Raw inputs as the network gets them: the first rows of a part, a kept array, or any other."""
        self._follow(trainer)
        for name in PARTS:
            raw = self._parts[name][0] if name in self._parts else None
            if raw is not None and len(x) and (x is raw or _is_beginning(x, raw)):
                return _Given(name, trainer.examples(name)[: len(x)], unit_major=False)
        unit_major = x.ndim == 2
        if x.flags.writeable:  # another time it may hold other numbers
            return _Given(None, trainer.as_input(x, unit_major=unit_major), unit_major)
        key = (id(x), trainer.device)
        if key not in self._kept:
            self._kept[key] = x, trainer.as_input(x, unit_major=unit_major)
            while len(self._kept) > 1 and sum(array.nbytes for array, _ in self._kept.values()) > MOST_BYTES:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return _Given(key, self._kept[key][1], unit_major)

    def _follow(self, trainer: Trainer) -> None:
        if self._prepared is not trainer.prepared:  # other data, or other means to normalize by
            self._prepared = trainer.prepared
            self._parts.clear()
            self._kept.clear()


def _is_beginning(x: Array, whole: Array) -> bool:
    """Whether ``x`` is a view of the first rows of ``whole``."""
    here = x.base is whole and x.__array_interface__["data"] == whole.__array_interface__["data"]
    return here and x.strides == whole.strides and x.shape[1:] == whole.shape[1:]


class LiveView:
    """A `playground.catalog.view.View` of a trainer at this moment. Looking changes nothing.

    Probes that look at the same inputs share one forward pass, which goes on where the one before ended; that is why
    a view is good until the next step only. What it gives is not to be written to.

    Args:
        trainer: whose model and data they are. inputs: those of earlier views, so that they need not be made anew.

    """

    def __init__(self, trainer: Trainer, inputs: Inputs | None = None) -> None:
        self.facts = trainer.prepared.facts
        self.step = trainer.step_number
        self._trainer = trainer
        self._inputs = inputs if inputs is not None else Inputs()
        self._found: dict[Hashable, tuple[Tensor, dict[str, Tensor]]] = {}

    def outputs(self, x: Array, nodes: Collection[str] | None = None) -> Mapping[str, Array]:
        """See `View.outputs`."""
        given = self._inputs.given(self._trainer, x)
        with Quick() if given.unit_major else nullcontext():
            found = self._trainer.look(given.x, nodes, self._known(given), unit_major=given.unit_major)
        return {id: _seen(tensor, len(x)) for id, tensor in found.items()}

    def pre_activations(self, x: Array, nodes: Collection[str] | None = None) -> Mapping[str, Array]:
        """See `View.pre_activations`."""
        given = self._inputs.given(self._trainer, x)
        with Quick() if given.unit_major else nullcontext():
            found = self._trainer.look_before(given.x, nodes, self._known(given), unit_major=given.unit_major)
        return {id: _seen(tensor, len(x)) for id, tensor in found.items()}

    def _known(self, given: _Given) -> dict[str, Tensor]:
        """What is known already of these inputs; of more rows than asked for where they were looked at before."""
        if given.key is None:
            return {}
        x, found = self._found.get(given.key, (given.x, {}))
        if len(x) < len(given.x):
            found = {}
        elif len(x) > len(given.x):
            return {id: tensor[: len(given.x)] for id, tensor in found.items()}
        self._found[given.key] = given.x, found
        return found

    def logits(self, x: Array) -> Array:
        """See `View.logits`."""
        return self.outputs(x, (self._trainer.output,))[self._trainer.output]

    def augmented(self, x: Array, times: int, round: int) -> Array | None:
        """See `View.augmented`."""
        data, facts = self._trainer.experiment.data, self.facts
        alter = pipeline(data.augment) if facts.picture else None
        if alter is None:
            return None
        low, high = facts.levels
        pixels = torch.from_numpy((np.asarray(x, dtype=np.float32) - low) / (high - low))
        shape = (len(x), times, facts.channels, *facts.picture)
        generator = torch.Generator()
        generator.manual_seed(stream_seed(self._trainer.experiment.seed, "augmented", str(round)))
        many = pixels.reshape(shape[0], 1, *shape[2:]).expand(shape).reshape(-1, *shape[2:])
        found: Array = alter(many, generator).view(shape).numpy()
        return found

    def few(self, x: Array) -> Array:
        """See `View.few`."""
        return x[: self._trainer.rows_to_show]

    def predict(self, logits: Array) -> Array:
        """See `View.predict`."""
        return self._trainer.predict(logits)

    def half(self, values: Array) -> NDArray[np.float16]:
        """See `View.half`."""
        largest = torch.finfo(torch.float16).max
        halves: NDArray[np.float16] = (
            torch.from_numpy(np.ascontiguousarray(values)).half().clamp_(-largest, largest).numpy()
        )
        return halves

    def part(self, name: Literal["train", "dev", "test"]) -> tuple[Array, Ints | Array]:
        """See `View.part`."""
        return self._inputs.part(self._trainer, name)

    def example(self, name: Literal["train", "dev", "test"], row: int) -> tuple[Array, Ints | Array] | None:
        """See `View.example`."""
        return example_of(self._trainer.prepared, name, row)

    def weights(self) -> Mapping[str, Array]:
        """See `View.weights`."""
        return self._trainer.weights()

    def gradients(self) -> Mapping[str, Array]:
        """See `View.gradients`."""
        return self._trainer.gradients()

    def activation_of(self, node: str) -> str:
        """See `View.activation_of`."""
        return activation_of(self._trainer.experiment, node)

    def batch(self) -> tuple[Array, Ints | Array]:
        """See `View.batch`."""
        prepared, rows = self._trainer.prepared, self._trainer.next_rows()
        return rows_of(prepared.raw, rows), prepared.y[rows]

    def batch_inputs(self) -> Array:
        """See `View.batch_inputs`."""
        return self._trainer.next_inputs()

    def passage(self, x: Array, y: Ints | Array, *, training: bool) -> Passage:
        """See `View.passage`."""
        return self._trainer.passage(self._trainer.prepared.normalized(x), y, training=training)

    def slope(self, x: Array, node: str, unit: int, by: str = "") -> tuple[Array, Array] | None:
        """See `View.slope`."""
        return self._trainer.slope(x, node, unit, by)

    def extent(self) -> tuple[float, float, float, float]:
        """See `View.extent`."""
        return self._trainer.prepared.extent()

    def plane(self, across: int, up: int, held: Sequence[float], *, components: bool) -> Plane | None:
        """See `View.plane`."""
        return plane(self._trainer.prepared, across=across, up=up, held=held, components=components)


def _seen(tensor: Tensor, rows: int) -> Array:
    array: Array = tensor.to("cpu").numpy()[:rows]
    return array
