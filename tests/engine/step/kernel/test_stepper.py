"""The kernel as one that does steps: chunks, random numbers, changing numbers, and the processor's mode."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import torch

from playground.engine.step.contract import RefusedError
from playground.engine.step.kernel import masks
from playground.engine.trainer import Trainer
from playground.spec.experiment import Experiment
from playground.spec.values import Choice, Values
from tests.engine.support import block, dense, experiment

pytestmark = pytest.mark.usefixtures("compiled")

NETS = {
    "tanh": experiment(dense("a", 4), dense("b", 2)),
    "wide": experiment(dense("a", 9, "relu"), dense("b", 17, "gelu"), batch_size=7, optimizer=Choice("adam")),
    "dropout": experiment(dense("a", 8), block("drop", "dropout"), dense("b", 5), batch_size=9),
    "batch norm": experiment(dense("a", 6), block("norm", "batch_norm"), batch_size=8),
    "classes": experiment(dense("a", 5), source=Choice("blobs", Values(samples=100)), l1=0.1, l2=0.1, clip="norm"),
}


def cut(case: Experiment, *pieces: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    trainer = Trainer(case, stepper="kernel")
    losses = [trainer.train_steps(count).loss for count in pieces]
    assert trainer.stepper == "kernel"
    return np.concatenate(losses), trainer.weights()


@pytest.mark.parametrize("name", NETS)
def test_how_steps_are_cut_into_chunks_makes_no_difference(name: str) -> None:
    loss, weights = cut(NETS[name], 60)
    for pieces in ((1, 2, 3, 4, 50), (30, 30)):
        found, there = cut(NETS[name], *pieces)
        assert np.array_equal(found, loss)
        assert all(np.array_equal(there[key], weights[key]) for key in weights)


@pytest.mark.parametrize("name", NETS)
def test_is_eager_for_as_long_as_it_takes(name: str) -> None:
    trainers = [Trainer(NETS[name], stepper=way) for way in ("eager", "kernel")]
    wanted, found = (trainer.train_steps(200) for trainer in trainers)
    np.testing.assert_allclose(found.loss, wanted.loss, rtol=1e-5, atol=1e-6)
    ends = [trainer.checkpoint() for trainer in trainers]
    for key, right in ends[0].weights.items():
        np.testing.assert_allclose(ends[1].weights[key], right, rtol=1e-5, atol=1e-5 * np.abs(right).max(), err_msg=key)
    assert ends[0].random == ends[1].random


@pytest.mark.parametrize("name", NETS)
def test_norms_that_it_takes_itself_are_those_of_the_rows_that_others_keep(name: str) -> None:
    trainers = [Trainer(NETS[name], stepper=way) for way in ("eager", "kernel")]
    wanted, found = (trainer.train_steps(43) for trainer in trainers)
    assert [trainer._recorder.keeps_rows for trainer in trainers] == [True, False]
    np.testing.assert_allclose(found.cost, wanted.cost, rtol=1e-5)
    for node, norm in wanted.gradient_norm.items():
        np.testing.assert_allclose(found.gradient_norm[node], norm, rtol=1e-3)
        np.testing.assert_allclose(found.update_ratio[node], wanted.update_ratio[node], rtol=1e-3)
    right, there = (trainer.gradients() for trainer in trainers)
    for key, gradient in right.items():
        np.testing.assert_allclose(there[key], gradient, rtol=1e-3, atol=1e-4 * np.abs(gradient).max())


@pytest.mark.parametrize("alike", [False, True])
def test_masks_are_torchs_whoever_draws_them(alike: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two layers with masks, and a last batch that is short; where torch draws otherwise, it draws them one by one."""
    if not alike:
        monkeypatch.setattr(masks, "_alike", lambda: False)
    elif not masks._alike():
        pytest.skip("on this processor torch draws otherwise")
    half = block("half", "dropout", keep_prob=0.5)
    case = experiment(dense("a", 8), block("drop", "dropout"), dense("b", 5), half, batch_size=9)
    trainers = [Trainer(case, stepper=way) for way in ("eager", "kernel")]
    wanted, found = (trainer.train_steps(50) for trainer in trainers)
    np.testing.assert_allclose(found.loss, wanted.loss, rtol=1e-5)
    assert trainers[0].checkpoint().random == trainers[1].checkpoint().random


def test_every_number_may_be_another_at_every_step() -> None:
    case = experiment(optimizer=Choice("adamw"), schedule=Choice("cosine"), clip="value", clip_at=0.01, l2=0.01)
    wanted, found = (Trainer(case, stepper=way).train_steps(100) for way in ("eager", "kernel"))
    assert len(np.unique(found.learning_rate)) > 50
    np.testing.assert_allclose(found.loss, wanted.loss, rtol=1e-5)


def test_double_precision_is_refused() -> None:
    trainer = Trainer(NETS["tanh"], dtype=torch.float64, stepper="kernel")
    with pytest.raises(RefusedError, match="float32"):
        trainer.train_steps(1)


def test_what_torch_does_as_fast_is_left_to_it() -> None:
    trainer = Trainer(experiment(dense("a", 1000), dense("b", 1000), batch_size=60), stepper="kernel")
    with pytest.raises(RefusedError, match=r"a step of 180 · 10⁶ multiplications is done by torch as fast"):
        trainer.train_steps(1)


def test_the_mode_for_denormals_is_as_before() -> None:
    """In a thread of its own, whose mode nobody set: there numbers near zero are what they are."""
    seen: list[float] = []

    def train() -> None:
        trainer = Trainer(NETS["tanh"], stepper="kernel")
        torch.set_flush_denormal(False)
        trainer.train_steps(5)
        tiny = np.full(1, 1e-30, dtype=np.float32) * np.full(1, 1e-10, dtype=np.float32)
        seen.append(float(tiny[0]))

    thread = threading.Thread(target=train)
    thread.start()
    thread.join()
    assert seen[0] > 0.0


def test_a_denormal_state_becomes_zero() -> None:
    trainer = Trainer(experiment(optimizer=Choice("momentum", Values(learning_rate=0.0))), stepper="kernel")
    trainer.train_steps(1)
    velocity = trainer._state["velocity"]
    velocity.fill_(1e-39)
    trainer.train_steps(1)
    assert not bool(((velocity != 0) & (velocity.abs() < 1e-38)).any())
