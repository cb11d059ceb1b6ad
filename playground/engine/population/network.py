"""One network with the numbers of many runs: every block's function once, over all runs at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from playground.catalog.analysis import Analysis
from playground.catalog.mending import drops
from playground.catalog.tensor import Mode
from playground.engine.model import Model
from playground.engine.population.stack import Stack
from playground.spec.experiment import Experiment

Loss = Callable[[Tensor, Tensor], Tensor]
Masks = Mapping[str, Tensor]


class Network:
    """The blocks of `playground.engine.model.Model`, mapped over a stack of runs by `torch.func.vmap`.

    Dropout does not draw here: it multiplies by masks that were drawn for every run from its own random numbers.

    Attributes:
        dropped: the dropout blocks, in the order of the graph.

    """

    def __init__(self, experiment: Experiment, analysis: Analysis, stack: Stack, loss: Loss) -> None:
        self._stack = stack
        self._loss = loss
        self._stages = Model(experiment, analysis, stack.layout).stages
        self.dropped = tuple(s.id for s in self._stages if drops(experiment.network.node(s.id)))

    def logits(self, x: Tensor) -> Tensor:
        """In evaluation mode, shape (runs, m, units). ``x`` has shape (m, *input) and is the same for all runs."""
        with torch.no_grad():
            found: Tensor = torch.func.vmap(self._evaluate, in_dims=(0, None))(self._stack.tensors, x)
        return found

    def losses(self, x: Tensor, y: Tensor, masks: Masks) -> Tensor:
        """Every run's mean loss over the batch in training mode, shape (runs,); moves running averages.

        ``masks`` has for every dropout block what its input is multiplied by, shape (runs, m, *shape).
        """
        found: Tensor = torch.func.vmap(self._train, in_dims=(0, None, None, 0))(self._stack.tensors, x, y, dict(masks))
        return found

    def losses_of(self, logits: Tensor, y: Tensor) -> Tensor:
        """Every run's mean loss from logits of shape (runs, m, units), shape (runs,)."""
        with torch.no_grad():
            found: Tensor = torch.func.vmap(self._loss, in_dims=(0, None))(logits, y)
        return found

    def _evaluate(self, tensors: Mapping[str, Tensor], x: Tensor) -> Tensor:
        return self._forward(tensors, x, Mode(training=False), {})

    def _train(self, tensors: Mapping[str, Tensor], x: Tensor, y: Tensor, masks: Masks) -> Tensor:
        return self._loss(self._forward(tensors, x, Mode(training=True), masks), y)

    def _forward(self, tensors: Mapping[str, Tensor], x: Tensor, mode: Mode, masks: Masks) -> Tensor:
        found: dict[str, Tensor] = {}
        out = x
        for stage in self._stages:
            inputs = [found[source] for source in stage.sources] or [x]
            if stage.id in masks:
                out = inputs[0] * masks[stage.id]
            else:
                out = stage.forward(self._stack.of(tensors, stage.id), inputs, mode)
            found[stage.id] = out
        return out
