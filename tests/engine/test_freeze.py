"""Frozen numbers stay, bit for bit; all others learn as torch has them learn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from playground.catalog.effects import effects
from playground.catalog.entry import family
from playground.engine.trainer import Trainer
from playground.spec.edits import Set
from playground.spec.experiment import Experiment
from playground.spec.values import Choice, Values
from tests.engine.support import batches, block, dense, experiment

STEPS = 60


def frozen(built: Experiment, **words: tuple[str, ...]) -> Experiment:
    for id, value in words.items():
        built = Set(path=("network", id, "frozen"), value=value).apply(built)
    return built


@pytest.mark.parametrize("optimizer", list(family("optimizers")))
def test_what_is_frozen_stays_and_the_rest_learns(optimizer: str) -> None:
    built = frozen(
        experiment(dense("a", 4), dense("b", 3), optimizer=Choice(optimizer), l2=0.5, l1=0.1),
        a=("2", "weight[0,1]"),
        b=("*",),
    )
    trainer = Trainer(built)
    before = trainer.weights()
    trainer.train_steps(STEPS)
    after = trainer.weights()
    still = {name: after[name] == before[name] for name in before}
    assert still["b.weight"].all()
    assert still["b.bias"].all()
    expected = np.zeros((4, 2), dtype=bool)
    expected[2] = expected[0, 1] = True
    assert np.array_equal(still["a.weight"], expected)
    assert still["a.bias"].tolist() == [False, False, True, False]
    assert not still["output.weight"].any()


def test_a_frozen_filter_stays_with_its_bias_and_the_others_learn() -> None:
    convs = (block("a", "conv", filters=5), block("t", "transposed_conv", filters=5), block("f", "flatten"))
    digits = Choice("digits", Values(layout="picture"))
    trainer = Trainer(frozen(experiment(*convs, source=digits), a=("3", "weight[0,0,2,1]"), t=("3",)))
    before = trainer.weights()
    trainer.train_steps(STEPS)
    after = trainer.weights()
    filters = np.zeros((5, 1, 3, 3), dtype=bool)
    filters[3] = filters[0, 0, 2, 1] = True
    assert np.array_equal(after["a.weight"] == before["a.weight"], filters)
    turned = (after["t.weight"] == before["t.weight"]).reshape(5, -1)
    assert turned.all(1).tolist() == turned.any(1).tolist() == [False, False, False, True, False]
    for name in ("a.bias", "t.bias"):
        assert (after[name] == before[name]).tolist() == [False, False, False, True, False]


def test_a_frozen_layer_is_requires_grad_false_in_torch() -> None:
    built = frozen(
        experiment(
            dense("a", 4),
            dense("b", 3),
            optimizer=Choice("adamw", Values(learning_rate=0.01, decay=0.01)),
            clip="norm",
            clip_at=0.05,
        ),
        a=("*",),
    )
    trainer = Trainer(built, dtype=torch.float64)
    first = {name: torch.tensor(array, dtype=torch.float64) for name, array in trainer.weights().items()}
    layers = []
    for id in ("a", "b", "output"):
        units, inputs = first[f"{id}.weight"].shape
        layer = torch.nn.Linear(inputs, units, dtype=torch.float64)
        with torch.no_grad():
            layer.weight.copy_(first[f"{id}.weight"])
            layer.bias.copy_(first[f"{id}.bias"])
        layers.append(layer)
    for parameter in layers[0].parameters():
        parameter.requires_grad_(False)
    learned = [parameter for layer in layers[1:] for parameter in layer.parameters()]
    decay = 0.01
    groups = [
        {"params": [parameter for parameter in learned if parameter.ndim == 2], "weight_decay": decay},
        {"params": [parameter for parameter in learned if parameter.ndim == 1], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=0.01, eps=1e-8)
    losses: list[float] = []
    while len(losses) < STEPS:
        for x, y in batches(trainer, len(losses) // trainer.steps_per_epoch):
            optimizer.zero_grad()
            z = layers[2](torch.tanh(layers[1](torch.tanh(layers[0](x)))))
            loss = torch.nn.functional.binary_cross_entropy_with_logits(z[:, 0], y.to(z.dtype))
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(learned, 0.05)
            optimizer.step()
            losses.append(float(loss.detach()))
    assert trainer.train_steps(STEPS).loss == pytest.approx(losses[:STEPS], rel=1e-6)


def test_a_frozen_unit_is_put_back_by_hand_in_torch() -> None:
    built = frozen(experiment(dense("a", 4), optimizer=Choice("momentum", Values(learning_rate=0.1))), a=("1",))
    trainer = Trainer(built)
    hand = Trainer(frozen(built, a=()))
    weight, bias = hand._parameters.tensors["a.weight"], hand._parameters.tensors["a.bias"]
    row, number = weight[1].detach().clone(), bias[1].detach().clone()
    losses = []
    for _ in range(STEPS):
        losses.append(hand.train_steps(1).loss[0])
        with torch.no_grad():
            weight[1], bias[1] = row, number
    assert np.array_equal(trainer.train_steps(STEPS).loss, losses)


def test_nothing_frozen_is_as_before_and_freezing_acts_on_the_next_step() -> None:
    built = experiment(dense("a", 4), optimizer=Choice("adam"))
    whole = Trainer(built).train_steps(80)
    trainer = Trainer(built)
    assert np.array_equal(trainer.train_steps(30).loss, whole.loss[:30])
    held = frozen(built, a=("*",))
    assert effects(built, held) == {"live"}
    kept, fresh = trainer.reconfigure(held)
    assert not fresh
    assert "a.weight" in kept
    before = trainer.weights()["a.weight"]
    trainer.train_steps(20)
    assert np.array_equal(trainer.weights()["a.weight"], before)
    trainer.reconfigure(built)
    trainer.train_steps(20)
    assert not np.array_equal(trainer.weights()["a.weight"], before)
    twice = Trainer(frozen(built, a=("weight[0,0]",))).train_steps(80)
    assert not np.array_equal(twice.loss, whole.loss)


def test_running_averages_of_a_frozen_layer_go_on_as_in_torch() -> None:
    built = frozen(experiment(dense("a", 4), block("bn", "batch_norm")), bn=("*",))
    trainer = Trainer(built)
    before = trainer.checkpoint().weights
    trainer.train_steps(20)
    after = trainer.checkpoint().weights
    learned = {"bn.gamma", "bn.beta"}
    for name in (name for name in after if name.startswith("bn.")):
        assert np.array_equal(before[name], after[name]) == (name in learned), name


def test_words_that_fit_nothing_are_passed_over() -> None:
    built = experiment(dense("a", 4))
    strange = frozen(built, a=("9", "weight[4,0]", "weight[0,0,0]", "gamma[0]", "weight[", "Ω"))
    assert np.array_equal(Trainer(strange).train_steps(20).loss, Trainer(built).train_steps(20).loss)


def test_a_gradient_is_shown_of_what_is_frozen() -> None:
    built = frozen(experiment(dense("a", 4)), a=("*",))
    trainer = Trainer(built)
    record = trainer.train_steps(3)
    assert (record.gradient_norm["a"] > 0).all()
    assert (record.update_ratio["a"] == 0).all()
    assert np.abs(trainer.gradients()["a.weight"]).max() > 0


def test_a_name_and_an_open_card_have_no_effect() -> None:
    built = experiment(dense("a", 4))
    for path, value in (("opened", True), ("name", "first"), ("position", (1.0, 2.0))):
        assert not effects(built, Set(path=("network", "a", path), value=value).apply(built))
    assert not effects(built, replace(built, notes="hello"))
