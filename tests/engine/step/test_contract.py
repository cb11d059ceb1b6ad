"""Every way of doing the steps against the eager one: every block, activation, loss, rule and setting there is.

The captured step does the same operations in the same order on memory that lies alike: it is equal bit for bit. The
kernel rounds sums and functions otherwise: step by step it is equal to a millionth of the largest number, and gradients
and losses, in which large numbers cancel, to five of them; or it refuses in a sentence.

Left to itself for 200 steps it cannot be equal to a millionth everywhere, since the eager step is not so itself: held
against the same steps in float64 the eager ones are off by 8·10⁻⁷ of the largest parameter in the median of the 64
networks that the kernel takes, the kernel's by as much, and the two from one another by 3·10⁻⁷. Most networks stay
below 10⁻⁶ (the losses of 95 of 100, the parameters of 84); Adagrad, whose first steps are as long for a gradient of
rounding as for any other, comes to 6·10⁻⁶ and clipping number by number to 10⁻³ in one number. Where the loss has a
kink (absolute error) or training is chaotic at the given rate (a dropout of channels, a layer that only reshapes) a
bit's difference decides on which side of a kink an example falls: the eager steps end 0.3 to 0.5 from those in float64,
and the kernel's no further. So what is asked of a whole run is that it is as near to float64 as the eager one.
"""

from __future__ import annotations

import functools
from typing import Any, ClassVar

import numpy as np
import pytest
import torch
from torch import Tensor

from playground.engine.record import Record
from playground.engine.step.choice import Chosen, Way
from playground.engine.step.contract import Chunk, RefusedError, Stepper, Work
from playground.engine.step.eager import Eager
from playground.engine.step.kept import Kept
from playground.engine.step.kernel.stepper import Kernel
from playground.engine.trainer import Trainer
from playground.spec.values import Choice
from playground.wire.checkpoint import Checkpoint
from tests.engine.step.cases import every_case
from tests.engine.support import dense, experiment

STEPS = 200
CASES = every_case()


@functools.cache
def trained(name: str, way: Way) -> tuple[Record, Checkpoint]:
    trainer = Trainer(CASES[name], stepper=way)
    record = trainer.train_steps(STEPS)
    assert trainer.stepper == way
    return record, trainer.checkpoint()


@pytest.mark.parametrize("name", CASES)
def test_captured_is_eager_bit_for_bit(name: str) -> None:
    (wanted, end), (found, there) = trained(name, "eager"), trained(name, "captured")
    assert np.array_equal(found.loss, wanted.loss)
    for a, b in ((wanted.gradient_norm, found.gradient_norm), (wanted.update_ratio, found.update_ratio)):
        assert all(np.array_equal(a[node], b[node], equal_nan=True) for node in a)
    assert all(np.array_equal(end.weights[key], there.weights[key]) for key in end.weights)
    for slot, arrays in end.state.items():
        assert all(np.array_equal(array, there.state[slot][key]) for key, array in arrays.items())
    assert end.random == there.random


class Beside:
    """Does the eager steps, and each of them by another stepper first; remembers how far that was off at most."""

    takes_norms: ClassVar[bool] = False

    def __init__(self, work: Work, other: Stepper) -> None:
        self._work, self._other, self._eager = work, other, Eager(work)
        self.off: dict[str, float] = {}

    def run(self, chunk: Chunk) -> None:
        for step, rows in enumerate(np.split(chunk.rows, np.cumsum(chunk.sizes)[:-1])):
            here = slice(step, step + 1)
            told = chunk.theta[here], chunk.gradient[here], chunk.loss[here]
            one = Chunk(rows, chunk.sizes[here], chunk.numbers[here], *told)
            before = Kept(self._work)
            self._other.run(one)
            found = self._all(one)
            before.put_back()
            self._eager.run(one)
            for name, right in self._all(one).items():
                if right.numel():
                    off = float((found[name] - right).abs().max()) / max(float(right.abs().max()), 1e-30)
                    self.off[name] = max(self.off.get(name, 0.0), off)

    def _all(self, one: Chunk) -> dict[str, Tensor]:
        told = {"theta before": one.theta, "gradient": one.gradient, "loss": one.loss}
        return {**Kept(self._work).values, **{name: tensor.clone() for name, tensor in told.items()}}


