"""One contract for everything in the catalogue: what a new file has to hold to, derived from the file alone."""

from __future__ import annotations

import json
import math
import re
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch

from playground.catalog.block import Block
from playground.catalog.entry import Entry, family, find, settle
from playground.catalog.facts import Facts
from playground.catalog.families import Activation, Dataset, Initializer, Loss, Metric, Optimizer, Schedule
from playground.catalog.tensor import Array, Mode
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, from_json, to_json
from tests.catalog.contract import (
    ALL_FACTS,
    MOST_QUOTIENTS,
    all_of,
    cases,
    every,
    gradient_error,
    named,
    update,
    variants,
)

ROWS = 6


# Words and settings


@pytest.mark.parametrize("entry", every(), ids=named)
def test_words_are_there(entry: type[Entry]) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", entry.kind)
    for text in (entry.summary, entry.help):
        assert text.strip() == text
        assert text.endswith(".")
    assert entry.title.strip()
    assert len(entry.summary) <= 90
    if entry.family not in ("datasets", "probes"):
        assert entry.formula.strip()
    assert isinstance(entry.aliases, tuple)
    for field in entry.fields():
        assert field.about.help.strip().endswith(".")


@pytest.mark.parametrize("entry", every(), ids=named)
def test_defaults_are_valid(entry: type[Entry]) -> None:
    assert entry.violations({}) == ()
    assert entry.violations(entry.defaults()) == ()
    assert entry.read({}) == entry.read(entry.defaults())
    assert entry.read({"no such setting": 1}) == entry.read({})
    for field in entry.fields():
        if isinstance(field.default, Choice):
            assert field.default.kind in family(field.about.family or "")


@pytest.mark.parametrize("entry", every(), ids=named)
def test_settings_survive_a_file(entry: type[Entry]) -> None:
    for params in (entry.defaults(), *variants(entry)):
        choice = Choice(entry.kind, params)
        assert from_json(json.loads(json.dumps(to_json(choice)))) == choice


# Blocks


def _weights(signature: Any, rng: np.random.Generator) -> dict[str, Array]:
    """Random values around the first ones, so that no scale is 1 and no bias 0; variances stay positive."""
    weights: dict[str, Array] = {}
    for parameter in signature.parameters:
        initializer, p = settle(Initializer, parameter.initializer)
        first = initializer.draw(p, parameter.shape, parameter.fan_in, parameter.fan_out, rng)
        assert first.shape == parameter.shape
        weights[parameter.name] = first + rng.uniform(0.05, 0.5, parameter.shape)
    return weights


def _inputs(shapes: Any, rng: np.random.Generator) -> list[Array]:
    return [rng.normal(0.0, 1.0, (ROWS, *shape)) for shape in shapes]


def _tensors(arrays: dict[str, Array]) -> dict[str, torch.Tensor]:
    return {name: torch.tensor(array, dtype=torch.float64) for name, array in arrays.items()}


@pytest.mark.parametrize("block", all_of(Block), ids=named)
def test_block_equals_its_reference(block: type[Block]) -> None:
    rng = np.random.default_rng(1)
    seen = 0
    for p, _, signature, shapes in cases(block):
        weights, inputs = _weights(signature, rng), _inputs(shapes, rng)
        forward = block.build(p, signature)
        with torch.no_grad():
            given = forward(_tensors(weights), [torch.tensor(x) for x in inputs], Mode(training=False))
        expected = block.reference(p, weights, inputs)
        assert tuple(given.shape) == (ROWS, *signature.output)
        assert expected.shape == (ROWS, *signature.output)
        np.testing.assert_allclose(given.numpy(), expected, rtol=0, atol=1e-10)
        learned = [parameter for parameter in signature.parameters if parameter.role != "buffer"]
        assert signature.count == sum(math.prod(parameter.shape) for parameter in learned)
        assert signature.multiply_adds >= 0
        assert all(isinstance(word, str) and word for word in block.badges(p))
        seen += 1
    assert seen, "none of the example shapes fits"


