"""Standing at an earlier place: everything is as it was, and going on gives the same numbers, bit for bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playground.catalog.settings import set_at
from playground.engine import timeline
from playground.engine.trainer import DivergedError, Trainer
from playground.spec.experiment import Experiment
from playground.spec.values import Choice, Values
from tests.engine.support import block, dense, experiment, retrained, sgd
from tests.engine.test_determinism import restless, same


def steps(trainer: Trainer) -> list[int]:
    return [step for step, _ in trainer.places()]


def state(trainer: Trainer) -> dict[str, object]:
    """All of it, comparable."""
    saved = trainer.checkpoint()
    arrays = {name: array.tobytes() for name, array in saved.weights.items()}
    arrays |= {f"{slot}/{name}": row.tobytes() for slot, rows in saved.state.items() for name, row in rows.items()}
    return {**arrays, "counters": (saved.step, saved.epoch, saved.batch, saved.updates), "random": saved.random}


@pytest.mark.parametrize("optimizer", ["adam", "momentum"])
@pytest.mark.parametrize("chunk", [1, 17, 230])
def test_going_on_from_every_place_gives_the_same_curve(optimizer: str, chunk: int) -> None:
    whole = Trainer(restless(optimizer)).train_steps(230)
    trainer = Trainer(restless(optimizer))
    while trainer.step_number < 230:
        trainer.train_steps(min(chunk, 230 - trainer.step_number))
    per_epoch = trainer.steps_per_epoch
    assert steps(trainer) == [*range(0, 230, per_epoch), 230]
    for step in (5 * per_epoch, 0, 20 * per_epoch):
        trainer.recall(step)
        assert trainer.step_number == step
        rest = trainer.train_steps(230 - step)
        assert rest.first == step + 1
        assert np.array_equal(rest.loss, whole.loss[step:])
        norms = rest.gradient_norm
        assert all(np.array_equal(norms[node], whole.gradient_norm[node][step:]) for node in norms)


def test_looking_back_and_returning_changes_nothing() -> None:
    whole = Trainer(restless()).train_steps(230)
    trainer = Trainer(restless())
    trainer.train_steps(100)
    before, gradients = state(trainer), trainer.gradients()
    for step in (27, 0, 63, 27):
        trainer.recall(step)
        assert trainer.step_number == step
        assert steps(trainer)[-1] == 100
    assert not np.array_equal(trainer.gradients()["a.weight"], gradients["a.weight"])
    trainer.recall(100)
    assert state(trainer) == before
    assert all(np.array_equal(trainer.gradients()[name], gradients[name]) for name in gradients)
    assert np.array_equal(trainer.train_steps(130).loss, whole.loss[100:])


def test_a_place_is_as_it_was() -> None:
    trainer, seen = Trainer(restless()), {}
    for _ in range(6):
        seen[trainer.step_number] = state(trainer)
        trainer.train_epoch()
    for step, then in seen.items():
        trainer.recall(step)
        assert state(trainer) == then


def test_training_on_gives_up_what_came_later() -> None:
    trainer = Trainer(restless())
    trainer.train_steps(100)
    trainer.recall(18)
    trainer.train_steps(1)
    assert steps(trainer) == [0, 9, 18, 19]
    trainer.recall(9)
    trainer.go_on()
    assert steps(trainer) == [0, 9]


def test_a_place_that_was_not_kept_is_the_nearest() -> None:
    trainer = Trainer(restless())
    trainer.train_steps(30)
    trainer.recall(20)
    assert trainer.step_number == 18


def test_a_long_run_keeps_few_places_evenly_and_always_the_latest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "MOST", 10)
    trainer = Trainer(experiment(dense("a", 2), batch_size=100))  # one step per epoch
    for _ in range(103):
        trainer.train_epoch()
    kept = steps(trainer)
    assert kept[0] == 0
    assert kept[-1] == 103
    assert len(kept) <= 11
    gaps = np.diff(kept[:-1])
    assert len(set(gaps.tolist())) == 1
    trainer.recall(kept[1])
    trainer.train_steps(3)
    *_, before_last, last = steps(trainer)
    assert last == kept[1] + 3
    assert last - before_last < gaps[0]


def test_a_large_network_keeps_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "MOST_BYTES", 100_000)
    small, large = (Trainer(experiment(dense("a", units), batch_size=100)) for units in (2, 400))
    for trainer in (small, large):
        trainer.train_steps(60)
    assert 2 <= len(steps(large)) < len(steps(small))
    assert steps(large)[0] == 0
    assert steps(large)[-1] == 60


def test_other_settings_and_other_data_keep_the_places_another_network_does_not() -> None:
    trainer = Trainer(experiment(dense("a"), dense("b", 2)))
    trainer.train_epoch()
    trainer.train_epoch()
    first, second = steps(trainer)[1:]
    weights = trainer.weights()
    built = trainer.experiment
    for edit in (
        set_at(built, ("training", "optimizer"), Choice("adam")),
        set_at(built, ("data", "source"), Choice("xor", Values(samples=100))),
        set_at(built, ("network", "a", "activation"), Choice("relu")),
    ):
        trainer.reconfigure(edit.apply(trainer.experiment))
        assert steps(trainer) == [0, first, second]
    trainer.recall(first)
    trainer.recall(second)
    assert all(np.array_equal(weights[name], value) for name, value in trainer.weights().items())
    trainer.recall(first)
    trainer.reconfigure(set_at(built, ("network", "a", "units"), 7).apply(trainer.experiment))
    assert steps(trainer) == [first]
    trainer.train_epoch()
    trainer.reconfigure(replace(trainer.experiment, seed=3))
    assert steps(trainer) == [0]


def test_what_blew_up_is_no_place() -> None:
    trainer = Trainer(experiment(dense("a", 8, "relu"), source="plane", optimizer=sgd(0.01)))
    trainer.train_steps(120)
    trainer.reconfigure(retrained(trainer.experiment, optimizer=sgd(1000.0)))
    with pytest.raises(DivergedError):
        trainer.train_steps(500)
    assert steps(trainer)[-1] == trainer.step_number
    trainer.recall(0)
    assert trainer.step_number == 0
    trainer.recall(steps(trainer)[-1])
    assert all(np.isfinite(array).all() for array in trainer.weights().values())


def noisy() -> Experiment:
    return experiment(
        dense("a", 32),
        source=Choice("circle", Values(samples=60, label_noise=0.5)),
        optimizer=Choice("adam", Values(learning_rate=0.05)),
        early_stopping=True,
        patience=4,
    )


def test_early_stopping_stops_where_it_did() -> None:
    trainer = Trainer(noisy())
    while not trainer.finished:
        trainer.train_epoch()
    end, epoch = state(trainer), trainer.epoch
    trainer.recall(steps(trainer)[epoch // 2])
    while not trainer.finished:
        trainer.train_epoch()
    assert trainer.epoch == epoch
    assert state(trainer) == end
    last = trainer.step_number
    trainer.recall(0)
    trainer.recall(last)
    assert trainer.finished == "early stopping"
    assert state(trainer) == end


def test_running_averages_come_back_too() -> None:
    trainer = Trainer(experiment(dense("a"), block("bn", "batch_norm")))
    trainer.train_epoch()
    x = trainer.prepared.x[:20]
    then = trainer.outputs(x)["output"]
    step = trainer.step_number
    trainer.train_steps(50)
    trainer.recall(step)
    assert np.array_equal(trainer.outputs(x)["output"], then)


def test_a_recalled_state_can_be_saved() -> None:
    trainer = Trainer(restless())
    trainer.train_steps(100)
    trainer.recall(27)
    copy = Trainer(restless(), trainer.checkpoint())
    same(copy.train_steps(60), trainer.train_steps(60))
