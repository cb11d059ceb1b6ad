"""The base classes of everything in the catalogue that is not a block."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.catalog.arithmetic import Factor
from playground.catalog.entry import Entry
from playground.catalog.facts import Facts, Table, Task
from playground.catalog.pictures.fetching import Download
from playground.catalog.tensor import Array, Ints, Raw, Shape, Tensor
from playground.catalog.view import View


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
