"""The training loop: batches, penalties, clipping, schedules, stopping, evaluation."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from playground.catalog.families import Optimizer
from playground.catalog.initial import initial_weights
from playground.catalog.prepare import prepare
from playground.catalog.preview import reference_outputs
from playground.engine.trainer import Trainer
from playground.spec.experiment import Edge, Experiment, Network, Node
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from tests.engine.support import batches, block, dense, experiment, retrained, sgd


def gradient_by_hand(trainer: Trainer) -> dict[str, np.ndarray]:
    """The gradient of the mean squared distance of a linear model, over the whole training part, by its formula."""
    rows = trainer.prepared.rows("train")
    x, y = trainer.prepared.x[rows].astype(np.float64), trainer.prepared.y[rows]
    w = trainer.weights()
    error = x @ w["output.weight"].T + w["output.bias"] - y
    return {"output.weight": 2 * error.T @ x / len(x), "output.bias": 2 * error.mean(axis=0)}


def linear(**training: object) -> Experiment:
    """A linear model on numbers; the whole training part is one batch."""
    plain = experiment(block("flat", "flatten"), source="plane", batch_size=1000)
    return retrained(plain, **training)


def test_a_step_is_the_formula() -> None:
    trainer = Trainer(linear(optimizer=sgd(0.01)))
    before, gradient = trainer.weights(), gradient_by_hand(trainer)
    record = trainer.train_steps(1)
    after = trainer.weights()
    for name in before:
        np.testing.assert_allclose(after[name], before[name] - 0.01 * gradient[name], rtol=1e-5)
    norm = math.sqrt(sum(float((g**2).sum()) for g in gradient.values()))
    assert record.gradient_norm["output"][0] == pytest.approx(norm, rel=1e-5)
    size = math.sqrt(sum(float((w**2).sum()) for w in before.values()))
    assert record.update_ratio["output"][0] == pytest.approx(0.01 * norm / size, rel=1e-5)
    np.testing.assert_allclose(trainer.gradients()["output.weight"], gradient["output.weight"], rtol=1e-5)


def test_penalties_by_hand() -> None:
    trainer = Trainer(linear(optimizer=sgd(0.01), l1=3.0, l2=5.0))
    w = trainer.weights()["output.weight"].astype(np.float64)
    m = len(trainer.prepared.rows("train"))
    gradient = gradient_by_hand(trainer)
    before = trainer.weights()
    record = trainer.train_steps(1)
    penalised = gradient["output.weight"] + 5.0 / m * w + 3.0 / m * np.sign(w)
    np.testing.assert_allclose(trainer.weights()["output.weight"], w - 0.01 * penalised, rtol=1e-5)
    expected = before["output.bias"] - 0.01 * gradient["output.bias"]
    np.testing.assert_allclose(trainer.weights()["output.bias"], expected, rtol=1e-5)
    penalty = 3.0 / m * np.abs(w).sum() + 5.0 / (2 * m) * (w**2).sum()
    assert record.cost[0] - record.loss[0] == pytest.approx(penalty, rel=1e-4)


@pytest.mark.parametrize("clip_at", [1e-3, 1e6])
def test_clipping_by_norm(clip_at: float) -> None:
    trainer = Trainer(linear(optimizer=sgd(1.0), clip="norm", clip_at=clip_at))
    before, gradient = trainer.weights(), gradient_by_hand(trainer)
    record = trainer.train_steps(1)
    norm = math.sqrt(sum(float((g**2).sum()) for g in gradient.values()))
    factor = min(1.0, clip_at / norm)
    for name, after in trainer.weights().items():
        np.testing.assert_allclose(after - before[name], -factor * gradient[name], rtol=1e-3, atol=1e-7)
    assert record.gradient_norm["output"][0] == pytest.approx(norm, rel=1e-5), "told before clipping"


def test_clipping_by_value() -> None:
    trainer = Trainer(linear(optimizer=sgd(1.0), clip="value", clip_at=0.01))
    before, gradient = trainer.weights(), gradient_by_hand(trainer)
    trainer.train_steps(1)
    for name, after in trainer.weights().items():
        np.testing.assert_allclose(before[name] - after, np.clip(gradient[name], -0.01, 0.01), atol=1e-6)


def test_the_last_batch_is_short() -> None:
    trainer = Trainer(experiment(batch_size=16))
    m = len(trainer.prepared.rows("train"))
    assert m == 60
    assert trainer.steps_per_epoch == 4
    assert [len(x) for x, _ in batches(trainer, 0)] == [16, 16, 16, 12]
    record = trainer.train_epoch()
    np.testing.assert_allclose(record.epoch, [0.25, 0.5, 0.75, 1.0])
    assert (trainer.epoch, trainer.batch, trainer.step_number) == (1, 0, 4)


def test_every_epoch_goes_through_all_examples_in_another_order() -> None:
    trainer = Trainer(experiment())
    orders = [torch.cat([x for x, _ in batches(trainer, epoch)]) for epoch in range(2)]
    assert not torch.equal(*orders)
    for order in orders:
        assert {tuple(row) for row in order.tolist()} == {tuple(row) for row in trainer._examples.train.x.tolist()}


def test_a_batch_larger_than_the_set_is_the_whole_set() -> None:
    trainer = Trainer(experiment(batch_size=1_000_000))
    assert trainer.steps_per_epoch == 1


def test_training_epochs_are_a_limit_and_go_on() -> None:
    trainer = Trainer(experiment(epochs=3))
    record = trainer.train_steps(1000)
    assert (trainer.epoch, trainer.batch, trainer.finished) == (3, 0, "epochs")
    assert len(record) == 3 * trainer.steps_per_epoch
    assert len(trainer.train_steps(5)) == 0
    trainer.go_on()
    trainer.train_steps(1000)
    assert (trainer.epoch, trainer.finished) == (6, "epochs")


def test_records_join_without_gaps() -> None:
    trainer = Trainer(experiment())
    whole = Trainer(experiment()).train_steps(250)
    parts = [trainer.train_steps(n) for n in (1, 99, 100, 50)]
    assert [part.first for part in parts] == [1, 2, 101, 201]
    assert np.array_equal(np.concatenate([part.loss for part in parts]), whole.loss)
    assert np.array_equal(
        np.concatenate([part.update_ratio["a"] for part in parts]), whole.update_ratio["a"], equal_nan=True
    )


def test_schedule_and_live_learning_rate() -> None:
    trainer = Trainer(experiment(schedule=Choice("inverse_time", Values(rate=1.0)), optimizer=sgd(0.5), batch_size=60))
    record = trainer.train_steps(4)
    np.testing.assert_allclose(record.learning_rate, [0.5 / (1 + epoch) for epoch in range(4)])
    changed = retrained(trainer.experiment, optimizer=sgd(0.1))
    trainer.reconfigure(changed)
    assert trainer.train_steps(1).learning_rate[0] == pytest.approx(0.1 / 5)


def test_early_stopping_returns_to_the_best_weights() -> None:
    noisy = Choice("circle", Values(samples=60, label_noise=0.5))
    trainer = Trainer(
        experiment(
            dense("a", 32), source=noisy, optimizer=Choice("adam", Values(learning_rate=0.05)), early_stopping=True
        )
    )
    trainer.reconfigure(retrained(trainer.experiment, patience=5))
    seen: list[tuple[float, dict[str, np.ndarray]]] = []
    while not trainer.finished:
        trainer.train_epoch()
        if not trainer.finished:
            seen.append((trainer.evaluate()["dev"]["loss"], trainer.weights()))
    assert trainer.finished == "early stopping"
    best = min(range(len(seen)), key=lambda epoch: seen[epoch][0])
    assert trainer.epoch == best + 1 + 5
    assert trainer.evaluate()["dev"]["loss"] == seen[best][0]
    assert all(np.array_equal(value, seen[best][1][name]) for name, value in trainer.weights().items())
    assert trainer.checkpoint().best_epoch == best + 1
    trainer.go_on()
    assert len(trainer.train_steps(3)) == 3


def test_evaluation_is_the_plain_formula() -> None:
    trainer = Trainer(experiment(dense("a"), block("drop", "dropout", keep_prob=0.5), l2=1.0))
    trainer.train_steps(20)
    found = trainer.evaluate()
    assert set(found) == {"train", "dev", "test"}
    for part in ("train", "dev", "test"):
        rows = trainer.prepared.rows(part)
        outputs = reference_outputs(
            trainer.experiment, trainer.analysis, trainer.checkpoint().weights, trainer.prepared.x[rows]
        )
        probability = 1 / (1 + np.exp(-outputs["output"][:, 0]))
        y = trainer.prepared.y[rows]
        loss = -(y * np.log(probability) + (1 - y) * np.log(1 - probability)).mean()
        assert found[part]["loss"] == pytest.approx(loss, rel=1e-5)
        assert found[part]["accuracy"] == pytest.approx(((probability > 0.5) == y).mean())


def test_parts_without_examples_are_absent() -> None:
    trainer = Trainer(experiment(data={"train": 0.5, "dev": 0.0}))
    assert set(trainer.evaluate()) == {"train", "test"}


def test_first_weights_are_the_catalogue_s() -> None:
    trainer = Trainer(experiment())
    expected = initial_weights(trainer.experiment, trainer.analysis)
    assert all(np.array_equal(value, expected[name]) for name, value in trainer.weights().items())


def test_errors_of_the_analysis_are_refused() -> None:
    with pytest.raises(PlaygroundError, match="output"):
        Trainer(Experiment(network=Network(nodes=(Node(id="input", kind="input"),))))


def test_a_device_that_is_not_there_is_refused() -> None:
    absent = [device for device in ("cuda", "mps") if device not in _devices()]
    if not absent:
        pytest.skip("every device is here")
    with pytest.raises(PlaygroundError, match=f"'{absent[0]}' is not there: torch finds cpu"):
        Trainer(experiment(), device=absent[0])


def _devices() -> tuple[str, ...]:
    from playground.engine.device import available

    return available()


def skip_and_branch() -> Experiment:
    nodes = (
        Node(id="input", kind="input"),
        dense("a", 3),
        dense("b", 3, "sigmoid"),
        block("sum", "add"),
        dense("c", 2, "gelu"),
        block("both", "concatenate"),
        block("norm", "layer_norm"),
        Node(id="output", kind="output"),
    )
    edges = (
        Edge(source="input", target="a"),
        Edge(source="a", target="b"),
        Edge(source="a", target="sum"),
        Edge(source="b", target="sum", port=1),
        Edge(source="input", target="c"),
        Edge(source="sum", target="both"),
        Edge(source="c", target="both", port=1),
        Edge(source="both", target="norm"),
        Edge(source="norm", target="output"),
    )
    return replace(experiment(l1=0.3, l2=0.7, batch_size=100), network=Network(nodes=nodes, edges=edges))


@pytest.mark.parametrize(
    "built",
    [
        experiment(dense("a"), dense("b", 3, "softplus"), l2=0.5, batch_size=100),
        experiment(
            dense("a", 3, "linear"), block("bn", "batch_norm", activation=Choice("tanh")), batch_size=100, l1=0.2
        ),
        experiment(dense("a", 3, "elu"), source=Choice("blobs", Values(samples=60)), batch_size=100),
        experiment(dense("a", 3, "silu"), source="plane", batch_size=100),
        skip_and_branch(),
    ],
    ids=["deep", "batch norm", "softmax", "numbers", "skip and branch"],
)
def test_two_sided_gradient_check(built: Experiment) -> None:
    """The gradient of the whole cost, penalty included, against difference quotients in float64."""
    trainer = Trainer(built, dtype=torch.float64)
    start = trainer.checkpoint()
    trainer.train_steps(1)
    analytic = np.concatenate([g.ravel() for g in trainer.gradients().values()])
    epsilon = 1e-6
    numeric = []
    for name, gradient in trainer.gradients().items():
        for index in np.ndindex(gradient.shape):
            costs = []
            for sign in (1, -1):
                weights = {key: value.copy() for key, value in start.weights.items()}
                weights[name][index] += sign * epsilon
                moved = Trainer(built, replace(start, weights=weights), dtype=torch.float64)
                costs.append(moved.train_steps(1).cost[0])
            numeric.append((costs[0] - costs[1]) / (2 * epsilon))
    difference = np.linalg.norm(analytic - numeric) / (np.linalg.norm(analytic) + np.linalg.norm(numeric))
    assert difference < 1e-7


def test_optimizer_state_is_the_formula_s() -> None:
    beta, rate = 0.8, 0.05
    trainer = Trainer(linear(optimizer=Choice("momentum", Values(beta=beta, learning_rate=rate))))
    velocity = {name: np.zeros_like(value, dtype=np.float64) for name, value in trainer.weights().items()}
    for _ in range(3):
        before, gradient = trainer.weights(), gradient_by_hand(trainer)
        trainer.train_steps(1)
        for name, after in trainer.weights().items():
            velocity[name] = beta * velocity[name] + (1 - beta) * gradient[name]
            np.testing.assert_allclose(after, before[name] - rate * velocity[name], rtol=1e-5, atol=1e-7)
            np.testing.assert_allclose(trainer.checkpoint().state["velocity"][name], velocity[name], rtol=1e-4)


def test_the_default_optimizer_is_in_the_catalogue() -> None:
    assert issubclass(Trainer(Experiment(network=experiment().network))._optimizer, Optimizer)


def test_data_are_shared_with_the_window() -> None:
    trainer = Trainer(experiment())
    assert trainer.prepared is prepare(trainer.experiment.data)
