"""Where a member stands, kept beside the others that go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from playground.engine.population.member import Member
from playground.engine.population.stack import Stack


@dataclass(frozen=True, slots=True, eq=False)
class Rest:
    """The state of one member at one step, a copy.

    Attributes:
        theta, buffers: its learned numbers and those that are kept but not learned.
        state: its optimizer's memory. updates: since that memory was zero.
        random: the state of dropout's random numbers.
        step, epoch, batch: steps done, whole epochs done, steps done in the epoch under way.

    """

    theta: Tensor
    buffers: Tensor
    state: Mapping[str, Tensor]
    updates: int
    random: bytes
    step: int
    epoch: int
    batch: int

    @classmethod
    def of(
        cls, stack: Stack, run: int, state: Mapping[str, Tensor], member: Member, step: int, epoch: int, batch: int
    ) -> Rest:
        """A copy of what the member of that row has now."""
        theta, buffers = torch.empty_like(stack.layout.theta), torch.empty_like(stack.layout.buffers)
        stack.take(run, theta, buffers)
        return cls(
            theta=theta,
            buffers=buffers,
            state={slot: row.clone() for slot, row in state.items()},
            updates=step,
            random=member.generator.get_state().numpy().tobytes(),
            step=step,
            epoch=epoch,
            batch=batch,
        )

    def with_weights(self, theta: Tensor, buffers: Tensor) -> Rest:
        """With other weights; the optimizer's averages belong to those it had, so they start anew."""
        zeros = {slot: torch.zeros_like(row) for slot, row in self.state.items()}
        return replace(self, theta=theta, buffers=buffers, state=zeros, updates=0)

    def put_back(self, stack: Stack, run: int) -> None:
        """Give the row its numbers again."""
        stack.put(run, self.theta, self.buffers)
