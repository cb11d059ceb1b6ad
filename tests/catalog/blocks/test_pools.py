"""Pooling, upsampling and what else works on maps, against torch.nn's modules for drawn settings."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import nn

from playground.catalog.block import Block, Misfit
from playground.catalog.entry import find
from playground.catalog.tensor import Mode, Shape
from tests.catalog.blocks.support import FEW, SHAPES, agree, examples, made, module
from tests.catalog.contract import TWO_CLASSES


@FEW
@given(SHAPES, st.integers(1, 4), st.integers(0, 3), st.integers(0, 2))
def test_pools_are_torchs(shape: Shape, kernel: int, stride: int, padding: int) -> None:
    assume(2 * padding <= kernel <= min(shape[1:]) + 2 * padding)
    rank, step = len(shape) - 1, stride or None
    values: dict[str, Any] = {"kernel_size": kernel, "stride": stride, "padding": "number", "padding_size": padding}
    theirs = module(rank, nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d, kernel, step, padding)
    agree(made("max_pool", shape, **values), theirs, shape)
    if rank == 3 and kernel > min(shape[1:]):
        return  # torch refuses
    for counts in (True, False):
        averages = (nn.AvgPool1d, nn.AvgPool2d, nn.AvgPool3d)
        theirs = module(rank, *averages, kernel, step, padding, count_include_pad=counts)
        agree(made("average_pool", shape, count_padding=counts, **values), theirs, shape)


@pytest.mark.parametrize("counts", [True, False])
def test_an_average_window_may_be_larger_than_a_volume(counts: bool) -> None:
    """Torch refuses; with depth 1 it is the pool of pictures."""
    values: dict[str, Any] = {"kernel_size": 3, "padding": "number", "padding_size": 1, "count_padding": counts}
    ours, flat = made("average_pool", (2, 1, 4, 4), **values), made("average_pool", (2, 4, 4), **values)
    x = examples(3, 2, 1, 4, 4)
    torch.testing.assert_close(ours.of(x)[:, :, 0], flat.of(x[:, :, 0]) / (3.0 if counts else 1.0))


@pytest.mark.parametrize("kind", ["max_pool", "average_pool"])
def test_same_padding_of_a_pool_is_torchs_ceiling(kind: str) -> None:
    """3×3 with stride 2 on an even side, as GoogLeNet has it: one place is missing at the end, and does not count."""
    theirs: nn.Module = nn.MaxPool2d(3, 2, ceil_mode=True) if kind == "max_pool" else nn.AvgPool2d(3, 2, ceil_mode=True)
    ours = made(kind, (2, 8, 10), kernel_size=3, stride=2, padding="same")
    agree(ours, theirs, (2, 8, 10))
    assert ours.signature.output == (2, 4, 5)


def test_a_window_never_lies_on_padding_alone() -> None:
    block = find(Block, "max_pool")
    with pytest.raises(Misfit, match="at most half of the window of 3, not 2") as caught:
        block.infer(block.read({"kernel_size": 3, "padding": "number", "padding_size": 2}), ((1, 8, 8),), TWO_CLASSES)
    assert caught.value.settings == {"Padding of 1": {"padding_size": 1}}


@FEW
@given(SHAPES, st.integers(1, 6))
def test_adaptive_pools_are_torchs(shape: Shape, size: int) -> None:
    rank = len(shape) - 1
    averages = (nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d, nn.AdaptiveAvgPool3d)
    largest = (nn.AdaptiveMaxPool1d, nn.AdaptiveMaxPool2d, nn.AdaptiveMaxPool3d)
    agree(made("adaptive_pool", shape, size=size), module(rank, *averages, size), shape)
    agree(made("adaptive_pool", shape, size=size, pooling="max"), module(rank, *largest, size), shape)


@FEW
@given(SHAPES)
def test_global_pools_are_adaptive_ones_of_one_place(shape: Shape) -> None:
    rank = len(shape) - 1
    averages = module(rank, nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d, nn.AdaptiveAvgPool3d, 1)
    largest = module(rank, nn.AdaptiveMaxPool1d, nn.AdaptiveMaxPool2d, nn.AdaptiveMaxPool3d, 1)
    agree(made("global_pool", shape), nn.Sequential(averages, nn.Flatten()), shape)
    agree(made("global_pool", shape, pooling="max"), nn.Sequential(largest, nn.Flatten()), shape)


@FEW
@given(SHAPES, st.integers(1, 4))
def test_upsampling_is_torchs(shape: Shape, factor: int) -> None:
    linear = ("linear", "bilinear", "trilinear")[len(shape) - 2]
    agree(made("upsample", shape, factor=factor), nn.Upsample(scale_factor=factor), shape)
    theirs = nn.Upsample(scale_factor=factor, mode=linear)
    agree(made("upsample", shape, factor=factor, between="linear"), theirs, shape)


@FEW
@given(SHAPES, st.integers(1, 3))
def test_group_norm_is_torchs(shape: Shape, groups: int) -> None:
    shape = (shape[0] * groups, *shape[1:])
    assume(torch.Size(shape).numel() // groups > 1)
    theirs = module(1, nn.GroupNorm, None, None, groups, shape[0], 1e-3)
    weights = dict(theirs.named_parameters())
    ours = made("group_norm", shape, groups=groups, epsilon=1e-3)
    agree(ours, theirs, shape, {"gamma": weights["weight"], "beta": weights["bias"]})


@FEW
@given(SHAPES, st.integers(1, 7), st.floats(0.0, 2.0), st.floats(0.1, 2.0), st.floats(0.1, 3.0))
def test_local_response_norm_is_torchs(shape: Shape, size: int, alpha: float, beta: float, k: float) -> None:
    ours = made("local_response_norm", shape, size=size, alpha=alpha, beta=beta, k=k)
    agree(ours, nn.LocalResponseNorm(size, alpha, beta, k), shape)


@FEW
@given(SHAPES)
def test_batch_norm_of_channels_is_torchs(shape: Shape) -> None:
    """A step of training, and evaluation afterwards by the running averages."""
    theirs = module(len(shape) - 1, nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, shape[0], momentum=0.1)
    ours = made("batch_norm", shape, momentum=0.9)
    named = dict(theirs.named_parameters())
    weights = {"gamma": named["weight"].detach(), "beta": named["bias"].detach()}
    weights |= {"running_mean": torch.zeros(shape[0]).double(), "running_variance": torch.ones(shape[0]).double()}
    x = examples(4, *shape)
    given_now = ours.forward(weights, [x], Mode(training=True))
    torch.testing.assert_close(given_now, theirs(x))
    agree(ours, theirs.eval(), shape, weights)


def test_batch_norm_of_one_picture_normalizes_over_its_places() -> None:
    theirs, ours = nn.BatchNorm2d(2).double(), made("batch_norm", (2, 3, 3))
    weights = {"gamma": torch.ones(2).double(), "beta": torch.zeros(2).double()}
    weights |= {"running_mean": torch.zeros(2).double(), "running_variance": torch.ones(2).double()}
    x = examples(1, 2, 3, 3)
    torch.testing.assert_close(ours.forward(weights, [x], Mode(training=True)), theirs(x))


def test_channel_dropout_drops_whole_channels() -> None:
    ours = made("channel_dropout", (50, 4, 3), keep_prob=0.8)
    x = torch.ones(40, 50, 4, 3)
    given_now = ours.forward({}, [x], Mode(training=True, generator=torch.Generator().manual_seed(3)))
    channels = given_now.flatten(2)
    assert torch.equal(channels, channels[:, :, :1].expand_as(channels))
    assert set(given_now.flatten().tolist()) == {0.0, 1.25}
    assert (given_now > 0).float().mean().item() == pytest.approx(0.8, abs=0.03)
    assert torch.equal(ours.of(x), x)


def test_a_row_gates_whole_channels() -> None:
    ours = made("multiply", (3, 2, 4), (3,), (3, 2, 4))
    a, b, c = examples(5, 3, 2, 4), examples(5, 3) + 1.0, examples(5, 3, 2, 4) * 2.0
    given_now = ours.forward({}, [a, b, c], Mode(training=False))
    torch.testing.assert_close(given_now, a * b[:, :, None, None] * c)
    assert ours.signature.multiply_adds == 2 * 24
    with pytest.raises(Misfit, match="these are 2×4×3, 4"):
        made("multiply", (3, 2, 4), (4,))


def test_reshape_writes_pictures_channels_last_for_people() -> None:
    x = examples(2, 24)
    ours = made("reshape", (24,), shape="4×3×2")
    assert ours.signature.output == (2, 4, 3)
    assert torch.equal(ours.of(x), x.reshape(2, 2, 4, 3))
    assert made("reshape", (24,), shape=" 4 x ? x 2 ").signature.output == (2, 4, 3)
    assert made("reshape", (2, 4, 3), shape="?").signature.output == (24,)
    for wrong in ("", "5×?", "?×?", "0×24", "-1", "4×3", "vier"):
        with pytest.raises(Misfit, match="no shape of sides, such as 28×28×1, for the 24 numbers of this input"):
            made("reshape", (24,), shape=wrong)


def test_reshape_proposes_shapes_that_fit() -> None:
    block = find(Block, "reshape")
    with pytest.raises(Misfit) as caught:
        block.infer(block.read({"shape": "28×28×1"}), ((64,),), TWO_CLASSES)
    assert list(caught.value.settings) == ["8×8×1", "?×1"]
    for values in caught.value.settings.values():
        block.infer(block.read(values), ((64,),), TWO_CLASSES)


def test_softmax_of_a_picture_compares_its_channels() -> None:
    from playground.catalog.activations.softmax import Softmax

    z = examples(2, 3, 4, 5)
    torch.testing.assert_close(Softmax.build(None)(z), torch.softmax(z, 1))
    torch.testing.assert_close(torch.from_numpy(Softmax.value(None, z.numpy())), torch.softmax(z, 1))