@pytest.mark.parametrize("block", all_of(Block), ids=named)
def test_block_with_an_activation_applies_it_to_z(block: type[Block]) -> None:
    rng = np.random.default_rng(3)
    for p, _, signature, shapes in cases(block):
        before = block.before_activation(p)
        assert (before is not None) or not hasattr(p, "activation")
        if before is None or before == p:
            continue
        activation, settings = settle(Activation, p.activation)
        weights, inputs = _weights(signature, rng), _inputs(shapes, rng)
        z = block.reference(before, weights, inputs)
        np.testing.assert_array_equal(activation.value(settings, z), block.reference(p, weights, inputs))
        given = [torch.tensor(x) for x in inputs]
        for training in (True, False):
            z_given = block.build(before, signature)(_tensors(weights), given, Mode(training=training))
            expected = block.build(p, signature)(_tensors(weights), given, Mode(training=training))
            assert torch.equal(activation.build(settings)(z_given), expected)


@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
@pytest.mark.parametrize("block", all_of(Block), ids=named)
def test_block_gradients(block: type[Block], training: bool) -> None:
    """The two-sided check; the same seed gives dropout the same mask every time."""
    rng = np.random.default_rng(2)
    for number, (p, _, signature, shapes) in enumerate(cases(block)):
        buffers = {parameter.name for parameter in signature.parameters if parameter.role == "buffer"}
        weights = _tensors(_weights(signature, rng))
        inputs = [torch.tensor(x) for x in _inputs(shapes, rng)]
        forward = block.build(p, signature)
        direction = torch.tensor(rng.normal(0.0, 1.0, (ROWS, *signature.output)))

        def scalar(forward: Any = forward, weights: Any = weights, inputs: Any = inputs, to: Any = direction) -> Any:
            mode = Mode(training=training, generator=torch.Generator().manual_seed(7))
            return (forward(weights, inputs, mode) * to).sum()

        leaves = [*inputs, *(tensor for name, tensor in weights.items() if name not in buffers)]
        assert gradient_error(scalar, leaves, most=MOST_QUOTIENTS) < 1e-7, p
        if number == 0:
            for gradient in torch.autograd.grad(scalar(), leaves):
                assert torch.isfinite(gradient).all()
                assert gradient.abs().sum() > 0


@pytest.mark.parametrize("block", all_of(Block), ids=named)
def test_block_is_decided_by_the_seed(block: type[Block]) -> None:
    rng = np.random.default_rng(3)
    p, _, signature, shapes = next(cases(block))
    weights, inputs = _weights(signature, rng), _inputs(shapes, rng)
    forward = block.build(p, signature)

    def run() -> torch.Tensor:
        mode = Mode(training=True, generator=torch.Generator().manual_seed(11))
        return forward(_tensors(weights), [torch.tensor(x) for x in inputs], mode)

    assert torch.equal(run(), run())


@pytest.mark.parametrize("block", all_of(Block), ids=named)
@pytest.mark.parametrize("rows", [1, 2])
def test_block_takes_the_smallest_batches(block: type[Block], rows: int) -> None:
    for p, _, signature, shapes in cases(block):
        weights = _tensors(_weights(signature, np.random.default_rng(4)))
        forward = block.build(p, signature)
        inputs = [torch.ones(rows, *shape, dtype=torch.float64) for shape in shapes]
        mode = Mode(training=True, generator=torch.Generator().manual_seed(1))
        assert torch.isfinite(forward(weights, inputs, mode)).all()


# Activations


@pytest.mark.parametrize("activation", all_of(Activation), ids=named)
def test_activation_equals_torch(activation: type[Activation]) -> None:
    z = np.concatenate([np.linspace(-6, 6, 49), [-60.0, -25.0, 25.0, 60.0, 0.013]]).reshape(-1, 3)
    for values in variants(activation):
        p = activation.read(values)
        at = torch.tensor(z, requires_grad=True)
        given = activation.build(p)(at)
        np.testing.assert_allclose(given.detach().numpy(), activation.value(p, z), rtol=0, atol=1e-12)
        if activation.elementwise:
            (slope,) = torch.autograd.grad(given.sum(), at)
        else:
            columns = [torch.autograd.grad(given[:, j].sum(), at, retain_graph=True)[0][:, j] for j in range(3)]
            slope = torch.stack(columns, dim=1)
        np.testing.assert_allclose(slope.numpy(), activation.derivative(p, z), rtol=0, atol=1e-12)


