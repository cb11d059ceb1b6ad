"""The network as torch computes it: the blocks' functions, one after the other in the order of the graph."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from torch import Tensor

from playground.catalog.analysis import Analysis, block_of
from playground.catalog.tensor import Forward, Mode
from playground.engine.parameters import Parameters
from playground.spec.experiment import Experiment


@dataclass(frozen=True, slots=True)
class Stage:
    """One node at work: its function, its own parameters, and the nodes whose outputs it takes."""

    id: str
    forward: Forward
    weights: Mapping[str, Tensor]
    sources: Sequence[str]


class Model:
    """A directed graph of blocks on given parameters."""

    def __init__(self, experiment: Experiment, analysis: Analysis, parameters: Parameters) -> None:
        self._stages = []
        for id in analysis.order:
            node = experiment.network.node(id)
            block = block_of(node)
            assert block is not None
            forward = block.build(block.read(node.params), analysis.signatures[id])
            sources = tuple(edge.source for edge in experiment.network.inputs(id))
            self._stages.append(Stage(id, forward, parameters.of(id), sources))
        self._output = analysis.order[-1]

    def outputs(self, x: Tensor, mode: Mode, nodes: Collection[str] | None = None) -> dict[str, Tensor]:
        """Every node's output for examples ``x`` of shape (m, *input), by node id, the output's logits last.

        Of ``nodes`` only, and of those that they need, where they are given.
        """
        found: dict[str, Tensor] = {}
        for stage in self._stages if nodes is None else self._needed(nodes):
            inputs = [found[source] for source in stage.sources] or [x]
            found[stage.id] = stage.forward(stage.weights, inputs, mode)
        return found

    def _needed(self, nodes: Collection[str]) -> list[Stage]:
        """The stages that ``nodes`` depend on, in the order of the graph."""
        wanted = set(nodes)
        needed: list[Stage] = []
        for stage in reversed(self._stages):
            if stage.id in wanted:
                wanted.update(stage.sources)
                needed.append(stage)
        return needed[::-1]

    def logits(self, x: Tensor, mode: Mode) -> Tensor:
        """What the output block gives, shape (m, units)."""
        return self.outputs(x, mode)[self._output]
