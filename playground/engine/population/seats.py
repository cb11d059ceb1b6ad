"""Places at which members of one structure are trained one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.entry import known
from playground.catalog.tensor import Ints, Mode
from playground.engine.evaluate import logits_of
from playground.engine.examples import Batch
from playground.engine.freeze import frozen_numbers
from playground.engine.model import Model
from playground.engine.parameters import Parameters
from playground.engine.population.member import Member
from playground.engine.population.stack import Stack
from playground.engine.population.together import Group
from playground.engine.step.choice import Chosen, Way, choose
from playground.engine.step.contract import Chunk, Work
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
        )
        self._random = any(node.kind == "dropout" for node in member.experiment.network.nodes)

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
    """A seat for every structure among the members, made when it is wanted."""

    def __init__(
        self, members: Sequence[Member], stack: Stack, groups: Sequence[Group], train: Batch, loss: Loss
    ) -> None:
        self._members, self._stack, self._train, self._loss = members, stack, train, loss
        self._groups = {run: group for group in groups for run in range(group.rows.start, group.rows.stop)}
        self._structures = [_structure(member) for member in members]
        self._seats: dict[Any, Seat] = {}

    def take(self, run: int) -> Seat:
        """The seat for a run."""
        key = self._structures[run]
        if key not in self._seats:
            self._seats[key] = Seat(self._members[run], self._stack, self._train, self._loss)
        return self._seats[key]

    def choose(self, sizes: Ints, numbers: NDArray[np.float64], way: Way | None) -> list[Chosen]:
        """Who does each run's steps; ``sizes`` and ``numbers`` are those of some steps, as `Side.run` has them.

        Raises:
            RefusedError: ``way`` cannot do the steps of a run.

        """
        found: dict[Any, Chosen] = {}
        for run, key in enumerate(self._structures):
            if key not in found:
                seat = self.take(run)
                seat.sit(run, self._members[run], self._groups[run])
                columns = self._members[run].columns
                found[key] = choose(seat.work, sizes, np.ascontiguousarray(numbers[:, run, :columns]), way)
        return [found[key] for key in self._structures]

    def train(self, run: int, chosen: Chosen, chunk: Chunk) -> None:
        """Do a run's steps."""
        seat, member, group = self.take(run), self._members[run], self._groups[run]
        numbers = np.ascontiguousarray(chunk.numbers[:, : member.columns])
        seat.sit(run, member, group)
        chosen.stepper.run(Chunk(chunk.rows, chunk.sizes, numbers, chunk.theta, chunk.gradient, chunk.loss))
        seat.rise(run, member, group)

    def room(self, steps: int) -> tuple[Tensor, Tensor]:
        """Rows for theta and gradient of so many steps."""
        width = self._stack.theta.shape[1]
        return self._stack.theta.new_empty(steps, width), self._stack.theta.new_empty(steps, width)


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
