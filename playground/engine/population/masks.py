"""Dropout's masks for many runs, each drawn as the run alone would draw it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Generator, Tensor

from playground.catalog.analysis import Analysis, block_of
from playground.catalog.tensor import Shape
from playground.spec.experiment import Experiment


class Masks:
    """Masks for the dropout blocks of a network whose members may keep different shares.

    Attributes:
        shapes: of each dropout block's mask for one example, in the order of the graph.

    """

    def __init__(
        self,
        experiments: Sequence[Experiment],
        analysis: Analysis,
        dropped: Sequence[str],
        generators: Sequence[Generator],
    ) -> None:
        self.shapes: dict[str, Shape] = {}
        for id in dropped:
            block = block_of(experiments[0].network.node(id))
            assert block is not None
            self.shapes[id] = block.mask(analysis.signatures[id].output)
        self._generators = generators
        self._keep = {id: [_keep(experiment, id) for experiment in experiments] for id in dropped}

    def room(self, steps: int, size: int, like: Tensor) -> dict[str, Tensor]:
        """Memory for the masks of so many steps of ``size`` examples, shape (steps, runs, size, *shape) each."""
        runs = len(self._generators)
        return {id: like.new_ones(steps, runs, size, *shape) for id, shape in self.shapes.items()}

    def draw(self, room: Mapping[str, Tensor]) -> None:
        """Fill `room` step by step: 1 / keep_prob with probability keep_prob, else 0; 1 where nothing is dropped.

        The order of the draws is that of a run alone: of each step the blocks in the order of the graph.
        """
        steps = len(next(iter(room.values()))) if room else 0
        for run, generator in enumerate(self._generators):
            keeps = {id: keep[run] for id, keep in self._keep.items() if keep[run] < 1.0}
            mine = [(room[id][:, run].unbind(), keep) for id, keep in keeps.items()]
            for step in range(steps):
                for rows, keep in mine:
                    rows[step].bernoulli_(keep, generator=generator)
        for id, masks in room.items():
            shares = torch.tensor(self._keep[id], dtype=masks.dtype, device=masks.device).clamp(max=1.0)
            masks.div_(shares.view(1, -1, *[1] * (masks.dim() - 2)))


def _keep(experiment: Experiment, id: str) -> float:
    node = experiment.network.node(id)
    block = block_of(node)
    assert block is not None
    return float(block.read(node.params).keep_prob)
