"""What a rule of advice may look at, and what rules have in common."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from playground.catalog.block import Signature
from playground.catalog.entry import known
from playground.catalog.facts import Facts
from playground.spec.edits import Set
from playground.spec.experiment import Experiment, Node
from playground.spec.problems import Fix
from playground.spec.values import Choice
from playground.spec.words import tr

NORMS = ("batch_norm", "layer_norm", "group_norm")
SATURATING = ("sigmoid", "tanh")
RELU_LIKE = ("relu", "leaky_relu", "elu", "gelu", "silu")
FOR_TANH = ("xavier", "xavier_uniform", "glorot_normal", "glorot_uniform", "lecun_normal")
FOR_RELU = ("he_normal", "he_uniform")


class Situation:
    """What a rule may look at: the experiment and, for the nodes on the way to the output, their signatures."""

    def __init__(
        self, experiment: Experiment, signatures: Mapping[str, Signature], order: tuple[str, ...], facts: Facts
    ) -> None:
        self.experiment = experiment
        self.signatures = signatures
        self.facts = facts
        by_id = {node.id: node for node in experiment.network.nodes}
        self.nodes = tuple(by_id[id] for id in order if id in signatures)
        on_the_way = {node.id for node in self.nodes}
        self._after: dict[str, list[Node]] = {id: [] for id in on_the_way}
        self._before: dict[str, list[Node]] = {id: [] for id in on_the_way}
        for edge in sorted(experiment.network.edges, key=lambda edge: edge.port):
            if edge.source in on_the_way and edge.target in on_the_way:
                self._after[edge.source].append(by_id[edge.target])
                self._before[edge.target].append(by_id[edge.source])

    def followers(self, node: Node) -> tuple[Node, ...]:
        """The nodes that ``node`` flows into, those on the way to the output only."""
        return tuple(self._after[node.id])

    def sources(self, node: Node) -> tuple[Node, ...]:
        """The nodes that flow into ``node``, by port."""
        return tuple(self._before[node.id])

    def settings(self, node: Node) -> Any:
        """The node's settings, defaults filled in."""
        entry = known("blocks", node.kind)
        return entry.read(node.params) if entry is not None else None

    def activation(self, node: Node) -> str:
        """The kind of the node's own activation; empty where it has none."""
        chosen = getattr(self.settings(node), "activation", None)
        return chosen.kind if isinstance(chosen, Choice) else ""

    def bend(self, node: Node) -> str:
        """The activation that a layer's sums go through: its own, or that of the block right behind it."""
        own = self.activation(node)
        after = self.followers(node)
        if own == "linear" and len(after) == 1 and after[0].kind in ("activation", *NORMS):
            return self.activation(after[0])
        return own

    @cached_property
    def parameters(self) -> int:
        """The number of learned numbers."""
        return sum(self.signatures[node.id].count for node in self.nodes)

    @cached_property
    def multiply_adds(self) -> int:
        """Multiplications for one example's forward pass."""
        return sum(self.signatures[node.id].multiply_adds for node in self.nodes)

    @cached_property
    def hidden(self) -> tuple[Node, ...]:
        """The layers with weights before the output."""
        return tuple(
            node for node in self.nodes if node.kind != "output" and hasattr(self.settings(node), "weight_initializer")
        )

    def units(self, node: Node) -> int:
        """How many units, or filters, a layer has."""
        return self.signatures[node.id].output[0]

    @cached_property
    def learned_from(self) -> int:
        """About how many examples there are to learn from."""
        return max(1, round(self.experiment.data.train * self.facts.rows))


def name_of(node: Node) -> str:
    """What a block is called: its own name, else its kind's title."""
    entry = known("blocks", node.kind)
    return node.name or (entry.title if entry is not None else node.kind)


def title_of(family: str, kind: str) -> str:
    """The title of a thing of the catalogue; its kind where there is no such thing."""
    entry = known(family, kind)
    return entry.title if entry is not None else kind


def change_of(node: Node, setting: str, value: Any) -> Set:
    """The edit of one setting of a block."""
    return Set(path=("network", node.id, setting), value=value, merges=False)


def draw_by(situation: Situation, node: Node) -> Fix:
    """The initializer that suits the layer's activation."""
    kind = "he_normal" if situation.bend(node) in RELU_LIKE else "xavier"
    return Fix(
        tr("Draw by {initializer}", initializer=title_of("initializers", kind)),
        change_of(node, "weight_initializer", Choice(kind)),
    )
