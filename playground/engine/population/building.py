"""How a population is made of its variants, and who does its steps.

The rule: members are trained one by one where the kernel (see `playground.engine.step.choice`) knows every operation of
every member's step, for it does a small network's step in a microsecond or two; else all at once, where the members'
networks are alike, which they are if they differ in nothing but first weights and the share that dropout keeps; else
one by one, each by the fastest way for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
import torch
from torch import Tensor

from playground.catalog.analysis import Analysis, analyse
from playground.catalog.entry import settle
from playground.catalog.families import Loss
from playground.catalog.initial import initial_weights
from playground.catalog.mending import drops
from playground.catalog.prepare import order_seed, prepare
from playground.catalog.preview import loss_of
from playground.catalog.tensor import Array, Ints
from playground.catalog.variants import Variant
from playground.engine.device import choose as choose_device
from playground.engine.device import settle_torch
from playground.engine.examples import Examples, fits
from playground.engine.freeze import frozen_numbers
from playground.engine.population.masks import Masks
from playground.engine.population.member import Floats, Member, numbers_of_all
from playground.engine.population.network import Network
from playground.engine.population.seats import Seats, without_initializers
from playground.engine.population.sides import FEWEST, AllAtOnce, OneByOne, Side
from playground.engine.population.stack import Stack
from playground.engine.population.together import Group, Together
from playground.engine.step.choice import Way as StepWay
from playground.engine.step.contract import FIRST_OF_OPTIMIZER, RefusedError
from playground.spec.experiment import Experiment
from playground.spec.groups import expanded
from playground.spec.problems import PlaygroundError
from playground.spec.variants import MOST_VARIANTS
from playground.spec.words import tr

Way: TypeAlias = Literal["auto", "together", "one by one"]


class Building:
    """Everything that a population has; `playground.engine.population.population.Population` trains it."""

    def __init__(
        self, variants: Sequence[Variant], device: str | None, dtype: torch.dtype, wish: Way, workers: int
    ) -> None:
        self._workers = max(1, min(workers, len(variants) // FEWEST))
        if not 1 <= len(variants) <= MOST_VARIANTS:
            raise PlaygroundError(
                tr("a population has 1 to {most} members, not {count}", most=MOST_VARIANTS, count=len(variants))
            )
        analyses = _analyses(variants)
        first = expanded(variants[0].experiment)
        training = first.training
        multiply_adds = analyses[0].multiply_adds * len(variants)
        self.device, self.reason = choose_device(device or training.device, multiply_adds, training.batch_size)
        members = [Member(variant, analysis, self.device) for variant, analysis in zip(variants, analyses, strict=True)]
        # Runs whose optimizers are of one kind lie side by side.
        order = sorted(range(len(members)), key=lambda index: members[index].optimizer.kind)
        self._members = [members[index] for index in order]
        self._rows = [order.index(index) for index in range(len(members))]
        self.prepared = prepare(first.data)
        where = torch.device(self.device)
        if first.data.augment and self.prepared.facts.picture:
            raise PlaygroundError(tr("many runs at once cannot augment pictures; remove the augmentation first"))
        if not fits(self.prepared, where):
            raise PlaygroundError(
                tr(
                    "many runs at once share their examples in memory; these {count:,} are too many for it",
                    count=self.prepared.facts.rows,
                )
            )
        self._examples = Examples(self.prepared, where, dtype)
        self._batch_size = min(training.batch_size, self._examples.train.size)
        settle_torch(self.device, multiply_adds, self._batch_size)
        self._stack = Stack(analyses[0], len(members), where, dtype)
        for run, member in enumerate(self._members):
            self._stack.load(run, initial_weights(member.experiment, member.analysis))
        self._loss_entry, self._loss_settings = settle(Loss, loss_of(first, analyses[0]))
        self._loss = self._loss_entry.build(self._loss_settings, self.prepared.facts)
        self._widest = max((int(np.prod(signature.output)) for signature in analyses[0].signatures.values()), default=1)
        self._alike = len({_function(member.experiment) for member in self._members}) == 1
        self._network = Network(self._members[0].experiment, self._members[0].analysis, self._stack, self._loss)
        self._masks = Masks(
            [member.experiment for member in self._members],
            analyses[0],
            self._network.dropped,
            [member.generator for member in self._members],
        )
        self._stops = bool(training.early_stopping or training.stop_loss or training.stop_accuracy)
        self._groups = self._optimizers()
        self._seats = Seats(self._members, self._stack, self._groups, self._examples.train, self._loss)
        self._side = self._choose(wish)

    @property
    def way(self) -> str:
        """How the steps are done, and why not in a faster way, in sentences."""
        return self._side.words

    def _numbers(self, sizes: Ints, epochs: Array, updates: Array) -> Floats:
        return numbers_of_all(self._members, sizes, epochs, updates)

    def _optimizers(self) -> tuple[Group, ...]:
        """The members' optimizers; each kind's rows follow one another."""
        groups: list[Group] = []
        kinds = [member.optimizer for member in self._members]
        for optimizer in dict.fromkeys(kinds):
            first, count = kinds.index(optimizer), kinds.count(optimizer)
            rows = slice(first, first + count)
            state = {slot: torch.zeros_like(self._stack.theta[rows]) for slot in optimizer.slots}
            groups.append(Group(rows, optimizer, self._members[first].columns - FIRST_OF_OPTIMIZER, state))
        return tuple(groups)

    # ---------------------------------------------------------------- who does the steps

    def _choose(self, wish: Way) -> Side:
        why = ""
        if wish == "auto" and self._alike:
            try:
                return self._one_by_one("kernel")
            except RefusedError as error:
                why = tr("Not by the kernel: {why}.", why=error)
        if wish == "one by one" or not self._alike:
            return self._one_by_one(None)
        together = self._together()
        return AllAtOnce(together, self._masks, self._examples.train.x, self._examples.train.y, why=why)

    def _one_by_one(self, way: StepWay | None) -> Side:
        """Every member's steps by a stepper of its own kind.

        Raises:
            RefusedError: ``way`` cannot do the steps of a member.

        """
        steps = 3
        sizes = np.full(steps, self._batch_size)
        sizes[1] = (self._examples.train.size - 1) % self._batch_size + 1  # the last of an epoch
        numbers = self._numbers(sizes, np.zeros(steps), 1.0 + np.arange(steps))
        words = self._seats.choose(sizes, numbers, way)
        twins = (
            self._workers - 1 if way == "kernel" else 0
        )  # the others hold the interpreter's lock or thread themselves
        return OneByOne([self._seats, *(self._seats.twin() for _ in range(twins))], words)

    def _together(self) -> Together:
        clips = [member.experiment.training.clip for member in self._members]
        trainings = [member.experiment.training for member in self._members]
        return Together(
            stack=self._stack,
            network=self._network,
            groups=self._groups,
            l1=any(training.l1 > 0.0 for training in trainings),
            l2=any(training.l2 > 0.0 for training in trainings),
            by_norm=self._where([clip == "norm" for clip in clips]),
            by_value=self._where([clip == "value" for clip in clips]),
            frozen=frozen_numbers(self._members[0].experiment, self._stack.layout),
        )

    def _where(self, runs: list[bool]) -> Tensor | None:
        return torch.tensor(runs, device=self.device)[:, None] if any(runs) else None

    def _look(self, x: Tensor) -> Tensor:
        """Every run's logits in evaluation mode, shape (runs, m, units)."""
        if self._alike:
            return self._network.logits(x)
        return torch.stack([self._seats.take(run).look(run, x) for run in range(len(self._members))])


