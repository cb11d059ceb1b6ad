"""The base classes of everything in the catalogue that is not a block."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from playground.catalog.arithmetic import Factor
from playground.catalog.entry import Entry
from playground.catalog.facts import Facts, Table, Task
from playground.catalog.pictures.fetching import Download
from playground.catalog.tensor import Array, Ints, Raw, Shape, Tensor

if TYPE_CHECKING:
    from playground.catalog.plane import Plane


class Activation(Entry):
    """A non-linearity A = g(Z), applied to each number, or (softmax) along the first dimension after the examples."""

    family = "activations"
    elementwise: ClassVar[bool] = True

    @classmethod
    def build(cls, p: Any) -> Callable[[Tensor], Tensor]:
        """G as a torch function."""
        raise NotImplementedError

    @classmethod
    def value(cls, p: Any, z: Array) -> Array:
        """g(z) in NumPy, for curves and as the independent reference."""
        raise NotImplementedError

    @classmethod
    def derivative(cls, p: Any, z: Array) -> Array:
        """g′(z) in NumPy; for softmax the diagonal of the Jacobian."""
        raise NotImplementedError


class Initializer(Entry):
    """How a parameter's first values are drawn."""

    family = "initializers"

    @classmethod
    def draw(cls, p: Any, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        """Float64 values of ``shape``. For a weight of shape (n_out, n_in), fan_in = n_in and fan_out = n_out."""
        raise NotImplementedError


class Optimizer(Entry):
    """A rule that turns a gradient into new weights. All arrays are flat: every parameter of the network in a row.

    Attributes:
        slots: names of the state it keeps per weight, such as ``("velocity",)``; each starts at zero.

    """

    family = "optimizers"
    slots: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def coefficients(cls, p: Any, learning_rate: Array, t: Array) -> tuple[Array | float, ...]:
        """The numbers that `update` needs, for many steps at once.

        Args:
            p: the settings; asked for anew at every step, so that they can change while training.
            learning_rate: α after the schedule, shape (steps,).
            t: the numbers of these updates, from 1 (for bias corrections), shape (steps,).

        Returns:
            As many as `update` takes; each of shape (steps,), or one number for all of them.

        """
        raise NotImplementedError

    @classmethod
    def update(
        cls,
        c: Sequence[Factor],
        theta: Tensor,
        gradient: Tensor,
        state: Mapping[str, Tensor],
        weights: Tensor,
    ) -> None:
        """Change ``theta`` and ``state`` in place, number by number: the same operations at every step.

        Args:
            c: this step's `coefficients`.
            theta: the parameters, shape (n,). gradient: of the cost by them, shape (n,); may be overwritten.
            state: a tensor of shape (n,) per slot.
            weights: 1.0 where theta is a weight, 0.0 where it is a bias or scale (for decoupled decay), shape (n,).

        Of many runs side by side each array has shape (runs, n), and a coefficient may have shape (runs, 1).

        """
        raise NotImplementedError


class Schedule(Entry):
    """How the learning rate depends on the epoch."""

    family = "schedules"

    @classmethod
    def rates(cls, p: Any, base: float, epochs: Array) -> Array:
        """The learning rates after ``epochs`` epochs (a fraction counts the steps of the one under way), same shape."""
        raise NotImplementedError


class Loss(Entry):
    """What training makes small.

    Attributes:
        tasks: the tasks that it can serve.

    """

    family = "losses"
    tasks: ClassVar[frozenset[Task]] = frozenset()

    @classmethod
    def title_for(cls, facts: Facts) -> str:
        """The name of what is computed on these data."""
        return cls.title

    @classmethod
    def units(cls, facts: Facts) -> int:
        """The number of logits that the output block gives."""
        raise NotImplementedError

    @classmethod
    def build(cls, p: Any, facts: Facts) -> Callable[[Tensor, Tensor], Tensor]:
        """(logits of shape (m, units), targets) → the mean loss over the batch, a scalar tensor.

        Targets are class indices, int64 of shape (m,), or numbers of shape (m, targets).
        """
        raise NotImplementedError

    @classmethod
    def value(cls, p: Any, facts: Facts, logits: Array, y: Ints | Array) -> float:
        """The same in NumPy by the plain formula, as the independent reference."""
        raise NotImplementedError

    @classmethod
    def predict(cls, p: Any, facts: Facts, logits: Array) -> Array:
        """The prediction in NumPy: probabilities of shape (m, classes), always all classes, or numbers (m, targets)."""
        raise NotImplementedError


class Metric(Entry):
    """One number that says how good predictions are.

    Attributes:
        tasks: where it makes sense. better: whether ``high`` or ``low`` values are good.

    """

    family = "metrics"
    tasks: ClassVar[frozenset[Task]] = frozenset()
    better: ClassVar[Literal["high", "low"]] = "high"
    unit: ClassVar[str] = ""

    @classmethod
    def measure(cls, prediction: Array, y: Ints | Array) -> float:
        """``prediction`` as `Loss.predict` gives it; ``y`` class indices (m,) or numbers (m, targets)."""
        raise NotImplementedError


class Dataset(Entry):
    """A source of examples.

    Attributes:
        group: the heading that it stands under.
        letters: up to five that stand for it where it has no picture before a file was chosen or fetched.
        named_column: the text setting that holds the name of one of its `columns`, empty for the last; or empty.
        slow: whether `generate` may take so long that a window cannot wait for it; `facts` never may.
        at_once: up to so many numbers in all examples it does not take long all the same.

    """

    family = "datasets"
    group: ClassVar[str] = "Classification"
    letters: ClassVar[str] = ""
    named_column: ClassVar[str] = ""
    slow: ClassVar[bool] = False
    at_once: ClassVar[int] = 0

    @classmethod
    def facts(cls, p: Any) -> Facts:
        """What the data are, without drawing them (a table reads its file once and remembers).

        Raises:
            PlaygroundError: a file is missing or wrong; the sentence names line and column.

        """
        raise NotImplementedError

    @classmethod
    def stamp(cls, p: Any) -> Hashable:
        """Something that changes when what lies behind the settings does, such as a file; caches key on it.

        Raises:
            PlaygroundError: the file is missing.

        """
        return ()

    @classmethod
    def download(cls) -> Download | None:
        """What has to be fetched from the internet before there are examples; None: nothing, as for most."""
        return None

    @classmethod
    def preview(cls, p: Any, most: int) -> Preview | None:
        """Up to ``most`` pictures soon, of files of which reading all takes long; None: there is no need.

        Raises:
            PlaygroundError: a file is missing or wrong.

        """
        return None

    @classmethod
    def columns(cls, p: Any) -> tuple[str, ...]:
        """The names of the columns as they stand in the file; () where there is no file.

        Raises:
            PlaygroundError: the file is missing, or its first lines are not those of a table.

        """
        return ()

    @classmethod
    def generate(cls, p: Any, rng: np.random.Generator) -> Table:
        """The examples, in random order where they are drawn; ``rng`` is the only source of chance."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Preview:
    """Some pictures of a set before all are read.

    Attributes:
        facts: of the set. counts: how many pictures each class has, as far as is known.
        x: some pictures, shape (n, *facts.shape). y: their classes, shape (n,).
        bad: files that cannot be read, each with the reason: among those shown here, or once all were read of all.

    """

    facts: Facts
    counts: tuple[int, ...]
    x: Raw
    y: Ints
    bad: tuple[tuple[str, str], ...] = ()


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


class Probe(Entry):
    """Something to measure in the engine while somebody watches.

    Attributes:
        pace: pictures per second while it trains, at most: no eye gets more out of it.

    """

    family = "probes"
    pace: ClassVar[float] = 30.0

    @classmethod
    def measure(cls, p: Any, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """Arrays by name, and plain facts beside them. The entry's ``help`` says which."""
        raise NotImplementedError

    @classmethod
    def coarser(cls, p: Any) -> tuple[tuple[Any, float], ...]:
        """Settings that may stand in for ``p`` where the network is so heavy that pictures come too seldom.

        Each with its share of the work that ``p`` takes, below 1 and falling. They are used only while it trains.
        """
        return ()
