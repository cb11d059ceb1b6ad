"""What a probe may look at: the network and its data at one moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from playground.catalog.facts import Facts
from playground.catalog.tensor import Array, Ints

if TYPE_CHECKING:
    from playground.catalog.plane import Plane


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Passage:
    """Examples forward, gradients back. The loss is the mean over the m examples, without penalty.

    Attributes:
        loss: of these examples.
        outputs: A by node id, shape (m, *output); the output block's are its logits.
        output_gradients: dA, the loss's gradient by every output, same shapes. The input's is by what the network
            gets: the normalized numbers.
        pre_activations: Z by node id, of those blocks that have one (see `View.pre_activations`).
        pre_activation_gradients: dZ, the loss's gradient by Z, same shapes: dA ∘ g′(Z) for elementwise activations.
        gradients: dW, db, … by ``"<node>.<name>"``, the loss's gradient by every learned array.

    """

    loss: float
    outputs: Mapping[str, Array]
    output_gradients: Mapping[str, Array]
    pre_activations: Mapping[str, Array]
    pre_activation_gradients: Mapping[str, Array]
    gradients: Mapping[str, Array]


class View(Protocol):
    """What a probe may look at: the engine's model and data at this moment, in evaluation mode.

    Nothing here changes the training: no random numbers are drawn, no state is touched.
    """

    facts: Facts
    step: int

    def outputs(self, x: Array, nodes: Collection[str] | None = None) -> Mapping[str, Array]:
        """Every node's output for raw (not normalized) inputs ``x`` of shape (m, *input): node id → (m, *shape).

        In the order of the graph; the output node, the last, gives its logits. Where ``nodes`` are given only theirs
        are computed and read; ids that are not there are passed over.
        """
        ...

    def logits(self, x: Array) -> Array:
        """The output node's, of any number of raw inputs."""
        ...

    def augmented(self, x: Array, times: int, round: int) -> Array | None:
        """Each of these raw pictures altered ``times`` times as training does it, the same for the same ``round``.

        Pixels from 0 to 1, shape (m, times, channels, height, width). None where nothing is altered, or before the
        engine is up.
        """
        ...

    def few(self, x: Array) -> Array:
        """The first of these inputs, so many that the outputs of all nodes have room in memory; at least one."""
        ...

    def predict(self, logits: Array) -> Array:
        """Probabilities or numbers from logits, as `Loss.predict`."""
        ...

    def half(self, values: Array) -> NDArray[np.float16]:
        """As 16-bit numbers in one piece of memory, beyond ±65504 cut: half to send, and finer than the eye."""
        ...

    def part(self, name: Literal["train", "dev", "test"]) -> tuple[Array, Ints | Array]:
        """The raw inputs and targets of a part, may be empty; of many pictures a sample, see `Prepared.looked_at`."""
        ...

    def example(self, name: Literal["train", "dev", "test"], row: int) -> tuple[Array, Ints | Array] | None:
        """One example of a part by its number within all of it, also one that `part` leaves out.

        The raw inputs and the target, each with a first dimension of 1; None where there is no such example.
        """
        ...

    def weights(self) -> Mapping[str, Array]:
        """Learned parameters by ``"<node>.<name>"``."""
        ...

    def gradients(self) -> Mapping[str, Array]:
        """Gradients of the last step's cost by the same names; empty before the first step."""
        ...

    def activation_of(self, node: str) -> str:
        """The kind of the node's activation, or an empty string where it has none."""
        ...

    def pre_activations(self, x: Array, nodes: Collection[str] | None = None) -> Mapping[str, Array]:
        """Z, from which the activation makes A = g(Z), for raw inputs: node id → (m, *shape); see `outputs`.

        Of every block with a setting for its activation, such as Z = WA + b of a dense layer, and of the output block
        its logits.
        """
        ...

    def batch(self) -> tuple[Array, Ints | Array]:
        """The raw inputs and targets of the batch that the next step will learn from."""
        ...

    def batch_inputs(self) -> Array:
        """The same examples as the next step will give them to the network: altered, where that is done; normalized.

        Float32 of shape (m, *input). Before the engine is up nothing is altered.
        """
        ...

    def passage(self, x: Array, y: Ints | Array, *, training: bool) -> Passage | None:
        """Examples on their way through the network and the loss's gradients on their way back.

        ``training`` computes as the next step will (dropout's masks and batch statistics are those that it will
        use), else as in evaluation. None where gradients cannot be had (before the engine is up).
        """
        ...

    def slope(self, x: Array, node: str, unit: int, by: str = "") -> tuple[Array, Array] | None:
        """What a unit gives for raw inputs ``x``, in evaluation mode, and how that changes with them.

        Args:
            x: raw inputs, shape (m, *input).
            node, unit: whose output; a unit of a picture is a channel, and all its places are added up. The output
                node's units are its logits.
            by: the node whose output the gradient is taken by; empty: the raw inputs.

        Returns:
            The values, shape (m,), and the gradient, shape (m, *input) or (m, *shape of by); None where gradients
            cannot be had (before the engine is up), or there is no such node or unit.

        """
        ...

    def extent(self) -> tuple[float, float, float, float]:
        """The rectangle of the plane that the data lie in, with a margin: x₁ low, high, x₂ low, high."""
        ...

    def plane(self, across: int, up: int, held: Sequence[float], *, components: bool) -> Plane | None:
        """A plane through the inputs, as `playground.catalog.planes.plane`; None where they are no rows of numbers."""
        ...