@pytest.mark.parametrize("activation", all_of(Activation), ids=named)
def test_activation_keeps_the_type_of_its_tensor(activation: type[Activation]) -> None:
    given = activation.build(activation.read({}))(torch.linspace(-50, 50, 8, dtype=torch.float32))
    assert given.dtype == torch.float32
    assert torch.isfinite(given).all()


# Initializers


@pytest.mark.parametrize("initializer", all_of(Initializer), ids=named)
@pytest.mark.parametrize("shape", [(5, 7), (7, 5), (1, 4), (6,), (1,), (4, 2, 3)], ids=str)
def test_initializer_draws(initializer: type[Initializer], shape: tuple[int, ...]) -> None:
    for values in variants(initializer):
        p = initializer.read(values)
        fans = (math.prod(shape[1:]), shape[0])
        first = initializer.draw(p, shape, *fans, np.random.default_rng(5))
        second = initializer.draw(p, shape, *fans, np.random.default_rng(5))
        assert first.shape == shape
        assert first.dtype == np.float64
        assert np.isfinite(first).all()
        np.testing.assert_array_equal(first, second)


# Optimizers


def _optimizer_state(optimizer: type[Optimizer], like: torch.Tensor) -> dict[str, torch.Tensor]:
    return {slot: torch.zeros_like(like) for slot in optimizer.slots}


@pytest.mark.parametrize("optimizer", all_of(Optimizer), ids=named)
def test_optimizer_minimises_a_bowl(optimizer: type[Optimizer]) -> None:
    p = optimizer.read({})
    curvature = torch.tensor([1.0, 3.0, 0.5])
    theta = torch.tensor([1.0, -2.0, 0.5])
    mask = torch.tensor([1.0, 0.0, 1.0])
    state = _optimizer_state(optimizer, theta)
    tensors = {"theta": theta, **state}
    before = (curvature * theta**2).sum().item()
    for t in range(1, 2001):
        update(optimizer, p, theta, curvature * theta, state, t, mask)
    assert (curvature * theta**2).sum().item() < 0.01 * before
    # Everything happens in place: no other state than the slots, and the tensors stay the same objects.
    assert tuple(state) == optimizer.slots
    assert all(tensors[name] is tensor for name, tensor in {"theta": theta, **state}.items())


@pytest.mark.parametrize("optimizer", all_of(Optimizer), ids=named)
def test_optimizer_never_waits_for_the_device(optimizer: type[Optimizer]) -> None:
    """Tensors of the meta device have no values: whatever reads one (``.item()``, a branch) fails on them."""
    theta = torch.zeros(4, device="meta")
    state = _optimizer_state(optimizer, theta)
    update(optimizer, optimizer.read({}), theta, torch.zeros_like(theta), state, 1, torch.ones_like(theta))


@pytest.mark.parametrize("optimizer", all_of(Optimizer), ids=named)
def test_optimizer_stays_finite_without_a_gradient(optimizer: type[Optimizer]) -> None:
    for values in variants(optimizer):
        theta = torch.ones(3)
        state = _optimizer_state(optimizer, theta)
        for t in range(1, 4):
            update(optimizer, optimizer.read(values), theta, torch.zeros(3), state, t, torch.zeros(3))
        assert torch.equal(theta, torch.ones(3))


# Schedules


@pytest.mark.parametrize("schedule", all_of(Schedule), ids=named)
def test_schedule_is_positive_and_finite(schedule: type[Schedule]) -> None:
    for values in variants(schedule):
        p = schedule.read(values)
        epochs = np.array([0, 1e-3, 0.5, *range(1, 1001), 1000.7])
        rates = schedule.rates(p, 0.1, epochs)
        assert rates.shape == epochs.shape
        assert np.isfinite(rates).all()
        assert (rates > 0).all()
        np.testing.assert_allclose(schedule.rates(p, 0.2, epochs), 2 * rates, rtol=1e-6)


# Losses


def _targets(facts: Facts, rows: int, rng: np.random.Generator) -> Any:
    if facts.task == "classes":
        return rng.integers(0, facts.outputs, rows)
    return rng.normal(0.0, 2.0, (rows, facts.outputs))


