"""Training that blows up goes back to good weights and says what would help."""

from __future__ import annotations

import numpy as np
import pytest

from playground.engine.divergence import DivergedError
from playground.engine.record import Record
from playground.engine.step.choice import Way
from playground.engine.step.contract import RefusedError
from playground.engine.trainer import Trainer
from playground.engine.watchman import Watchman
from playground.spec.experiment import Experiment
from playground.spec.values import Choice, Values
from tests.engine.support import dense, experiment, retrained, sgd


def wild(rate: float = 1000.0) -> Experiment:
    return experiment(dense("a", 8, "relu"), dense("b", 8, "relu"), source="plane", optimizer=sgd(rate))


def test_rolls_back_and_offers_fixes_that_train() -> None:
    trainer = Trainer(wild())
    first = trainer.weights()
    with pytest.raises(DivergedError) as caught:
        trainer.train_steps(500)
    error = caught.value
    assert (trainer.step_number, trainer.epoch, trainer.batch) == (0, 0, 0)
    assert all(np.array_equal(value, first[name]) for name, value in trainer.weights().items())
    assert error.node in trainer.analysis.order
    assert f"step {error.step}" in str(error)
    assert "learning rate of 1000" in str(error)
    assert len(error.record) >= error.step
    mended = error.fixes[0].edit.apply(trainer.experiment)
    assert mended.training.optimizer.params["learning_rate"] == 0.1
    trainer.reconfigure(mended)
    before = trainer.evaluate()["train"]["loss"]
    trainer.train_steps(500)
    assert trainer.evaluate()["train"]["loss"] < before


def test_every_fix_is_an_edit_that_applies() -> None:
    trainer = Trainer(wild())
    with pytest.raises(DivergedError) as caught:
        trainer.train_steps(500)
    labels = [fix.label for fix in caught.value.fixes]
    assert labels == ["Learning rate to 0.1", "Clip gradients to norm 1"]
    for fix in caught.value.fixes:
        changed = fix.edit.apply(trainer.experiment)
        assert changed is not trainer.experiment
        Trainer(changed).train_steps(1)


def test_goes_back_to_the_last_good_weights_not_to_the_start() -> None:
    trainer = Trainer(wild(0.01))
    trainer.train_steps(230)
    trainer.reconfigure(retrained(trainer.experiment, optimizer=sgd(1000.0)))
    good = Trainer(wild(0.01))
    good.train_steps(200)
    with pytest.raises(DivergedError):
        trainer.train_steps(500)
    assert trainer.step_number == 200
    assert all(np.array_equal(value, good.weights()[name]) for name, value in trainer.weights().items())


@pytest.mark.parametrize("rate", [1.0, 1000.0])
def test_where_it_goes_back_to_does_not_depend_on_chunks(rate: float) -> None:
    steps = []
    for chunk in (1, 7, 1000):
        trainer = Trainer(wild(rate))
        error = None
        while error is None:
            try:
                trainer.train_steps(chunk)
            except DivergedError as caught:
                error = caught
        steps.append((error.step, trainer.step_number, error.node))
    assert len(set(steps)) == 1


@pytest.mark.parametrize(("way", "chunk"), [("eager", 500), ("captured", 7), ("captured", 500), ("kernel", 500)])
def test_who_did_not_watch_is_told_the_same(way: Way, chunk: int) -> None:
    told = []
    for watched in (True, False):
        trainer = Trainer(wild(1.0), stepper=way, watched=watched)
        error = None
        try:
            trainer.make_ready()
        except RefusedError as why:
            pytest.skip(f"refused: {why}")
        while error is None:
            try:
                trainer.train_steps(chunk)
            except DivergedError as caught:
                error = caught
        loss = error.record.loss[error.step - error.record.first]
        fixes = [fix.label for fix in error.fixes]
        told.append((str(error), error.step, error.node, fixes, trainer.step_number, loss))
        assert all(np.isfinite(value).all() for value in trainer.weights().values())
    assert told[0] == told[1]


def test_large_inputs_are_suspected() -> None:
    trainer = Trainer(experiment(dense("a", 16, "relu"), source=Choice("wine"), optimizer=sgd(100.0)))
    with pytest.raises(DivergedError) as caught:
        trainer.train_steps(2000)
    assert "not normalized" in str(caught.value)
    mended = trainer.experiment
    for fix in caught.value.fixes:
        mended = fix.edit.apply(mended)
    assert mended.data.normalize
    trainer.reconfigure(mended)
    trainer.train_steps(200)


def test_too_large_first_weights_are_suspected() -> None:
    layer = dense("a", 16, "relu", weight_initializer=Choice("too_large"))
    trainer = Trainer(experiment(layer, source="plane", optimizer=sgd(1.0)))
    with pytest.raises(DivergedError) as caught:
        trainer.train_steps(2000)
    assert "first weights of Dense" in str(caught.value)
    assert caught.value.fixes[0].label.startswith("Draw the weights of Dense")


def last_losses(row: int, losses: list[float], start: float) -> str:
    """What the watchman says of these losses; it must notice at ``row``."""
    values = np.array(losses)
    record = Record(1, values, values, values, values, {}, {})
    failure = Watchman(start).first_failure(record)
    assert failure is not None
    assert failure.row == row
    return failure.what


def test_it_says_which_loss_is_too_high() -> None:
    assert last_losses(1, [0.7, np.nan, 5.0], 0.7) == "the loss is no finite number any more"
    assert last_losses(2, [0.7, 0.8, 2.15e6], 0.7) == "the loss is 2.15e+06, at the start it was 0.7"
    mean = "the mean loss of the last 20 steps is 215, at the start it was 0.7"
    assert last_losses(19, [214.0, 216.0] * 15, 0.7) == mean
    assert last_losses(0, [np.inf], np.inf) == "the loss is no finite number any more"


def test_the_sentence_has_the_mean_where_the_mean_is_too_high() -> None:
    trainer = Trainer(experiment(dense("a", 16, "relu"), optimizer=Choice("adam", Values(learning_rate=10.0))))
    start = trainer.evaluate()["train"]["loss"]
    with pytest.raises(DivergedError) as caught:
        trainer.train_steps(2000)
    mean = float(caught.value.record.loss[: caught.value.step].mean())
    assert f"the mean loss of the last 20 steps is {mean:.3g}, at the start it was {start:.3g}." in str(caught.value)


def test_an_ordinary_run_is_left_alone() -> None:
    noisy = Choice("spiral", Values(samples=100, position_noise=0.5))
    for optimizer in (sgd(1.0), Choice("adam", Values(learning_rate=0.05))):
        Trainer(experiment(dense("a", 16), source=noisy, optimizer=optimizer, batch_size=1)).train_steps(3000)
