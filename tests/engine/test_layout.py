"""Channels innermost: the same numbers, bit for bit whichever way the steps are done."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from playground.catalog.architecture import begun
from playground.catalog.blocks.conv import Conv
from playground.engine import model
from playground.engine.layout import foreign, laid_out
from playground.engine.trainer import Trainer
from playground.spec.experiment import Experiment
from playground.spec.values import Choice, Values


def small(kind: str) -> Experiment:
    experiment = begun(Choice(kind, Values(form="small")))
    source = Choice(experiment.data.source.kind, Values(samples=120))
    training = replace(experiment.training, batch_size=16)
    return replace(experiment, data=replace(experiment.data, source=source), training=training)


@pytest.mark.parametrize("kind", ["resnet20", "alexnet"])
def test_the_numbers_are_those_of_the_ordinary_layout(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = small(kind)
    moved = Trainer(experiment, device="cpu", stepper="eager")
    monkeypatch.setattr(model, "channels_innermost", lambda signature: False)
    plain = Trainer(experiment, device="cpu", stepper="eager")
    assert any(stage.lay for stage in moved._model.stages)
    assert not any(stage.lay for stage in plain._model.stages)
    here, there = moved.train_steps(1), plain.train_steps(1)
    assert here.loss == pytest.approx(there.loss, rel=1e-5)
    for node, norm in there.gradient_norm.items():
        assert here.gradient_norm[node] == pytest.approx(norm, rel=1e-3, abs=1e-6), node


def test_captured_steps_are_the_eager_ones_bit_for_bit() -> None:
    ways = {way: Trainer(small("resnet20"), device="cpu", stepper=way) for way in ("eager", "captured")}
    for trainer in ways.values():
        trainer.train_steps(8)
    assert all((ways["eager"].weights()[name] == w).all() for name, w in ways["captured"].weights().items())


def test_what_is_laid_out() -> None:
    pictures = torch.rand(2, 3, 4, 5)
    assert laid_out(pictures).stride() == (60, 1, 15, 3)
    assert torch.equal(laid_out(pictures), pictures)
    assert laid_out(pictures.double()).is_contiguous(), "its libraries have no such kernels"
    assert not foreign(Conv)
    assert foreign(type("Foreign", (Conv,), {"__module__": "somebody.blocks"}))
