"""One step of all runs at once, from top to bottom: as `playground.engine.step.eager`, with a row for every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.catalog.families import Optimizer
from playground.engine.population.network import Network
from playground.engine.population.stack import Stack
from playground.engine.step.contract import CLIP_AT, FIRST_OF_OPTIMIZER, PENALTY_L1, PENALTY_L2

NO_LIMIT = 1e30
"""What a gradient is limited to where it is not limited."""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Runs that follow one another in the stack and have the same kind of optimizer.

    Attributes:
        rows: which. optimizer: its rule. columns: how many coefficients it takes.
        state: its memory, a tensor of shape (rows, n) per slot.

    """

    rows: slice
    optimizer: type[Optimizer]
    columns: int
    state: Mapping[str, Tensor]


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """What the steps of all runs have in common. All tensors are changed in place.

    Attributes:
        stack: the learned numbers. network: the blocks, over all runs at once.
        groups: the optimizers; their rows are all runs.
        l1, l2: whether any run has such a penalty.
        by_norm, by_value: the limits of each run's gradient are a column of the numbers; None where no run has one,
            else True where a run has it, shape (runs, 1).
        frozen: True where theta stays as it is, shape (n,); None where all of it learns.

    """

    stack: Stack
    network: Network
    groups: Sequence[Group]
    l1: bool
    l2: bool
    by_norm: Tensor | None
    by_value: Tensor | None
    frozen: Tensor | None


def step(
    together: Together, x: Tensor, y: Tensor, numbers: Tensor, masks: Mapping[str, Tensor], losses: Tensor
) -> None:
    """Forward, loss, backward, update.

    Args:
        together: what is trained, changed in place.
        x, y: the batch, the same for all runs, shape (m, …).
        numbers: a row of `playground.engine.step.contract.Chunk.numbers` for every run, shape (runs, columns).
        masks: of dropout, by node.
        losses: gets every run's loss without the penalty, shape (runs,).

    """
    stack = together.stack
    learned = [stack.tensors[name] for name in stack.learned]

    batch_losses = together.network.losses(x, y, masks)
    gradients = torch.autograd.grad(batch_losses.sum(), learned, allow_unused=True)
    with torch.no_grad():
        for name, gradient in zip(stack.learned, gradients, strict=True):
            place = stack.view(stack.gradient, name)
            place.zero_() if gradient is None else place.copy_(gradient)
        losses.copy_(batch_losses)
        before = stack.theta.clone() if together.frozen is not None else None
        _add_penalty(together, numbers)
        _limit(together, numbers)
        for group in together.groups:
            rows = group.rows
            end = FIRST_OF_OPTIMIZER + group.columns
            coefficients = [numbers[rows, column : column + 1] for column in range(FIRST_OF_OPTIMIZER, end)]
            group.optimizer.update(coefficients, stack.theta[rows], stack.gradient[rows], group.state, stack.weights)
        if before is not None and together.frozen is not None:
            stack.theta.copy_(torch.where(together.frozen, before, stack.theta))


def _add_penalty(together: Together, numbers: Tensor) -> None:
    """The gradient of λ₁/m Σ|w| + λ₂/(2m) Σw²: λ₁/m sign(w) + λ₂/m w, for weights only."""
    stack = together.stack
    if together.l2:
        stack.gradient.addcmul_(stack.theta * stack.weights, numbers[:, PENALTY_L2 : PENALTY_L2 + 1])
    if together.l1:
        stack.gradient.addcmul_(stack.theta.sign() * stack.weights, numbers[:, PENALTY_L1 : PENALTY_L1 + 1])


def _limit(together: Together, numbers: Tensor) -> None:
    """Nothing for what is frozen; else each run's as a whole, keeping the direction, or every number by itself."""
    gradient = together.stack.gradient
    limit = numbers[:, CLIP_AT : CLIP_AT + 1]
    if together.frozen is not None:
        gradient.masked_fill_(together.frozen, 0.0)
    if together.by_norm is not None:
        most = torch.where(together.by_norm, limit, NO_LIMIT)
        gradient.mul_(most / torch.maximum(gradient.norm(dim=1, keepdim=True), most))
    if together.by_value is not None:
        most = torch.where(together.by_value, limit, NO_LIMIT)
        gradient.copy_(torch.maximum(torch.minimum(gradient, most), -most))
