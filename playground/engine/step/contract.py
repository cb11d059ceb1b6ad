"""What a training step works on, and what whoever does the steps has to hold to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.families import Optimizer
from playground.catalog.tensor import Ints, Mode
from playground.engine.model import Model
from playground.engine.parameters import Parameters

PENALTY_L1, PENALTY_L2, CLIP_AT, FIRST_OF_OPTIMIZER = range(4)
"""The columns of `Chunk.numbers`; what `Optimizer.coefficients` gives comes last."""


class Batches(Protocol):
    """Makes batches that are no rows of what lies on the device: of pictures on the disk, or of altered ones."""

    def of(self, chunk: Chunk) -> Iterator[tuple[Tensor, Tensor]]:
        """The examples and targets of each of the chunk's steps, on the device."""
        ...

    def make(self, step: int, rows: NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        """The batch of one step, of these rows of the training part: for whoever looks. The same as in `of`."""
        ...


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Work:
    """What all steps have in common until something but a number is changed. All tensors are changed in place.

    Attributes:
        x, y: the training part, on the device; a step takes some of their rows. Where ``batches`` are there, only as
            many of its examples as tell what they are like.
        model, loss, mode: (x, mode) → logits, (logits, y) → the mean over the batch; ``mode`` has the random numbers.
        parameters: theta, its gradient, buffers. state: the optimizer's memory, a row of shape (n,) per slot.
        l1, l2: whether there is such a penalty. clip: whether the gradient is limited, and how.
        frozen: True where theta stays as it is, shape (n,); None where all of it learns.
        batches: makes the steps' batches, where they cannot be taken from ``x``.
        watched: whether a step writes its parameters and its gradient down; its loss it always does. What it does to
            the parameters is the same, bit for bit.

    """

    x: Tensor
    y: Tensor
    model: Model
    loss: Callable[[Tensor, Tensor], Tensor]
    mode: Mode
    parameters: Parameters
    optimizer: type[Optimizer]
    state: Mapping[str, Tensor]
    l1: bool
    l2: bool
    clip: Literal["none", "norm", "value"]
    frozen: Tensor | None
    batches: Batches | None = None
    watched: bool = True

    def told(self, steps: int) -> tuple[Tensor, Tensor, Tensor]:
        """Room for `Chunk.theta`, `Chunk.gradient` and `Chunk.loss` of so many steps."""
        theta = self.parameters.theta
        n = theta.numel() if self.watched else 0
        return theta.new_zeros(steps, n), theta.new_zeros(steps, n), theta.new_zeros(steps)


@dataclass(frozen=True, slots=True, eq=False)
class Norms:
    """What is told of the parameters and the gradients of steps where these themselves are not kept.

    Attributes:
        bounds: where each node's numbers lie in theta, (start, stop), int64 of shape (nodes, 2).
        weights: `Parameters.weights`, where their sums are wanted.
        told: gets what `playground.engine.step.kernel.norms.norms` tells, shape (rows, steps); a row lies in one piece.
        gradient: gets the last step's, shape (n,).

    """

    bounds: Ints
    weights: Tensor | None
    told: NDArray[np.float64]
    gradient: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Steps that are done one after the other, what they need, and where they write what they gave.

    Attributes:
        rows: the examples in the order of their use, as rows of the training part (those of `Work.x` unless there are
            `Work.batches`); int64 of shape (sum of sizes,).
        sizes: how many of them each step takes (m), int64 of shape (steps,).
        numbers: λ₁/m, λ₂/m, the clipping limit, then the optimizer's coefficients; float64 of shape (steps, k).
        theta: gets the parameters before each step, shape (steps, n); (steps, 0) where `Work.watched` says so.
        gradient: gets each step's gradient with the penalty, before freezing and clipping, in the same shape.
        loss: gets each step's loss without the penalty, shape (steps,).
        before: how many steps were done before the first of these.
        ahead: the rows of the batches that will come next, probably; only where there are `Work.batches`.
        norms: takes the place of ``theta`` and ``gradient``, which have no rows then; only where `Stepper.takes_norms`.

    """

    rows: Ints
    sizes: Ints
    numbers: NDArray[np.float64]
    theta: Tensor
    gradient: Tensor
    loss: Tensor
    before: int = 0
    ahead: tuple[Ints, ...] = ()
    norms: Norms | None = None

    def __len__(self) -> int:
        return len(self.sizes)


class Stepper(Protocol):
    """Does steps on one `Work`.

    The same chunk on the same work gives the same numbers, bit for bit, however the steps are cut into chunks.

    Attributes:
        takes_norms: whether it can do with `Chunk.norms`.

    """

    takes_norms: ClassVar[bool]

    def run(self, chunk: Chunk) -> None:
        """Do the steps of ``chunk``, in their order."""
        ...


class RefusedError(Exception):
    """A stepper cannot do a work; the message is a sentence that says why, for people."""
