"""The same network, weights and batches, trained by us, by hand-written torch and by scikit-learn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from sklearn.neural_network import MLPClassifier, MLPRegressor
from torch.nn import functional

from playground.catalog.prepare import stream
from playground.engine.trainer import Trainer
from playground.spec.experiment import Experiment
from playground.spec.values import Choice, Values
from tests.engine.support import dense, experiment, sgd

STEPS = 100
RATE = 0.2
L2 = 0.05


def twin(source: str, activation: str) -> Experiment:
    return experiment(
        dense("a", 5, activation),
        dense("b", 3, activation),
        source=Choice(source, Values(samples=90)),
        optimizer=sgd(RATE if source != "plane" else 0.02),
        batch_size=8,
        l2=L2,
    )


def batches(trainer: Trainer) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """The first batches, by the stated rule: each epoch a permutation from its own stream, the last batch short."""
    rows = trainer.prepared.rows("train")
    x, y = trainer.prepared.x[rows], trainer.prepared.y[rows]
    found: list[tuple[NDArray[Any], NDArray[Any]]] = []
    epoch = 0
    while len(found) < STEPS:
        order = stream(trainer.experiment.seed, "order", str(epoch)).permutation(len(x))
        found += [(x[order[i : i + 8]], y[order[i : i + 8]]) for i in range(0, len(x), 8)]
        epoch += 1
    return found[:STEPS]


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("source", ["circle", "blobs", "plane"])
def test_same_losses_as_hand_written_torch(source: str, activation: str) -> None:
    trainer = Trainer(twin(source, activation))
    rate = trainer.experiment.training.optimizer.params["learning_rate"]
    tensors = {name: torch.tensor(value, requires_grad=True) for name, value in trainer.weights().items()}
    data = batches(trainer)
    record = trainer.train_steps(STEPS)
    g: Callable[[torch.Tensor], torch.Tensor] = {"tanh": torch.tanh, "relu": torch.relu}[activation]
    losses, costs = [], []
    for x, y in data:
        a = g(torch.tensor(x) @ tensors["a.weight"].T + tensors["a.bias"])
        a = g(a @ tensors["b.weight"].T + tensors["b.bias"])
        z = a @ tensors["output.weight"].T + tensors["output.bias"]
        if source == "circle":
            loss = functional.binary_cross_entropy_with_logits(z[:, 0], torch.tensor(y).float())
        elif source == "blobs":
            loss = functional.cross_entropy(z, torch.tensor(y))
        else:
            loss = ((z - torch.tensor(y).float()) ** 2).sum(dim=1).mean()
        squares = torch.stack([(w**2).sum() for name, w in tensors.items() if name.endswith("weight")]).sum()
        cost = loss + L2 / (2 * len(x)) * squares
        for tensor in tensors.values():
            tensor.grad = None
        torch.autograd.backward([cost])
        with torch.no_grad():
            for tensor in tensors.values():
                assert tensor.grad is not None
                tensor -= rate * tensor.grad
        losses.append(loss.item())
        costs.append(cost.item())
    np.testing.assert_allclose(record.loss, losses, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(record.cost, costs, rtol=1e-5, atol=1e-5)
    for name, value in trainer.weights().items():
        np.testing.assert_allclose(value, tensors[name].detach().numpy(), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("source", ["circle", "blobs", "plane"])
def test_same_losses_as_scikit_learn(source: str, activation: str) -> None:
    # scikit-learn's loss_ is the cost with λ/(2m)·Σw². Its squared error is halved: half our penalty and twice our
    # learning rate then make the same step, and its cost is half of ours.
    half = 2.0 if source == "plane" else 1.0
    trainer = Trainer(twin(source, activation))
    data = batches(trainer)
    weights = trainer.weights()
    settings = {
        "hidden_layer_sizes": (5, 3),
        "activation": activation,
        "solver": "sgd",
        "alpha": L2 / half,
        "batch_size": 8,
        "learning_rate_init": half * trainer.experiment.training.optimizer.params["learning_rate"],
        "momentum": 0.0,
        "nesterovs_momentum": False,
        "shuffle": False,
    }
    model = MLPRegressor(**settings) if source == "plane" else MLPClassifier(**settings)
    more = {} if source == "plane" else {"classes": np.arange(trainer.prepared.facts.outputs)}

    def flat(y: NDArray[Any]) -> NDArray[Any]:
        return y[:, 0] if source == "plane" else y

    model.partial_fit(data[0][0].astype(np.float64), flat(data[0][1]), **more)
    # The optimizer holds on to these arrays, so they are overwritten in place.
    for layer, name in enumerate(("a", "b", "output")):
        model.coefs_[layer][:] = weights[f"{name}.weight"].T
        model.intercepts_[layer][:] = weights[f"{name}.bias"]
    costs = []
    for x, y in data:
        model.batch_size = len(x)
        model.partial_fit(x.astype(np.float64), flat(y), **more)
        costs.append(half * model.loss_)
    record = trainer.train_steps(STEPS)
    np.testing.assert_allclose(record.cost, costs, rtol=1e-5, atol=1e-5)
