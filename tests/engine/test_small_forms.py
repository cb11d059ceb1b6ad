"""Every architecture that a processor trains learns: within a few steps its loss comes down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playground.catalog.architecture import Architecture, begun, forms
from playground.catalog.entry import family
from playground.engine.step import choice
from playground.engine.trainer import Trainer
from playground.spec.values import Choice, Values

SMALL = {
    id: choice
    for entry in family("architectures").values()
    if issubclass(entry, Architecture)
    for id, choice in forms(entry).items()
    if id.endswith("_small") or id.startswith("lenet5")
}
PICTURES, STEPS = 40, 16


def test_all_are_there() -> None:
    kinds = {choice.kind for choice in SMALL.values()}
    assert kinds == {id for id, entry in family("architectures").items() if issubclass(entry, Architecture)}


@pytest.mark.parametrize("id", SMALL)
def test_its_loss_comes_down(id: str) -> None:
    """The same pictures at every step, so that the loss can only come down where every layer learns."""
    experiment = begun(SMALL[id])
    source = Choice(experiment.data.source.kind, Values(samples=PICTURES))
    training = replace(
        experiment.training,
        optimizer=Choice("adam", Values(learning_rate=0.002)),
        schedule=Choice("constant"),
        batch_size=PICTURES,
        epochs=0,
    )
    experiment = replace(experiment, data=replace(experiment.data, source=source), training=training)
    trainer = Trainer(experiment, device="cpu", stepper="eager", watched=False)
    losses = trainer.train_steps(STEPS).loss
    assert np.isfinite(losses).all()
    assert losses[-4:].mean() < 0.9 * losses[:2].mean(), losses


def test_a_long_step_is_not_tried_in_other_ways_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it would be for a network that is as large as published, without computing it."""
    experiment = begun(SMALL["lenet5"])
    source = Choice(experiment.data.source.kind, Values(samples=PICTURES))
    experiment = replace(experiment, data=replace(experiment.data, source=source))
    usual = Trainer(experiment, device="cpu")
    usual.make_ready()
    assert usual.stepper == "captured"
    monkeypatch.setattr(choice, "LONG", usual._multiply_adds)
    long = Trainer(experiment, device="cpu")
    long.make_ready()
    assert long.stepper == "eager"
    assert "so long" in long.stepper_reason
    long.train_steps(2)
    usual.train_steps(2)
    assert all((usual.weights()[name] == w).all() for name, w in long.weights().items())
