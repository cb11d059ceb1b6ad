"""The peers do the same work as ours: from the same first weights they come to the same numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playground.engine.trainer import Trainer
from playground.spec.experiment import Data, Experiment
from playground.spec.values import Choice
from tests.bench.peers import PlainNumpy, PlainTorch, ScikitLearn, lesson_of
from tests.bench.test_step import experiment_of

CASES = {
    "two classes, tanh": ("tanh", (4, 2), False, "circle"),
    "two classes, relu": ("relu", (8, 8), False, "circle"),
    "features": ("tanh", (8, 8), True, "circle"),
    "three classes": ("relu", (8,), False, "pinwheel"),
}


def made(name: str, optimizer: str) -> Experiment:
    activation, widths, features, data = CASES[name]
    return experiment_of(activation, widths, optimizer, features=features, data=Data(source=Choice(data)))


def ours(experiment: Experiment, steps: int) -> list[tuple[np.ndarray, np.ndarray]]:
    trainer = Trainer(experiment, stepper="eager")
    trainer.train_steps(steps)
    weights = trainer.weights()
    ids = [name.removesuffix(".weight") for name in weights if name.endswith(".weight")]
    return [(weights[f"{id}.weight"], weights[f"{id}.bias"]) for id in ids]


@pytest.mark.parametrize("optimizer", ["gradient_descent", "adam"])
@pytest.mark.parametrize("name", CASES)
def test_the_same_weights_after_some_epochs(name: str, optimizer: str) -> None:
    experiment = made(name, optimizer)
    lesson = lesson_of(experiment)
    torch_peer, numpy_peer = PlainTorch(lesson), PlainNumpy(lesson)
    steps = 2 * lesson.steps_per_epoch + 3
    assert torch_peer.train(steps) == numpy_peer.train(steps) == steps
    parameters = [parameter.detach().numpy() for parameter in torch_peer.model.parameters()]
    for number, (weight, bias) in enumerate(ours(experiment, steps)):
        np.testing.assert_allclose(parameters[2 * number], weight, rtol=1e-3, atol=1e-5)
        np.testing.assert_allclose(parameters[2 * number + 1], bias, rtol=1e-3, atol=1e-5)
    np.testing.assert_allclose(numpy_peer.outputs(lesson.dev_x), torch_peer.outputs(lesson.dev_x), rtol=1e-3, atol=1e-4)
    assert torch_peer.accuracy() == numpy_peer.accuracy()


def test_scikit_learn_takes_the_same_steps() -> None:
    """On the whole training part at once no order matters; its weights are put in the place of ours."""
    experiment = made("two classes, tanh", "gradient_descent")
    experiment = replace(experiment, training=replace(experiment.training, batch_size=1000))
    lesson = lesson_of(experiment)
    peer = ScikitLearn(lesson)
    assert peer.train(1) == 1
    for (weight, bias), w, b in zip(lesson.layers, peer.model.coefs_, peer.model.intercepts_, strict=True):
        w[...], b[...] = weight.T, bias
    assert peer.train(20) == 20
    for number, (weight, bias) in enumerate(ours(experiment, 20)):
        np.testing.assert_allclose(peer.model.coefs_[number].T, weight, rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(peer.model.intercepts_[number], bias, rtol=1e-4, atol=1e-6)