def _analyses(variants: Sequence[Variant]) -> list[Analysis]:
    """Every member's, without errors, all with the same learned numbers and the same steps."""
    known: dict[Any, Analysis] = {}
    found = []
    for variant in variants:
        experiment = expanded(variant.experiment)
        key = (experiment.network, experiment.data, experiment.training)
        if key not in known:
            analysis = known[key] = analyse(experiment)
            for problem in analysis.problems:
                if problem.severity == "error":
                    raise PlaygroundError(f"{variant.name}: {problem.sentence}" if variant.name else problem.sentence)
        found.append(known[key])
    shared = {_shared(expanded(v.experiment), a) for v, a in zip(variants, found, strict=True)}
    if len(shared) > 1:
        raise PlaygroundError(
            tr("all members of a population have the same learned numbers, data, batches and stop conditions")
        )
    return found


def _shared(experiment: Experiment, analysis: Analysis) -> Any:
    """What all members have in common."""
    training = experiment.training
    arrays = tuple((id, p.name, p.shape, p.role) for id in analysis.order for p in analysis.signatures[id].parameters)
    stops = (training.early_stopping, training.patience, training.stop_loss, training.stop_accuracy)
    frozen = tuple(node.frozen for node in experiment.network.nodes)
    return arrays, experiment.data, order_seed(experiment), training.batch_size, training.device, stops, frozen


def _function(experiment: Experiment) -> Any:
    """What a network computes, but for its numbers and for what dropout keeps: members alike in it are one network."""
    nodes = []
    for node in experiment.network.nodes:
        params = node.params.without("keep_prob") if drops(node) else node.params
        nodes.append((node.id, node.kind, without_initializers(node.kind, params)))
    return tuple(nodes), experiment.network.edges
