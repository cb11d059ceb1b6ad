"""What an experiment is: a network, the data it learns from, how it is trained, and a seed.

All values are frozen. A change makes a new `Experiment` that shares every part that did not change, so views
find out what to redraw by comparing identities.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from playground.spec.fields import param
from playground.spec.values import EMPTY, Choice, Values

LARGEST_WEIGHT = (2.0 - 2.0**-23) * 2.0**127
"""The largest number in float32 (IEEE 754), which learned numbers are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One block on the canvas. ``kind`` names a block of the catalogue; ``position`` is its centre, in canvas units.

    ``opened`` shows its units on the canvas instead of a card. ``frozen`` names what of it training leaves alone, in
    the words of `playground.spec.frozen`.
    """

    id: str
    kind: str
    params: Values = EMPTY
    position: tuple[float, float] = (0.0, 0.0)
    name: str = ""
    opened: bool = False
    frozen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """The output of ``source`` flows into ``target``; ``port`` orders the inputs of blocks that take several."""

    source: str
    target: str
    port: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Blocks under one name. The blocks stay where they are in the network; a group says how they are shown and run.

    Attributes:
        id: unlike every other group's and node's. name: for people.
        members: node ids. Two groups share no member, or all members of one are members of the other (it lies inside).
        closed: shown as one card in place of its members.
        repeat: how many times the members stand one behind the other, each time with weights of their own; more than
            once only where one block flows into them and one of them flows out. See `playground.spec.groups`.
        exposed: settings of members, as (node id, setting), that the group shows as its own.

    """

    id: str
    name: str
    members: tuple[str, ...]
    closed: bool = True
    repeat: int = 1
    exposed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A learned number that was set by hand.

    Attributes:
        weight: ``"<node id>.<name>"``. index: its place in that array.
        value, before: what it was set to, and what it was until then (undo sets it back); at most `LARGEST_WEIGHT`.
        step: steps done when it was set; one set before the first step is part of the first weights.
        gesture: one drag or one entry, told apart from the next.

    """

    weight: str
    index: tuple[int, ...]
    value: float
    before: float
    step: int = 0
    gesture: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A directed graph of nodes. Whether it is acyclic and fits together is for the analysis to say.

    ``origin`` is the architecture of the catalogue that it was made from, with the settings it was made with: with
    others it can be made anew. What was changed by hand since does not touch it.
    """

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    groups: tuple[Group, ...] = ()
    origin: Choice | None = None

    def node(self, id: str) -> Node:
        """The node called ``id``; raises KeyError where there is none."""
        for node in self.nodes:
            if node.id == id:
                return node
        raise KeyError(id)

    def inputs(self, id: str) -> tuple[Edge, ...]:
        """The edges into ``id``, by port."""
        return tuple(sorted((edge for edge in self.edges if edge.target == id), key=lambda edge: edge.port))

    def outputs(self, id: str) -> tuple[Edge, ...]:
        """The edges out of ``id``, in drawing order."""
        return tuple(edge for edge in self.edges if edge.source == id)

    def fresh_id(self, kind: str) -> str:
        """An id not yet taken, such as ``dense3``."""
        taken = {node.id for node in self.nodes}
        number = 1
        while f"{kind}{number}" in taken:
            number += 1
        return f"{kind}{number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """Where examples come from, how they are split into train, dev and test, and whether they are normalized."""

    source: Choice = param(
        Choice("circle"), family="datasets", effect="data", help="The data set that the network learns."
    )
    train: float = param(
        0.6, low=0.01, high=0.99, effect="data", title="Train share", help="Share of the examples to learn from."
    )
    dev: float = param(
        0.2,
        low=0.0,
        high=0.9,
        effect="data",
        title="Dev share",
        help="Share of the examples to choose settings by; what train and dev leave is the test set.",
    )
    stratify: bool = param(True, effect="data", help="Keep the share of every class the same in train, dev and test.")
    normalize: bool = param(
        False,
        effect="data",
        formula="x ← (x − μ) / σ",
        help="Subtract the mean and divide by the standard deviation of the training part, in all parts.",
    )
    seed: int = param(
        0, low=0, high=2**31 - 1, effect="data", title="Data seed", help="Draws the examples and the split."
    )
    augment: tuple[Choice, ...] = param(
        (),
        family="augmentations",
        hidden=True,
        title="Augmentation",
        help="What is done to pictures of the training part each time that they are learned from, one after the other.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """How the weights are learned."""

    optimizer: Choice = param(
        Choice("momentum"), family="optimizers", help="The rule that turns gradients into new weights."
    )
    schedule: Choice = param(
        Choice("constant"), family="schedules", help="How the learning rate changes from epoch to epoch."
    )
    batch_size: int = param(
        10,
        low=1,
        high=1_000_000,
        scale="log",
        unit="examples",
        help="Examples per step; 1 is stochastic gradient descent, the size of the training set or more is batch "
        "gradient descent.",
    )
    l1: float = param(
        0.0,
        low=0.0,
        high=1000.0,
        scale="log",
        title="L1 penalty λ",
        formula="J + λ/m · Σ|w|",
        help="Pulls weights towards zero by a constant force, so that many become zero. Biases are not penalised; "
        "m is the number of examples in the batch.",
    )
    l2: float = param(
        0.0,
        low=0.0,
        high=1000.0,
        scale="log",
        title="L2 penalty λ",
        formula="J + λ/(2m) · Σw²",
        help="Weight decay: pulls large weights towards zero. Biases are not penalised; m is the number of examples "
        "in the batch.",
    )
    clip: Literal["none", "norm", "value"] = param(
        "none", title="Gradient clipping", help="Limit the gradient: its norm over all weights, or each of its values."
    )
    clip_at: float = param(
        1.0, low=1e-6, high=1e6, scale="log", title="Clip at", help="The largest norm or value that is let through."
    )
    epochs: int = param(
        0,
        low=0,
        high=10_000_000,
        title="Stop after",
        unit="epochs",
        help="Training pauses after so many passes over the training set; 0 goes on until you pause.",
    )
    stop_loss: float = param(
        0.0,
        low=0.0,
        high=1e6,
        scale="log",
        title="Stop at loss",
        help="Training pauses at the end of the first epoch whose train loss is no higher; 0 never stops.",
    )
    stop_accuracy: float = param(
        0.0,
        low=0.0,
        high=1.0,
        title="Stop at accuracy",
        help="Training pauses at the end of the first epoch whose accuracy on dev (on train where there is no dev "
        "set) is no lower; 0 never stops. Only for classes.",
    )
    stop_seconds: float = param(
        0.0,
        low=0.0,
        high=1e6,
        scale="log",
        title="Stop after time",
        unit="s",
        help="Training pauses after so many seconds of training; 0 never stops. The only stop that depends on the "
        "machine's speed.",
    )
    early_stopping: bool = param(
        False, help="Stop when the dev loss no longer improves, and go back to the weights that were best on dev."
    )
    patience: int = param(
        50, low=1, high=100_000, unit="epochs", help="Epochs without a better dev loss before early stopping stops."
    )
    order_seed: int = param(
        -1,
        low=-1,
        high=2**31 - 1,
        hidden=True,
        help="Draws the order of the examples in place of the experiment's seed; −1: that does. So runs that differ in "
        "their first weights and dropout can see the same batches.",
    )
    device: Literal["auto", "cpu", "cuda", "mps"] = param(
        "auto", effect="keep", help="Where torch computes; auto picks the device that suits the network's size."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """Everything that decides a training run; with the same seed and machine the same curve, bit for bit."""

    network: Network = Network()
    data: Data = Data()
    training: Training = Training()
    seed: int = param(
        0, low=0, high=2**31 - 1, effect="start", help="Draws the first weights, the order of examples and the dropout."
    )
    notes: str = ""
    touches: tuple[Touch, ...] = ()


def chain(*nodes: Node) -> tuple[Edge, ...]:
    """Edges that connect ``nodes`` one after the other."""
    return tuple(Edge(source=a.id, target=b.id) for a, b in pairwise(nodes))


def lay_out(nodes: Iterable[Node], *, step: float = 200.0) -> tuple[Node, ...]:
    """``nodes`` in one row from left to right, ``step`` canvas units apart."""
    return tuple(replace(node, position=(index * step, 0.0)) for index, node in enumerate(nodes))
