"""Weights set by hand: the next step learns from them, and the first weights have those set before it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playground.catalog.analysis import analyse
from playground.catalog.initial import initial_weights
from playground.engine.trainer import DivergedError, Trainer
from playground.spec.edits import SetWeight
from playground.spec.experiment import Experiment, Touch
from playground.spec.values import Choice
from tests.engine.support import block, dense, experiment, retrained, sgd
from tests.engine.test_places import steps


def touched(built: Experiment, weight: str, index: tuple[int, ...], value: float, step: int = 0) -> Experiment:
    touch = Touch(weight=weight, index=index, value=value, before=0.0, step=step, gesture=len(built.touches) + 1)
    return SetWeight(touch=touch).apply(built)


def test_the_next_step_learns_from_it_as_if_the_number_had_been_there_by_itself() -> None:
    built = experiment(dense("a", 4), optimizer=Choice("adam"))
    trainer = Trainer(built)
    trainer.train_steps(33)
    state = trainer.checkpoint()
    weight = state.weights["a.weight"].copy()
    weight[2, 1] = -1.5
    expected = Trainer(built, replace(state, weights={**state.weights, "a.weight": weight})).train_steps(50)
    assert trainer.poke((("a.weight", (2, 1), -1.5),))
    assert trainer.weights()["a.weight"][2, 1] == -1.5
    assert np.array_equal(trainer.train_steps(50).loss, expected.loss)


def test_setting_a_number_to_itself_changes_nothing() -> None:
    built = experiment(dense("a", 4), optimizer=Choice("momentum"))
    whole = Trainer(built).train_steps(90)
    trainer = Trainer(built)
    trainer.train_steps(33)
    trainer.poke((("a.weight", (1, 0), float(trainer.weights()["a.weight"][1, 0])),))
    assert np.array_equal(trainer.train_steps(57).loss, whole.loss[33:])


@pytest.mark.parametrize(
    "change",
    [
        ("b.weight", (0, 0), 1.0),
        ("a.weight", (4, 0), 1.0),
        ("a.weight", (0, -1), 1.0),
        ("a.weight", (0,), 1.0),
        ("a.weight", (0, 0), float("nan")),
        ("a.weight", (0, 0), 1e39),
        ("bn.mean", (0,), 1.0),
    ],
)
def test_what_does_not_fit_is_passed_over(change: tuple[str, tuple[int, ...], float]) -> None:
    trainer = Trainer(experiment(dense("a", 4), block("bn", "batch_norm")))
    before = trainer.checkpoint().weights
    assert not trainer.poke((change,))
    after = trainer.checkpoint().weights
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_a_divergence_goes_back_to_weights_that_have_it() -> None:
    trainer = Trainer(experiment(dense("a", 8, "relu"), source="plane", optimizer=sgd(0.01)))
    trainer.train_steps(110)
    trainer.poke((("a.weight", (0, 0), 0.25),))
    trainer.reconfigure(retrained(trainer.experiment, optimizer=sgd(1000.0)))
    with pytest.raises(DivergedError):
        trainer.train_steps(500)
    assert trainer.weights()["a.weight"][0, 0] == 0.25


def test_an_earlier_place_has_no_part_in_a_number_set_later() -> None:
    built = experiment(dense("a", 4))
    first = Trainer(built).weights()["a.weight"]
    trainer = Trainer(built)
    trainer.train_epoch()
    there = trainer.step_number
    trainer.train_epoch()
    trainer.poke((("a.weight", (0, 0), 3.0),))
    end = steps(trainer)[-1]
    trainer.recall(0)
    assert np.array_equal(trainer.weights()["a.weight"], first)
    trainer.recall(there)
    assert trainer.weights()["a.weight"][0, 0] != 3.0
    trainer.poke((("a.weight", (0, 0), 5.0),))
    trainer.recall(end)
    assert trainer.weights()["a.weight"][0, 0] == 3.0
    trainer.recall(there)
    assert trainer.weights()["a.weight"][0, 0] == 5.0


def test_those_set_before_the_first_step_are_first_weights() -> None:
    plain = experiment(dense("a", 4))
    built = touched(touched(plain, "a.weight", (3, 1), 0.75), "output.bias", (0,), -2.0)
    built = touched(touched(built, "a.weight", (0, 0), 9.0, step=12), "gone.weight", (0, 0), 1.0)
    first = initial_weights(built, analyse(built))
    drawn = initial_weights(plain, analyse(plain))
    expected = {name: array.copy() for name, array in drawn.items()}
    expected["a.weight"][3, 1] = 0.75
    expected["output.bias"][0] = -2.0
    assert all(np.array_equal(first[name], expected[name]) for name in expected)
    by_hand = Trainer(plain)
    by_hand.poke((("a.weight", (3, 1), 0.75), ("output.bias", (0,), -2.0)))
    assert np.array_equal(Trainer(built).train_steps(40).loss, by_hand.train_steps(40).loss)
