"""Who does the steps: the fastest way that gives the numbers of `playground.engine.step.eager`.

The rule, on the CPU: the kernel, where it knows every operation of the step; else the captured step, where the step
can be written down as a row of operations; on a GPU with CUDA: a graph of such a row; else, and on other GPUs, the
eager step, which can do everything. So eager goes on where

- the device is neither a CPU nor a GPU with CUDA,
- a step is so much work that trying the faster way costs more than it can ever save (`LONG`): the first step is done
  without anything before it, and no second set of numbers takes memory,
- what the step does depends on a number that is computed in it (a tape holds one way only),
- a block changes memory of its own that the training does not know of,
- an operation waits for the GPU, or takes a number that changes from step to step in a form that no graph has, or
- the first steps of the faster way are not those of the eager one.

The last is seen before the first real step: some steps are done both ways from where training stands, compared, and
taken back. Whoever is chosen does all steps until the structure of the work changes, so that a curve depends neither
on time nor on pauses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.tensor import Ints
from playground.engine.step.captured import Captured
from playground.engine.step.contract import Chunk, RefusedError, Stepper, Work
from playground.engine.step.eager import Eager
from playground.engine.step.graphed import Graphed
from playground.engine.step.kept import Kept, changing
from playground.engine.step.kernel.stepper import Kernel
from playground.spec.words import tr

Way: TypeAlias = Literal["kernel", "captured", "graph", "eager"]

TOLERANCE = 1e-5
"""How far a faster step may be off, of the largest change that the eager one makes; beside it four units in the last
place of the largest number, which is as much as the order of a sum can make."""

GPU_TOLERANCE = 1e-4
"""The same on a GPU, whose products and functions round more coarsely, and otherwise where memory lies otherwise."""


LONG = 8_000_000_000
"""Multiply-adds of a step, forward and backward, from which the CPU does it one by one: it takes a second or so, and
what lies between the operations, which is all that a faster way saves, some milliseconds."""


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Who does the steps, the way that is, and in sentences: how, and why not in a faster way."""

    stepper: Stepper
    way: Way
    words: str


def choose(
    work: Work, sizes: Ints, numbers: NDArray[np.float64], way: Way | None = None, multiply_adds: int = 0
) -> Chosen:
    """The fastest stepper that does ``work`` as the eager one.

    Args:
        work: stands as before afterwards, its random numbers too.
        sizes: of some batches, all sizes that will occur among them, shape (steps,).
        numbers: as `Chunk.numbers`, for so many steps.
        way: only this one, whatever it costs.
        multiply_adds: of a step, where they are known.

    Raises:
        RefusedError: only one way was asked for, and it cannot do the work.

    """
    if way is None and multiply_adds >= LONG and work.x.device.type == "cpu":
        return Chosen(
            Eager(work), "eager", " ".join([_done_by("eager"), tr("A step is so long that no way is faster.")])
        )
    refused: list[str] = []
    for name, make in _MAKERS.items():
        if way != name and (way is not None or work.x.device.type not in _ON.get(name, (work.x.device.type,))):
            continue
        try:
            if work.batches is not None and name not in ("captured", "eager"):
                raise RefusedError(tr("the batches are made one by one, while it trains"))
            stepper = make(work)
            if isinstance(stepper, Graphed):
                stepper.prepare(int(sizes[0]), numbers[0])
            if not isinstance(stepper, Eager):
                _check(work, stepper, sizes, numbers)
        except RefusedError as error:
            if way is not None:
                raise
            refused.append(_refused(name, error))
            continue
        return Chosen(stepper, name, " ".join([_done_by(name), *refused]))
    raise RefusedError(tr("there is no {way} here", way=way))


def _done_by(way: Way) -> str:
    return {
        "kernel": tr("The steps are done by the kernel, many in one call."),
        "captured": tr("The steps are captured: torch does many in one call."),
        "graph": tr("The steps are captured as a CUDA graph: the GPU does many in one call."),
        "eager": tr("The steps are done one by one."),
    }[way]


