"""One step of training, from top to bottom: the text to read, and what every faster way is held against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

import torch
from torch import Tensor

from playground.engine.step.contract import CLIP_AT, FIRST_OF_OPTIMIZER, PENALTY_L1, PENALTY_L2, Chunk, Work


class Eager:
    """Every operation by itself, as torch does it.

    Attributes:
        work: what is trained.

    """

    takes_norms: ClassVar[bool] = False

    def __init__(self, work: Work) -> None:
        self.work = work

    def run(self, chunk: Chunk) -> None:
        """See `playground.engine.step.contract.Stepper`."""
        work = self.work
        examples = self._examples(chunk) if work.batches is None else work.batches.of(chunk)
        notes = zip(chunk.theta, chunk.gradient, chunk.loss, strict=True)
        for (x, y), numbers, (theta, gradient, loss) in zip(examples, chunk.numbers.tolist(), notes, strict=True):
            step(work, x, y, numbers, theta, gradient, loss)

    def _examples(self, chunk: Chunk) -> Iterator[tuple[Tensor, Tensor]]:
        """Each batch in memory of its own: torch's matrix products round by where their numbers lie."""
        rows = torch.from_numpy(chunk.rows).to(self.work.x.device)
        return ((self.work.x[these], self.work.y[these]) for these in torch.split(rows, chunk.sizes.tolist()))


def step(
    work: Work, x: Tensor, y: Tensor, numbers: Sequence[float], theta_before: Tensor, gradient: Tensor, loss: Tensor
) -> None:
    """Forward, loss, backward, update.

    Args:
        work: what is trained, changed in place.
        x, y: the batch, shape (m, …). numbers: this step's row of `Chunk.numbers`.
        theta_before, gradient, loss: get this step's row of `Chunk.theta`, `Chunk.gradient` and `Chunk.loss`;
            the first two only where it is watched.

    """
    parameters = work.parameters
    parameters.gradient.zero_()

    batch_loss = work.loss(work.model.logits(x, work.mode), y)
    batch_loss.backward()  # type: ignore[no-untyped-call]
    with torch.no_grad():
        _add_penalty(work, numbers[PENALTY_L1], numbers[PENALTY_L2])
        if work.watched:
            theta_before.copy_(parameters.theta)
            gradient.copy_(parameters.gradient)
        elif work.frozen is not None:
            theta_before = parameters.theta.clone()
        loss.copy_(batch_loss)
        _limit(work, numbers[CLIP_AT])
        work.optimizer.update(
            numbers[FIRST_OF_OPTIMIZER:], parameters.theta, parameters.gradient, work.state, parameters.weights
        )
        if work.frozen is not None:  # momentum and decoupled decay move also what has no gradient
            parameters.theta.copy_(torch.where(work.frozen, theta_before, parameters.theta))


def _add_penalty(work: Work, l1: float, l2: float) -> None:
    """The gradient of λ₁/m Σ|w| + λ₂/(2m) Σw²: λ₁/m sign(w) + λ₂/m w, for weights only."""
    parameters = work.parameters
    if work.l2:
        parameters.gradient.addcmul_(parameters.theta, parameters.weights, value=l2)
    if work.l1:
        parameters.gradient.addcmul_(parameters.theta.sign(), parameters.weights, value=l1)


def _limit(work: Work, limit: float) -> None:
    """Nothing for what is frozen; else as a whole, keeping the direction, or every number by itself."""
    gradient = work.parameters.gradient
    if work.frozen is not None:
        gradient.masked_fill_(work.frozen, 0.0)
    if work.clip == "norm":
        gradient.mul_(limit / gradient.norm().clamp(min=limit))
    elif work.clip == "value":
        gradient.clamp_(-limit, limit)
