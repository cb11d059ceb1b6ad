"""Places at which members of one structure are trained one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.entry import known
from playground.catalog.mending import drops
from playground.catalog.tensor import Ints, Mode
from playground.engine.evaluate import logits_of
from playground.engine.examples import Batch
from playground.engine.freeze import frozen_numbers
from playground.engine.model import Model
from playground.engine.parameters import Parameters
from playground.engine.population.member import Member
from playground.engine.population.stack import Stack
from playground.engine.population.together import Group
from playground.engine.step.choice import Way, choose
from playground.engine.step.contract import Chunk, Stepper, Work
from playground.spec.values import Values

Loss = Callable[[Tensor, Tensor], Tensor]


class Seat:
    """One `playground.engine.step.contract.Work`. Who sits on it has its numbers there, else they are in the stack."""

    def __init__(self, member: Member, stack: Stack, train: Batch, loss: Loss) -> None:
        training = member.experiment.training
        self._stack = stack
        device = stack.theta.device
        parameters = Parameters(member.analysis, device, stack.theta.dtype)
        self._model = Model(member.experiment, member.analysis, parameters)
        self._generator = torch.Generator(device)
        self.work = Work(
            x=train.x,
            y=train.y,
            model=self._model,
            loss=loss,
            mode=Mode(training=True, generator=self._generator),
            parameters=parameters,
            optimizer=member.optimizer,
            state={slot: torch.zeros_like(parameters.theta) for slot in member.optimizer.slots},
            l1=training.l1 > 0.0,
            l2=training.l2 > 0.0,
            clip=training.clip,
            frozen=frozen_numbers(member.experiment, parameters),
            watched=False,
        )
        self._random = any(drops(node) for node in member.experiment.network.nodes)

    def sit(self, run: int, member: Member, group: Group) -> None:
        """Take a run's numbers from the stack."""
        parameters = self.work.parameters
        self._stack.take(run, parameters.theta, parameters.buffers)
        for slot, row in self.work.state.items():
            row.copy_(group.state[slot][run - group.rows.start])
        if self._random:
            self._generator.set_state(member.generator.get_state())

    def rise(self, run: int, member: Member, group: Group) -> None:
        """Give a run's numbers back to the stack."""
        parameters = self.work.parameters
        self._stack.put(run, parameters.theta, parameters.buffers)
        for slot, row in self.work.state.items():
            group.state[slot][run - group.rows.start].copy_(row)
        if self._random:
            member.generator.set_state(self._generator.get_state())

    def look(self, run: int, x: Tensor) -> Tensor:
        """A run's logits in evaluation mode."""
        self._stack.take(run, self.work.parameters.theta, self.work.parameters.buffers)
        return logits_of(self._model, x)


class Seats:
    """A seat for every structure among the members, made when it is wanted, and a stepper for each."""

    def __init__(
        self, members: Sequence[Member], stack: Stack, groups: Sequence[Group], train: Batch, loss: Loss
    ) -> None:
        self._members, self._stack, self._train, self._loss = members, stack, train, loss
        self._all_groups = groups
        self._groups = {run: group for group in groups for run in range(group.rows.start, group.rows.stop)}
        kinds: dict[Any, int] = {}
        self._structures = [kinds.setdefault(_structure(member), len(kinds)) for member in members]
        self._seats: dict[int, Seat] = {}
        self._steppers: dict[int, Stepper] = {}

    def take(self, run: int) -> Seat:
        """The seat for a run."""
        key = self._structures[run]
        if key not in self._seats:
            self._seats[key] = Seat(self._members[run], self._stack, self._train, self._loss)
        return self._seats[key]

    def choose(self, sizes: Ints, numbers: NDArray[np.float64], way: Way | None) -> str:
        """Decide who does each run's steps; ``sizes`` and ``numbers`` are those of some, as `Side.run` has them.

        Returns:
            How they are done, in sentences.

        Raises:
            RefusedError: ``way`` cannot do the steps of a run.

        """
        words: list[str] = []
        for run, key in enumerate(self._structures):
            if key not in self._steppers:
                seat = self.take(run)
                seat.sit(run, self._members[run], self._groups[run])
                columns = self._members[run].columns
                chosen = choose(seat.work, sizes, np.ascontiguousarray(numbers[:, run, :columns]), way)
                self._steppers[key] = chosen.stepper
                words.append(chosen.words)
        return " ".join(dict.fromkeys(words))

    def twin(self) -> Seats:
        """The same seats and steppers once more, for another thread."""
        made = Seats(self._members, self._stack, self._all_groups, self._train, self._loss)
        for run, key in enumerate(self._structures):
            if key not in made._steppers:
                make: Callable[[Work], Stepper] = type(self._steppers[key])
                made._steppers[key] = make(made.take(run).work)
        return made

    def train(self, runs: Sequence[int], rows: Ints, sizes: Ints, numbers: NDArray[np.float64], losses: Tensor) -> None:
        """Do steps of ``runs``, one run after the other; the rest is as `Side.run` has it."""
        nothing = self._stack.theta.new_empty(len(sizes), 0)  # which is what is told beside the losses
        for run in runs:
            seat, member, group = self.take(run), self._members[run], self._groups[run]
            mine = np.ascontiguousarray(numbers[:, run, : member.columns])
            seat.sit(run, member, group)
            self._steppers[self._structures[run]].run(Chunk(rows, sizes, mine, nothing, nothing, losses[run]))
            seat.rise(run, member, group)


def _structure(member: Member) -> Any:
    """Members of equal structure differ in numbers alone."""
    training, network = member.experiment.training, member.experiment.network
    nodes = tuple((node.id, node.kind, without_initializers(node.kind, node.params)) for node in network.nodes)
    return nodes, member.optimizer, training.l1 > 0.0, training.l2 > 0.0, training.clip


def without_initializers(kind: str, params: Values) -> Values:
    """A block's settings but for those that only say how its first weights are drawn."""
    block = known("blocks", kind)
    if block is None:
        return params
    names = {field.name for field in block.fields() if field.about.family == "initializers"}
    return Values({name: value for name, value in params.items() if name not in names})