def _refused(way: Way, why: RefusedError) -> str:
    if way == "kernel":
        return tr("Not by the kernel: {why}.", why=why)
    if way == "graph":
        return tr("Not as a CUDA graph: {why}.", why=why)
    return tr("Not captured: {why}.", why=why)


_MAKERS: Mapping[Way, Callable[[Work], Stepper]] = {
    "kernel": Kernel,
    "captured": Captured,
    "graph": Graphed,
    "eager": Eager,
}
"""The fastest first."""

_ON: Mapping[Way, tuple[str, ...]] = {"kernel": ("cpu", "mps"), "captured": ("cpu", "mps"), "graph": ("cuda",)}
"""The devices on which a way is tried where nobody asks for it; on one that it cannot use, it says why not."""


def _check(work: Work, stepper: Stepper, sizes: Ints, numbers: NDArray[np.float64]) -> None:
    """Do some steps both ways, each from where the eager one before it led to, compare, and take them back.

    Raises:
        RefusedError: they differ, or the stepper cannot do them.

    """
    start, eager = Kept(work), Eager(replace(work, watched=True))  # which gradients tell something is to be known
    try:
        for size, row in zip(sizes, numbers, strict=True):
            before = Kept(work)
            chunk = _one_step(work, int(size), row)
            try:
                stepper.run(chunk)
            except RuntimeError as error:  # torch's own word for whatever goes wrong in TorchScript
                raise RefusedError(tr("it broke: {error}", error=str(error).strip().splitlines()[-1])) from error
            found = {name: tensor.clone() for name, tensor in _all_of(work, chunk).items()}
            before.put_back()
            chunk = _one_step(eager.work, int(size), row)
            eager.run(chunk)
            _compare(found, _all_of(eager.work, chunk), before)
    finally:
        start.put_back()


def _one_step(work: Work, size: int, numbers: NDArray[np.float64]) -> Chunk:
    """A step from the first ``size`` examples."""
    return Chunk(np.arange(size, dtype=np.int64), np.array([size]), numbers[None], *work.told(1))


def _all_of(work: Work, chunk: Chunk) -> dict[str, Tensor]:
    """What all memory holds after a step, and what the step told."""
    told = {"the loss": chunk.loss[0]} | changing(work)
    return {"theta before": chunk.theta[0], "the gradient": chunk.gradient[0]} | told if work.watched else told


def _compare(found: Mapping[str, Tensor], wanted: Mapping[str, Tensor], before: Kept) -> None:
    others = [name for name in found if not torch.equal(found[name], wanted[name])]
    if not others:
        return
    learned = wanted["the gradient"].abs()
    # Where a gradient is but rounding, Adam and its like make a whole step of it: such numbers tell nothing.
    telling = learned >= 1e-4 * _largest(learned)
    for name in others:
        here, right = found[name], wanted[name]
        change = right
        if name in before.values:
            change = right - before.values[name]
        if right.shape == telling.shape:
            here, right, change = here[telling], right[telling], change[telling]
        off = _furthest(here, right)
        tolerance = TOLERANCE if right.device.type == "cpu" else GPU_TOLERANCE
        if off > tolerance * _largest(change) + 4.0 * torch.finfo(right.dtype).eps * _largest(right):
            raise RefusedError(
                tr("its first steps are not those of the eager step, {name} is off by {off:.3g}", name=name, off=off)
            )


def _largest(tensor: Tensor) -> float:
    """The largest finite size of a number in it."""
    finite = tensor[tensor.isfinite()].abs()
    return float(finite.max()) if finite.numel() else 0.0


def _furthest(found: Tensor, right: Tensor) -> float:
    """The largest difference; infinite where only one of two numbers is finite."""
    both = found.isfinite() & right.isfinite()
    if not bool((both | (found == right) | (found.isnan() & right.isnan())).all()):
        return float("inf")
    difference = (found - right)[both].abs()
    return float(difference.max()) if difference.numel() else 0.0
