"""Blocks against torch.nn's modules, and what each refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from playground.catalog.block import Block, Misfit
from playground.catalog.entry import family, find
from playground.catalog.tensor import Mode, Shape
from playground.spec.values import Choice, Values
from tests.catalog.contract import ONE_NUMBER, THREE_CLASSES, TWO_CLASSES

OTHER_GROUPS = ("Normalization", "Regularization", "Joins", "Features")

TRAINING, EVALUATION = Mode(training=True), Mode(training=False)


def _made(kind: str, *shapes: Shape, **settings: Any) -> Any:
    block = find(Block, kind)
    assert block.violations(settings) == ()
    p = block.read(settings)
    signature = block.infer(p, shapes, TWO_CLASSES)
    return block.build(p, signature), signature


def _x(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


def test_dense_is_torchs_linear() -> None:
    module = nn.Linear(3, 5, dtype=torch.float64)
    forward, signature = _made("dense", (3,), units=5, activation=Choice("relu"))
    x = _x(4, 3)
    given = forward({"weight": module.weight, "bias": module.bias}, [x], TRAINING)
    torch.testing.assert_close(given, torch.relu(module(x)))
    assert signature.count == sum(parameter.numel() for parameter in module.parameters())
    assert signature.multiply_adds == 15


def test_batch_norm_is_torchs() -> None:
    """Outputs and running averages over many batches, then in evaluation; torch counts momentum the other way."""
    module = nn.BatchNorm1d(3, momentum=0.2, eps=1e-3, dtype=torch.float64)
    forward, signature = _made("batch_norm", (3,), momentum=0.8, epsilon=1e-3)
    with torch.no_grad():
        module.weight.copy_(torch.tensor([1.0, 2.0, -0.5]))
        module.bias.copy_(torch.tensor([0.1, 0.0, 3.0]))
    weights = {
        "gamma": module.weight.detach().clone(),
        "beta": module.bias.detach().clone(),
        "running_mean": torch.zeros(3, dtype=torch.float64),
        "running_variance": torch.ones(3, dtype=torch.float64),
    }
    assert signature.count == sum(parameter.numel() for parameter in module.parameters())
    for step in range(5):
        x = _x(8, 3) * (step + 1) + step
        torch.testing.assert_close(forward(weights, [x], TRAINING), module(x))
    torch.testing.assert_close(weights["running_mean"], module.running_mean)
    torch.testing.assert_close(weights["running_variance"], module.running_var)
    module.eval()
    torch.testing.assert_close(forward(weights, [_x(4, 3)], EVALUATION), module(_x(4, 3)))


def test_batch_norm_by_hand() -> None:
    """A batch of (0, 2): μ = 1, σ = 1, so ẑ = (−1, 1); the running mean moves a tenth of the way to 1."""
    forward, _ = _made("batch_norm", (1,), epsilon=1e-12)
    weights = {
        "gamma": torch.tensor([2.0]),
        "beta": torch.tensor([5.0]),
        "running_mean": torch.tensor([0.0]),
        "running_variance": torch.tensor([1.0]),
    }
    given = forward(weights, [torch.tensor([[0.0], [2.0]])], TRAINING)
    assert given.flatten().tolist() == pytest.approx([3.0, 7.0])
    assert weights["running_mean"].item() == pytest.approx(0.1)
    # The unbiased variance of the batch is 2: 0.9 · 1 + 0.1 · 2.
    assert weights["running_variance"].item() == pytest.approx(1.1)


def test_batch_norm_takes_a_single_example_by_the_running_averages() -> None:
    forward, _ = _made("batch_norm", (2,))
    weights = {"gamma": torch.ones(2), "beta": torch.zeros(2)}
    buffers = {"running_mean": torch.tensor([1.0, 2.0]), "running_variance": torch.tensor([4.0, 9.0])}
    given = forward({**weights, **buffers}, [torch.tensor([[3.0, 5.0]])], TRAINING)
    assert given.flatten().tolist() == pytest.approx([1.0, 1.0], abs=1e-5)
    assert buffers["running_mean"].tolist() == [1.0, 2.0]


def test_layer_norm_is_torchs() -> None:
    for shape in ((4,), (2, 3)):
        module = nn.LayerNorm(shape, dtype=torch.float64)
        forward, signature = _made("layer_norm", shape)
        weights = {"gamma": module.weight, "beta": module.bias}
        torch.testing.assert_close(forward(weights, [_x(5, *shape)], TRAINING), module(_x(5, *shape)))
        assert signature.count == sum(parameter.numel() for parameter in module.parameters())


def test_dropout_keeps_the_mean_and_scales_what_it_keeps() -> None:
    forward, signature = _made("dropout", (50,), keep_prob=0.8)
    x = torch.ones(400, 50)
    given = forward({}, [x], Mode(training=True, generator=torch.Generator().manual_seed(3)))
    assert set(given.unique().tolist()) == {0.0, 1.25}
    assert (given > 0).float().mean().item() == pytest.approx(0.8, abs=0.02)
    assert given.mean().item() == pytest.approx(1.0, abs=0.02)
    assert signature.count == 0
    assert torch.equal(forward({}, [x], EVALUATION), x)


def test_dropout_draws_a_fresh_mask_at_every_step_from_the_given_generator_alone() -> None:
    forward, _ = _made("dropout", (50,))
    generator = torch.Generator().manual_seed(3)
    before = torch.random.get_rng_state()
    first = forward({}, [torch.ones(4, 50)], Mode(training=True, generator=generator))
    second = forward({}, [torch.ones(4, 50)], Mode(training=True, generator=generator))
    assert not torch.equal(first, second)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_dropout_that_keeps_everything_does_nothing() -> None:
    forward, _ = _made("dropout", (3,), keep_prob=1.0)
    x = _x(2, 3)
    assert torch.equal(forward({}, [x], Mode(training=True, generator=torch.Generator())), x)


def test_features_by_hand() -> None:
    names = ("x1", "x2", "x1_squared", "x2_squared", "x1x2", "sin_x1", "sin_x2", "cos_x1", "cos_x2")
    block = find(Block, "features")
    assert tuple(field.name for field in block.fields()) == names
    p = block.read(dict.fromkeys(names, True))
    given = block.reference(p, {}, [np.array([[2.0, -3.0]])])
    expected = [2, -3, 4, 9, -6, np.sin(2), np.sin(-3), np.cos(2), np.cos(-3)]
    np.testing.assert_allclose(given[0], expected)
    assert block.infer(p, ((2,),), TWO_CLASSES).output == (9,)


def test_features_of_one_input_are_those_of_x1() -> None:
    block = find(Block, "features")
    p = block.read({"x1_squared": True, "x2_squared": True, "x1x2": True})
    assert block.infer(p, ((1,),), TWO_CLASSES).output == (2,)
    np.testing.assert_allclose(block.reference(p, {}, [np.array([[3.0]])]), [[3.0, 9.0]])


def test_features_need_one_that_is_on() -> None:
    block = find(Block, "features")
    with pytest.raises(Misfit, match="at least one feature must be on, 0 are"):
        block.infer(block.read({"x1": False, "x2": False}), ((2,),), TWO_CLASSES)
    with pytest.raises(Misfit, match="of x₁ must be on"):
        block.infer(block.read({"x1": False}), ((1,),), TWO_CLASSES)
    with pytest.raises(Misfit, match=r"1 or 2 numbers, this input has shape \(13,\)"):
        block.infer(block.read({}), ((13,),), TWO_CLASSES)


def test_add_and_concatenate() -> None:
    a, b = _x(4, 3), _x(4, 3) * 2
    forward, signature = _made("add", (3,), (3,), (3,))
    torch.testing.assert_close(forward({}, [a, b, a], TRAINING), a + b + a)
    assert signature.output == (3,)
    forward, signature = _made("concatenate", (3,), (2,))
    torch.testing.assert_close(forward({}, [a, b[:, :2]], TRAINING), torch.hstack([a, b[:, :2]]))
    assert signature.output == (5,)
    assert _made("concatenate", (1, 4, 4), (3, 4, 4))[1].output == (4, 4, 4)


@pytest.mark.parametrize(
    ("kind", "shapes", "words"),
    [
        ("add", ((3,), (4,)), "only equal shapes can be added, these are 3, 4$"),
        ("concatenate", ((3, 2), (4, 3)), "channels only, these are 2×3, 3×4"),
        ("dense", ((3, 5, 4),), "this input is 5×4×3; put a flatten before it"),
        ("layer_norm", ((1,),), "at least 2 numbers"),
        ("output", ((2, 2),), "put a flatten before it"),
    ],
)
def test_misfits_tell_the_rule_and_the_numbers(kind: str, shapes: tuple[Shape, ...], words: str) -> None:
    block = find(Block, kind)
    with pytest.raises(Misfit, match=words):
        block.infer(block.read({}), shapes, TWO_CLASSES)


def test_the_output_follows_the_task() -> None:
    output = find(Block, "output")
    sizes = [output.infer(output.read({}), ((7,),), facts).output for facts in (TWO_CLASSES, THREE_CLASSES, ONE_NUMBER)]
    assert sizes == [(1,), (3,), (1,)]
    with pytest.raises(Misfit, match="does not serve data with numbers to predict") as caught:
        output.infer(output.read({"loss": Choice("softmax_cross_entropy")}), ((7,),), ONE_NUMBER)
    assert caught.value.settings == {"Follow_the_task": {"loss": Choice("auto")}}


def test_normalization_blocks_have_an_activation_of_their_own() -> None:
    forward, _ = _made("layer_norm", (3,), activation=Choice("leaky_relu", Values(slope=0.5)))
    weights = {"gamma": torch.ones(3, dtype=torch.float64), "beta": torch.zeros(3, dtype=torch.float64)}
    normal = nn.functional.layer_norm(_x(2, 3), [3])
    torch.testing.assert_close(forward(weights, [_x(2, 3)], TRAINING), nn.functional.leaky_relu(normal, 0.5))


def test_palette() -> None:
    blocks = family("blocks")
    assert {"input", "features", "dense", "activation", "batch_norm", "layer_norm", "dropout"} <= set(blocks)
    assert {"flatten", "add", "concatenate", "output"} <= set(blocks)
    colours = {"data", "layer", "pool", "activation", "norm", "dropout", "join", "loss", "feature"}
    for block in blocks.values():
        assert issubclass(block, Block)
        assert block.colour in colours
        assert block.group in {"Ends", "Layers", "Convolution", "Pooling", *OTHER_GROUPS}
