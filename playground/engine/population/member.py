"""One member of a population: an experiment, and what its settings come to at every step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from playground.catalog.analysis import Analysis
from playground.catalog.entry import settle
from playground.catalog.families import Optimizer, Schedule
from playground.catalog.prepare import stream_seed
from playground.catalog.tensor import Array
from playground.catalog.variants import Variant
from playground.engine.step.contract import FIRST_OF_OPTIMIZER
from playground.spec.experiment import Experiment
from playground.spec.groups import expanded

Floats = NDArray[np.float64]


class Member:
    """What belongs to one member alone, but for its row of learned numbers.

    Attributes:
        name: what is other in it. document: its experiment as a person has it.
        experiment: the flat one that is trained. analysis: of that.
        generator: dropout's random numbers, those of the same experiment trained alone.
        optimizer, settings: the rule that turns its gradients into new weights.
        finished: why it trains no more: ``diverged``, ``early stopping``, ``loss``, ``accuracy``; else empty.
        sentence: what happened, where it diverged. columns: how many `numbers` a step takes.

    """

    def __init__(self, variant: Variant, analysis: Analysis, device: str) -> None:
        self.name = variant.name
        self.document = variant.experiment
        self.experiment: Experiment = expanded(variant.experiment)
        self.analysis = analysis
        training = self.experiment.training
        self.optimizer, self.settings = settle(Optimizer, training.optimizer)
        self._schedule, self._schedule_settings = settle(Schedule, training.schedule)
        self._rate = float(self.settings.learning_rate)
        self.generator = torch.Generator(device)
        self.generator.manual_seed(stream_seed(self.experiment.seed, "dropout", "0"))
        self.finished = ""
        self.sentence = ""
        self.columns = int(self.numbers(np.array([1]), np.zeros(1), np.ones(1)).shape[1])

    @property
    def recipe(self) -> tuple[Any, ...]:
        """Members with equal recipes have the same numbers at every step."""
        training = self.experiment.training
        return (training.optimizer, training.schedule, training.l1, training.l2, training.clip_at)

    def numbers(self, sizes: NDArray[np.int64], epochs: Array, updates: Array) -> Floats:
        """The rows of `playground.engine.step.contract.Chunk.numbers` for steps of ``sizes`` examples.

        Args:
            sizes: m of each step, shape (steps,).
            epochs: epochs done before each step, with fraction.
            updates: the numbers of these updates, from 1.

        """
        training, steps = self.experiment.training, len(sizes)
        rates = self._schedule.rates(self._schedule_settings, self._rate, epochs)
        coefficients = self.optimizer.coefficients(self.settings, rates, updates)
        columns = (training.l1 / sizes, training.l2 / sizes, training.clip_at, *coefficients)
        return np.stack([np.broadcast_to(column, steps) for column in columns], axis=1)


def numbers_of_all(members: Sequence[Member], sizes: NDArray[np.int64], epochs: Array, updates: Array) -> Floats:
    """Every member's numbers side by side, shape (steps, members, columns); missing columns are 0.

    What many members have alike (another seed changes none of it) is worked out once.
    """
    found: dict[Any, Floats] = {}
    for member in members:
        if member.recipe not in found:
            found[member.recipe] = member.numbers(sizes, epochs, updates)
    width = max((columns.shape[1] for columns in found.values()), default=FIRST_OF_OPTIMIZER)
    table = np.zeros((len(sizes), len(members), width))
    places: dict[Any, list[int]] = {}
    for index, member in enumerate(members):
        places.setdefault(member.recipe, []).append(index)
    for recipe, indices in places.items():
        columns = found[recipe]
        table[:, indices, : columns.shape[1]] = columns[:, None, :]
    return table
