"""Forward and back for whoever looks: the numbers of the step that follows, and no trace in the training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from playground.catalog.preview import Preview
from playground.catalog.view import Passage
from playground.engine.trainer import Trainer
from playground.engine.view import LiveView
from playground.spec.experiment import Edge, Experiment, Network
from playground.spec.values import Choice
from tests.engine.support import block, dense, experiment

RESTLESS: dict[str, Experiment] = {
    "dropout": experiment(dense("a", 6), block("drop", "dropout", keep_prob=0.5), dense("b", 3), batch_size=16),
    "batch norm": experiment(
        dense("a", 5, "linear"), block("norm", "batch_norm", activation=Choice("relu")), batch_size=7
    ),
    "softmax inside": experiment(dense("a", 4, "softmax"), block("g", "activation", activation=Choice("gelu"))),
    "three classes": experiment(
        dense("a", 4), block("norm", "layer_norm"), source=Choice("iris"), data={"normalize": True}
    ),
    "numbers": experiment(dense("a", 4, "silu"), source="plane", batch_size=32),
}


def next_batch(trainer: Trainer) -> Passage:
    view = LiveView(trainer)
    return view.passage(*view.batch(), training=True)


@pytest.mark.parametrize("name", RESTLESS)
def test_the_gradients_are_those_of_the_step_that_follows(name: str) -> None:
    trainer = Trainer(RESTLESS[name])
    for _ in range(12):
        seen = next_batch(trainer)
        record = trainer.train_steps(1)
        assert seen.loss == pytest.approx(record.loss[0], rel=1e-6)  # whoever does the steps sums in another order
        gradients = trainer.gradients()
        assert seen.gradients.keys() == gradients.keys()
        for key, gradient in gradients.items():
            np.testing.assert_allclose(seen.gradients[key], gradient, rtol=1e-5, atol=1e-6, err_msg=key)


@pytest.mark.parametrize("name", RESTLESS)
def test_looking_changes_nothing(name: str) -> None:
    watched, alone = Trainer(RESTLESS[name]), Trainer(RESTLESS[name])
    for count in (0, 1, 9, 30):
        watched.train_steps(count)
        next_batch(watched)
        view = LiveView(watched)
        view.passage(*view.part("train"), training=False)
        view.pre_activations(view.part("train")[0])
    alone.train_steps(40)
    a, b = watched.checkpoint(), alone.checkpoint()
    assert a.random == b.random
    assert all(np.array_equal(a.weights[key], b.weights[key]) for key in a.weights)
    assert all(np.array_equal(watched.gradients()[key], gradient) for key, gradient in alone.gradients().items())


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "leaky_relu", "softplus", "silu", "linear"])
def test_dz_is_da_times_the_slope(activation: str) -> None:
    trainer = Trainer(experiment(dense("a", 4, activation), dense("b", 3)), dtype=torch.float64)
    seen = next_batch(trainer)
    z = seen.pre_activations["a"]
    slopes: dict[str, Callable[[], Any]] = {
        "tanh": lambda: 1 - np.tanh(z) ** 2,
        "relu": lambda: z > 0,
        "sigmoid": lambda: np.exp(-z) / (1 + np.exp(-z)) ** 2,
        "leaky_relu": lambda: np.where(z > 0, 1.0, 0.01),
        "softplus": lambda: 1 / (1 + np.exp(-z)),
        "silu": lambda: (1 + np.exp(-z) * (1 + z)) / (1 + np.exp(-z)) ** 2,
        "linear": lambda: np.ones_like(z),
    }
    slope = slopes[activation]()
    np.testing.assert_allclose(seen.pre_activation_gradients["a"], seen.output_gradients["a"] * slope, atol=1e-15)


def test_dz_of_softmax_is_the_jacobians_product() -> None:
    trainer = Trainer(RESTLESS["softmax inside"], dtype=torch.float64)
    seen = next_batch(trainer)
    shares, da = seen.outputs["a"], seen.output_gradients["a"]
    for row in range(5):
        jacobian = np.diag(shares[row]) - np.outer(shares[row], shares[row])
        np.testing.assert_allclose(seen.pre_activation_gradients["a"][row], jacobian @ da[row], atol=1e-15)


def test_backward_as_the_notes_write_it() -> None:
    """With examples in rows: dW = dZᵀ A₋, db = Σ dZ, dA₋ = dZ W; the loss is a mean, so 1/m is in dZ already."""
    trainer = Trainer(experiment(dense("a", 5, "tanh"), dense("b", 3, "sigmoid")), dtype=torch.float64)
    view = LiveView(trainer)
    x, y = view.batch()
    seen, weights = view.passage(x, y, training=True), trainer.weights()
    given = seen.outputs["input"]
    np.testing.assert_allclose(given, trainer.prepared.normalized(x))
    probability = 1 / (1 + np.exp(-seen.outputs["output"]))
    dz = (probability - y[:, None]) / len(y)
    for node, below in (("output", "b"), ("b", "a"), ("a", "input")):
        np.testing.assert_allclose(seen.pre_activation_gradients[node], dz, atol=1e-12)
        np.testing.assert_allclose(seen.gradients[f"{node}.weight"], dz.T @ seen.outputs[below], atol=1e-12)
        np.testing.assert_allclose(seen.gradients[f"{node}.bias"], dz.sum(axis=0), atol=1e-12)
        da = dz @ weights[f"{node}.weight"]
        np.testing.assert_allclose(seen.output_gradients[below], da, atol=1e-12)
        a = seen.outputs[below]
        dz = da * {"b": a * (1 - a), "a": 1 - a * a, "input": a}[below]


def test_blocks_that_hand_on_what_they_get_have_gradients_of_their_own() -> None:
    """a → dropout (in evaluation: nothing) → add ← a: each way carries the sum's gradient, a itself both."""
    chain = experiment(dense("a", 4), block("drop", "dropout"), block("add", "add"), dense("b", 2))
    edges = (*chain.network.edges, Edge(source="a", target="add", port=1))
    looped = replace(chain, network=Network(nodes=chain.network.nodes, edges=edges))
    trainer = Trainer(looped, dtype=torch.float64)
    view = LiveView(trainer)
    seen = view.passage(*view.part("train"), training=False)
    np.testing.assert_array_equal(seen.output_gradients["drop"], seen.output_gradients["add"])
    np.testing.assert_allclose(seen.output_gradients["a"], 2 * seen.output_gradients["add"], rtol=1e-12)


