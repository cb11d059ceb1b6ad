"""Training stops at a loss or an accuracy, at the end of the first epoch that has it, and goes on beyond."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.engine.trainer import Trainer
from playground.spec.experiment import Experiment
from playground.spec.values import Choice, Values
from tests.engine.support import dense, experiment, retrained


def easy(**training: Any) -> Experiment:
    return experiment(dense("a", 8), optimizer=Choice("adam", Values(learning_rate=0.05)), **training)


def watched(built: Experiment, epochs: int) -> list[dict[str, dict[str, float]]]:
    trainer, found = Trainer(built), []
    for _ in range(epochs):
        trainer.train_epoch()
        found.append(trainer.evaluate())
    return found


@pytest.mark.parametrize("chunk", [1, 1000])
def test_it_stops_at_the_first_epoch_whose_train_loss_is_low_enough(chunk: int) -> None:
    losses = [parts["train"]["loss"] for parts in watched(easy(), 30)]
    target = losses[12]
    first = next(index for index, loss in enumerate(losses) if loss <= target)
    trainer = Trainer(easy(stop_loss=target))
    while not trainer.finished:
        trainer.train_steps(chunk)
    assert (trainer.finished, trainer.epoch) == ("loss", first + 1)
    assert trainer.evaluate()["train"]["loss"] == losses[first]


@pytest.mark.parametrize("dev", [0.2, 0.0])
def test_it_stops_at_an_accuracy_on_dev_or_else_on_train(dev: float) -> None:
    built = experiment(dense("a", 8), optimizer=Choice("adam", Values(learning_rate=0.05)), data={"dev": dev})
    part = "dev" if dev else "train"
    values = [parts[part]["accuracy"] for parts in watched(built, 40)]
    target = max(values[:20])
    first = next(index for index, value in enumerate(values) if value >= target)
    trainer = Trainer(retrained(built, stop_accuracy=target))
    trainer.train_steps(10_000)
    assert (trainer.finished, trainer.epoch) == ("accuracy", first + 1)


def test_numbers_have_no_accuracy() -> None:
    trainer = Trainer(experiment(dense("a"), source=Choice("curve_1d"), stop_accuracy=0.01))
    trainer.train_epoch()
    assert not trainer.finished


def test_it_goes_on_beyond_until_the_target_is_set_anew() -> None:
    whole = Trainer(easy()).train_steps(400)
    trainer = Trainer(easy(stop_loss=0.4))
    trainer.train_steps(1000)
    assert trainer.finished == "loss"
    trainer.go_on()
    record = trainer.train_steps(400 - trainer.step_number)
    assert not trainer.finished
    assert np.array_equal(record.loss, whole.loss[record.first - 1 :])
    trainer.reconfigure(retrained(trainer.experiment, stop_loss=0.39))
    trainer.train_steps(1000)
    assert str(trainer.finished) == "loss"


def test_watching_for_the_end_changes_no_number() -> None:
    whole = Trainer(easy()).train_steps(200)
    trainer = Trainer(easy(stop_loss=1e-9, stop_accuracy=1.0))
    losses: list[float] = []
    while len(losses) < 200:
        losses += trainer.train_steps(200 - len(losses)).loss.tolist()
        trainer.go_on()
    assert np.array_equal(losses, whole.loss)


def test_from_an_earlier_place_it_stops_there_again() -> None:
    trainer = Trainer(easy(stop_loss=0.4))
    trainer.train_steps(1000)
    end = trainer.step_number
    trainer.go_on()
    trainer.train_steps(100)
    trainer.recall(0)
    trainer.go_on()
    trainer.train_steps(1000)
    assert (trainer.finished, trainer.step_number) == ("loss", end)
