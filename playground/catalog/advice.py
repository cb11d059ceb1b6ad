"""Advice: what works but teaches something, or will likely hurt. One small function per rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from playground.catalog.block import Signature
from playground.catalog.facts import Facts
from playground.spec.experiment import Experiment, Node
from playground.spec.problems import Problem

Rule = Callable[["Situation"], Iterator[Problem]]


class Situation:
    """What a rule may look at: the experiment and, for the nodes on the way to the output, their signatures."""

    def __init__(
        self, experiment: Experiment, signatures: Mapping[str, Signature], order: tuple[str, ...], facts: Facts
    ) -> None:
        self.experiment = experiment
        self.signatures = signatures
        self.facts = facts
        self.nodes = tuple(experiment.network.node(id) for id in order if id in signatures)

    def followers(self, node: Node) -> tuple[Node, ...]:
        """The nodes that ``node`` flows into, those on the way to the output only."""
        targets = {edge.target for edge in self.experiment.network.outputs(node.id)}
        return tuple(other for other in self.nodes if other.id in targets)


RULES: list[Rule] = []


def advise(
    experiment: Experiment, signatures: Mapping[str, Signature], order: tuple[str, ...], facts: Facts | None
) -> list[Problem]:
    """Warnings and hints of all rules."""
    if facts is None:
        return []
    situation = Situation(experiment, signatures, order, facts)
    return [problem for rule in RULES for problem in rule(situation)]
