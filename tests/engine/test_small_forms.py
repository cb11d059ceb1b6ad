"""Every architecture that a processor trains learns: within a few steps its loss comes down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playground.catalog.architecture import Architecture, begun, forms
from playground.catalog.entry import family
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
