"""The same experiment and seed give the same curve, bit for bit, however the run is interrupted or looked at."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from playground.catalog.entry import family, settle
from playground.catalog.families import Probe
from playground.engine.record import Record
from playground.engine.step.choice import Chosen, choose
from playground.engine.step.contract import Work
from playground.engine.trainer import Trainer
from playground.engine.view import LiveView
from playground.spec.experiment import Experiment
from playground.spec.values import Choice, Values
from tests.engine.support import block, dense, experiment, retrained

STEPS = 230


def restless(optimizer: str = "adam") -> Experiment:
    """Everything that has a state: dropout, running averages, an optimizer, a schedule, a short last batch."""
    return experiment(
        dense("a", 8, "relu"),
        block("bn", "batch_norm"),
        block("drop", "dropout", keep_prob=0.7),
        dense("b", 4),
        optimizer=Choice(optimizer),
        schedule=Choice("exponential"),
        batch_size=7,
        l1=0.01,
        clip="norm",
    )


def same(a: Record, b: Record) -> None:
    assert a.first == b.first
    for name in ("epoch", "loss", "cost", "learning_rate"):
        assert np.array_equal(getattr(a, name), getattr(b, name)), name
    for name in ("gradient_norm", "update_ratio"):
        x, y = getattr(a, name), getattr(b, name)
        assert x.keys() == y.keys()
        assert all(np.array_equal(x[node], y[node], equal_nan=True) for node in x), name


@pytest.fixture(scope="module")
def straight() -> Record:
    return Trainer(restless()).train_steps(STEPS)


def test_again(straight: Record) -> None:
    same(Trainer(restless()).train_steps(STEPS), straight)


def test_another_seed_gives_another_curve(straight: Record) -> None:
    from dataclasses import replace

    other = Trainer(replace(restless(), seed=8)).train_steps(STEPS)
    assert not np.array_equal(other.loss, straight.loss)


def test_paused_again_and_again(straight: Record) -> None:
    trainer = Trainer(restless())
    losses = []
    for count in (1, 2, 50, 100, 3, 74):
        losses.append(trainer.train_steps(count).loss)
        trainer.checkpoint()
        trainer.evaluate()
    assert np.array_equal(np.concatenate(losses), straight.loss)


def test_watched_by_every_probe(straight: Record) -> None:
    trainer = Trainer(restless())
    losses = []
    for _ in range(STEPS // 10):
        losses.append(trainer.train_steps(10).loss)
        for entry in family("probes").values():
            probe, p = settle(Probe, Choice(entry.kind))
            probe.measure(p, LiveView(trainer))
    assert np.array_equal(np.concatenate(losses), straight.loss)


@pytest.mark.parametrize("optimizer", list(family("optimizers")))
@pytest.mark.parametrize("pause", [3, 100])
def test_resumed_from_a_checkpoint(optimizer: str, pause: int) -> None:
    whole = Trainer(restless(optimizer))
    whole.train_steps(pause)
    rest = whole.train_steps(60)
    first = Trainer(restless(optimizer))
    first.train_steps(pause)
    second = Trainer(restless(optimizer), first.checkpoint())
    same(second.train_steps(60), rest)
    a, b = whole.checkpoint(), second.checkpoint()
    assert all(np.array_equal(a.weights[name], b.weights[name]) for name in a.weights)
    assert (a.step, a.epoch, a.batch, a.updates, a.random) == (b.step, b.epoch, b.batch, b.updates, b.random)


def test_resumed_early_stopping_knows_the_best() -> None:
    noisy = experiment(
        dense("a", 32),
        source=Choice("circle", Values(samples=60, label_noise=0.5)),
        optimizer=Choice("adam", Values(learning_rate=0.05)),
        early_stopping=True,
        patience=4,
    )
    whole = Trainer(noisy)
    while not whole.finished:
        whole.train_epoch()
    first = Trainer(noisy)
    for _ in range(whole.epoch - 2):
        first.train_epoch()
    second = Trainer(noisy, first.checkpoint())
    while not second.finished:
        second.train_epoch()
    assert (second.epoch, second.finished) == (whole.epoch, "early stopping")
    assert all(np.array_equal(value, second.weights()[name]) for name, value in whole.weights().items())


def test_turning_a_live_setting_and_back_changes_nothing(straight: Record) -> None:
    trainer = Trainer(restless())
    trainer.train_steps(33)
    before = trainer.experiment
    trainer.reconfigure(retrained(before, l2=3.0))
    trainer.reconfigure(before)
    assert np.array_equal(trainer.train_steps(STEPS - 33).loss, straight.loss[33:])


def test_who_does_the_steps_is_chosen_where_every_run_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a file that is opened again might go on in another way, which rounds otherwise."""
    seen = []

    def watched(work: Work, *rest: Any) -> Chosen:
        seen.append((work.parameters.theta.clone(), *(row.clone() for row in work.state.values())))
        return choose(work, *rest)

    monkeypatch.setattr("playground.engine.trainer.choose", watched)
    built = experiment(optimizer=Choice("adam"))
    trainer = Trainer(built)
    trainer.train_steps(30)
    opened = Trainer(built, trainer.checkpoint())
    here = opened.checkpoint()
    opened.make_ready()
    for first, again in zip(*seen, strict=True):
        assert torch.equal(first, again)
    for name, array in here.weights.items():
        np.testing.assert_array_equal(opened.checkpoint().weights[name], array)
    assert opened.checkpoint().random == here.random
    np.testing.assert_array_equal(opened.train_steps(20).loss, trainer.train_steps(20).loss)