@pytest.mark.parametrize("facts", ALL_FACTS, ids=lambda facts: f"{facts.task}-{facts.outputs}")
@pytest.mark.parametrize("loss", all_of(Loss), ids=named)
def test_loss(loss: type[Loss], facts: Facts) -> None:
    if facts.task not in loss.tasks:
        return
    rng = np.random.default_rng(6)
    y = _targets(facts, 8, rng)
    logits = rng.normal(0.0, 2.0, (8, loss.units(facts)))
    for values in variants(loss):
        p = loss.read(values)
        measure = loss.build(p, facts)
        given = measure(torch.tensor(logits), torch.tensor(y))
        assert given.shape == ()
        assert given.item() == pytest.approx(loss.value(p, facts, logits, y), rel=1e-12)
        at = torch.tensor(logits)
        assert gradient_error(partial(measure, at, torch.tensor(y)), [at]) < 1e-7
        huge = measure(torch.tensor(logits * 1e3, dtype=torch.float32), torch.tensor(y))
        assert torch.isfinite(huge)

        prediction = loss.predict(p, facts, logits)
        assert prediction.shape == (8, facts.outputs)
        if facts.task == "classes":
            np.testing.assert_allclose(prediction.sum(axis=1), 1.0, atol=1e-12)
            assert prediction.min() >= 0
            assert np.isfinite(loss.predict(p, facts, logits * 1e4)).all()


@pytest.mark.parametrize("loss", all_of(Loss), ids=named)
def test_loss_is_least_where_the_prediction_is_right(loss: type[Loss]) -> None:
    for facts in ALL_FACTS:
        if facts.task not in loss.tasks:
            continue
        y = _targets(facts, 8, np.random.default_rng(7))
        if facts.task == "regression":
            right = y
        elif loss.units(facts) == 1:
            right = 12.0 * (2.0 * y[:, None] - 1.0)
        else:
            right = 24.0 * np.eye(facts.outputs)[y] - 12.0
        p = loss.read({})
        assert loss.value(p, facts, right, y) < 1e-3
        assert loss.value(p, facts, -right, y) > 0.4
        if facts.task == "classes":
            np.testing.assert_array_equal(loss.predict(p, facts, right).argmax(axis=1), y)


# Metrics


@pytest.mark.parametrize("facts", ALL_FACTS, ids=lambda facts: f"{facts.task}-{facts.outputs}")
@pytest.mark.parametrize("metric", all_of(Metric), ids=named)
def test_metric_prefers_the_truth(metric: type[Metric], facts: Facts) -> None:
    if facts.task not in metric.tasks:
        return
    y: Any = np.arange(12) % facts.outputs if facts.task == "classes" else _targets(facts, 12, np.random.default_rng(8))
    truth: Any = np.eye(facts.outputs)[y] if facts.task == "classes" else y
    right, wrong = metric.measure(truth, y), metric.measure(np.roll(truth, 1, axis=0) + 0.01, y)
    assert type(right) is float
    assert right > wrong if metric.better == "high" else right < wrong


# Data sets


@pytest.mark.parametrize("dataset", all_of(Dataset), ids=named)
def test_dataset(dataset: type[Dataset]) -> None:
    most = {"samples": 300} if any(field.name == "samples" and field.type is int for field in dataset.fields()) else {}
    for values in variants(dataset):
        p = dataset.read({**most, **values})
        try:
            facts = dataset.facts(p)
        except PlaygroundError:
            # One that needs a file or other settings says so in both places.
            with pytest.raises(PlaygroundError):
                dataset.generate(p, np.random.default_rng(9))
            continue
        table = dataset.generate(p, np.random.default_rng(9))
        again = dataset.generate(p, np.random.default_rng(9))
        np.testing.assert_array_equal(table.x, again.x)
        np.testing.assert_array_equal(table.y, again.y)
        assert table.facts == facts
        assert table.x.shape == (facts.rows, *facts.input_shape)
        assert np.isfinite(table.x).all()
        if facts.task == "classes":
            assert table.y.shape == (facts.rows,)
            assert set(np.unique(table.y)) <= set(range(facts.outputs))
            assert facts.outputs >= 2
        else:
            assert table.y.shape == (facts.rows, facts.outputs)
            assert np.isfinite(table.y).all()


def test_unknown_kinds_are_named_with_their_neighbours() -> None:
    with pytest.raises(PlaygroundError, match=r"'adamm' is not known here \(near: adam"):
        find(Optimizer, "adamm")