@pytest.mark.parametrize("name", CASES)
def test_every_step_of_the_kernel_is_the_eager_one(name: str) -> None:
    trainer = Trainer(CASES[name], stepper="eager")
    try:
        beside = Beside(trainer._work, Kernel(trainer._work))
        trainer._chosen = Chosen(beside, "eager", "")
        trainer.train_steps(STEPS)
    except RefusedError as why:
        pytest.skip(f"refused: {why}")
    assert beside.off.pop("gradient") <= 5e-6
    assert beside.off.pop("loss") <= 5e-6
    assert beside.off.pop("theta before") == 0.0
    assert max(beside.off.values()) <= 1e-6, beside.off


AS_NEAR = ("optimizer adagrad", "optimizer adam", "activation sigmoid", "block batch_norm", "clipped one by one", "l1")


@pytest.mark.parametrize("name", AS_NEAR)
def test_a_run_by_the_kernel_is_as_near_to_double_precision_as_an_eager_one(name: str) -> None:
    trainers = [Trainer(CASES[name], stepper="eager", dtype=torch.float64)]
    trainers += [Trainer(CASES[name], stepper=way) for way in ("eager", "kernel")]
    try:
        exact, eager, kernel = ((trainer.train_steps(STEPS).loss, trainer.weights()) for trainer in trainers)
    except RefusedError as why:
        pytest.skip(f"refused: {why}")

    def off(found: tuple[Any, Any]) -> tuple[float, float]:
        weights = [(found[1][key], right) for key, right in exact[1].items()]
        furthest = max(float(np.abs(here - right).max() / np.abs(right).max()) for here, right in weights)
        return float(np.abs(found[0] - exact[0]).max() / exact[0].max()), furthest

    for here, there in zip(off(kernel), off(eager), strict=True):
        assert here <= 10.0 * there + 1e-6


UNWATCHED = ("block batch_norm", "two dropouts", "l2", "l1 and l2, clipped as a whole", "frozen", "frozen, clipped")


@pytest.mark.parametrize("way", ["eager", "captured", "kernel"])
@pytest.mark.parametrize("name", UNWATCHED)
def test_whether_anybody_watches_makes_no_difference(name: str, way: Way) -> None:
    found = []
    for watched in (True, False):
        trainer = Trainer(CASES[name], stepper=way, watched=watched)
        try:
            record = trainer.train_steps(STEPS)
        except RefusedError as why:
            pytest.skip(f"refused: {why}")
        found.append((record, trainer.checkpoint()))
    (seen, end), (unseen, there) = found
    assert unseen.gradient_norm == unseen.update_ratio == {}
    for column in ("epoch", "loss", "learning_rate"):
        assert np.array_equal(getattr(unseen, column), getattr(seen, column))
    penalised = CASES[name].training.l1 > 0.0 or CASES[name].training.l2 > 0.0
    assert np.isnan(unseen.cost).all() if penalised else np.array_equal(unseen.cost, seen.cost)
    assert all(np.array_equal(end.weights[key], there.weights[key]) for key in end.weights)
    for slot, arrays in end.state.items():
        assert all(np.array_equal(array, there.state[slot][key]) for key, array in arrays.items())
    assert end.random == there.random


@pytest.mark.parametrize("way", ["eager", "captured", "kernel"])
def test_where_steps_are_cut_into_chunks_makes_no_difference(way: Way) -> None:
    """With 13 inputs, of which no batch but the first begins where torch's memory begins if all are cut from one."""
    case = experiment(dense("a", 8), dense("b", 8), source=Choice("wine"), batch_size=10)
    whole, parts = Trainer(case, stepper=way), Trainer(case, stepper=way)
    try:
        whole.make_ready()
    except RefusedError as why:
        pytest.skip(f"refused: {why}")
    loss = whole.train_steps(60).loss
    pieces = [parts.train_steps(count).loss for count in (1, 2, 3, 4, 50)]
    assert np.array_equal(np.concatenate(pieces), loss)
    ends = whole.weights(), parts.weights()
    assert all(np.array_equal(ends[0][name], ends[1][name]) for name in ends[0])
