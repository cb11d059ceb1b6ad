"""The network as torch computes it: the blocks' functions, one after the other in the order of the graph."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from playground.catalog.analysis import Analysis, block_of
from playground.catalog.entry import settle
from playground.catalog.families import Activation
from playground.catalog.memory import rows_at_once, rows_to_show
from playground.catalog.tensor import Forward, Mode
from playground.engine.layout import channels_innermost, foreign, laid_out
from playground.engine.parameters import Parameters
from playground.spec.experiment import Experiment
from playground.spec.values import Choice


@dataclass(frozen=True, slots=True)
class Stage:
    """One node at work: its function, its own parameters, and the nodes whose outputs it takes.

    ``before`` gives Z, from which ``activation`` makes the output; None where the block has no Z.
    ``lay`` moves an input in memory, see `playground.engine.layout`; None: as it lies.
    """

    id: str
    forward: Forward
    weights: Mapping[str, Tensor]
    sources: Sequence[str]
    before: Forward | None
    activation: Callable[[Tensor], Tensor]
    lay: Callable[[Tensor], Tensor] | None = None

    def inputs(self, found: Mapping[str, Tensor], x: Tensor) -> list[Tensor]:
        """What it takes of the outputs ``found`` so far; the examples ``x`` where nothing leads to it."""
        inputs = [found[source] for source in self.sources] or [x]
        return inputs if self.lay is None else list(map(self.lay, inputs))


class Model:
    """A directed graph of blocks on given parameters.

    Attributes:
        rows_at_once: how many examples go forward at once where many do. rows_to_show: see `View.few`.

    """

    def __init__(self, experiment: Experiment, analysis: Analysis, parameters: Parameters) -> None:
        self._stages = []
        for id in analysis.order:
            node = experiment.network.node(id)
            block = block_of(node)
            assert block is not None
            p, signature = block.read(node.params), analysis.signatures[id]
            sources = tuple(edge.source for edge in experiment.network.inputs(id))
            linear = block.before_activation(p)
            before = block.build(linear, signature) if linear is not None else None
            lay = Tensor.contiguous if foreign(block) else laid_out if channels_innermost(signature) else None
            self._stages.append(
                Stage(id, block.build(p, signature), parameters.of(id), sources, before, _activation(p), lay)
            )
        self.output = analysis.order[-1]
        self.rows_at_once, self.rows_to_show = rows_at_once(analysis), rows_to_show(analysis)

    def outputs(
        self, x: Tensor, mode: Mode, nodes: Collection[str] | None = None, found: dict[str, Tensor] | None = None
    ) -> dict[str, Tensor]:
        """Every node's output for examples ``x`` of shape (m, *input), by node id, the output's logits last.

        Of ``nodes`` only, and of those that they need, where they are given. What an earlier call for the same
        ``x``, weights and mode ``found`` is not computed again, and gets what is new.
        """
        found = {} if found is None else found
        for stage in self._stages if nodes is None else self._needed(nodes):
            if stage.id not in found:
                found[stage.id] = stage.forward(stage.weights, stage.inputs(found, x), mode)
        return found

    def before(
        self, x: Tensor, mode: Mode, nodes: Collection[str] | None, found: dict[str, Tensor]
    ) -> dict[str, Tensor]:
        """Z of every node that has one, of ``nodes`` only where they are given; ``found`` is as `outputs` has it."""
        self.outputs(x, mode, nodes, found)
        return {
            stage.id: stage.before(stage.weights, stage.inputs(found, x), mode)
            for stage in self._stages
            if stage.before is not None and (nodes is None or stage.id in nodes)
        }

    @property
    def stages(self) -> Sequence[Stage]:
        """The nodes at work, in the order of the graph, the output last."""
        return self._stages

    @property
    def order(self) -> list[str]:
        """The nodes in the order of the graph, the output last."""
        return [stage.id for stage in self._stages]

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
        return self.outputs(x, mode)[self.output]

    def trace(
        self, x: Tensor, mode: Mode, nodes: Collection[str] | None = None
    ) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """As `outputs`, and beside them Z of every block that has one. Each is a tensor of its own in the graph."""
        found: dict[str, Tensor] = {}
        before: dict[str, Tensor] = {}
        for stage in self._stages if nodes is None else self._needed(nodes):
            inputs = stage.inputs(found, x)
            if stage.before is None:
                found[stage.id] = _own(stage.forward(stage.weights, inputs, mode), inputs)
            else:
                before[stage.id] = _own(stage.before(stage.weights, inputs, mode), inputs)
                found[stage.id] = stage.activation(before[stage.id])
        return found, before


def _activation(p: Any) -> Callable[[Tensor], Tensor]:
    """The function that a block's settings ask for; nothing where they ask for none."""
    chosen = getattr(p, "activation", None)
    if not isinstance(chosen, Choice):
        return lambda z: z
    activation, settings = settle(Activation, chosen)
    return activation.build(settings)


def _own(tensor: Tensor, inputs: Sequence[Tensor]) -> Tensor:
    """Where a block hands on what it was given another name for it, so that each has a gradient of its own."""
    return tensor.view_as(tensor) if any(tensor is given for given in inputs) else tensor