@pytest.mark.parametrize("name", RESTLESS)
def test_pre_activations_are_the_formulas(name: str) -> None:
    trainer = Trainer(RESTLESS[name])
    trainer.train_steps(20)
    plain = Preview(trainer.experiment, trainer.analysis, trainer.prepared, trainer.checkpoint().weights)
    x, _ = plain.part("train")
    live, expected = LiveView(trainer).pre_activations(x), plain.pre_activations(x)
    assert list(live) == list(expected)
    for node, z in expected.items():
        np.testing.assert_allclose(live[node], z, rtol=1e-4, atol=1e-5)
    assert "output" in live
    assert "input" not in live
    assert LiveView(trainer).pre_activations(x, ("a", "nothing")).keys() == {"a"}


def test_the_preview_knows_the_first_batch() -> None:
    trainer = Trainer(RESTLESS["dropout"])
    plain = Preview(trainer.experiment, trainer.analysis, trainer.prepared, trainer.weights())
    for given, expected in zip(plain.batch(), LiveView(trainer).batch(), strict=True):
        np.testing.assert_array_equal(given, expected)
    assert plain.passage(*plain.batch(), training=True) is None


def test_the_last_batch_of_an_epoch_is_short() -> None:
    trainer = Trainer(RESTLESS["batch norm"])
    trainer.train_steps(trainer.steps_per_epoch - 1)
    count = len(trainer.prepared.rows("train"))
    assert len(trainer.next_rows()) == (count % 7 or 7)
    trainer.train_steps(1)
    assert len(trainer.next_rows()) == 7
