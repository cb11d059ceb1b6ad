"""Convolutions of drawn settings against torch.nn's, and what each refuses."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import nn

from playground.catalog.block import Block, Misfit
from playground.catalog.entry import find
from playground.catalog.tensor import Shape
from tests.catalog.blocks.support import FEW, LINEAR, SHAPES, agree, examples, made, module
from tests.catalog.contract import TWO_CLASSES

CONVS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
TRANSPOSED = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)
SMALL = st.integers(1, 3)


def _weights(theirs: nn.Module) -> dict[str, torch.Tensor]:
    return dict(theirs.named_parameters())


@FEW
@given(SHAPES, st.integers(1, 4), st.integers(1, 4), SMALL, st.integers(0, 3), SMALL, SMALL, st.booleans())
def test_convolution_is_torchs(
    shape: Shape, filters: int, kernel: int, stride: int, padding: int, dilation: int, groups: int, bias: bool
) -> None:
    shape, filters = (shape[0] * groups, *shape[1:]), filters * groups
    assume(min(shape[1:]) + 2 * padding >= (kernel - 1) * dilation + 1)
    common: dict[str, Any] = {"stride": stride, "dilation": dilation, "groups": groups, "bias": bias}
    theirs = module(len(shape) - 1, *CONVS, shape[0], filters, kernel, padding=padding, **common)
    ours = made(
        "conv",
        shape,
        filters=filters,
        kernel_size=kernel,
        padding="number",
        padding_size=padding,
        activation=LINEAR,
        **common,
    )
    agree(ours, theirs, shape, _weights(theirs))
    weight = ours.signature.parameters[0]
    assert weight.shape == tuple(_weights(theirs)["weight"].shape)
    # Torch reckons fan-in from the weight's shape.
    assert (weight.fan_in, weight.fan_out * groups) == nn.init._calculate_fan_in_and_fan_out(_weights(theirs)["weight"])


@FEW
@given(SHAPES, st.integers(1, 5), SMALL)
def test_same_padding_is_torchs_where_torch_has_it(shape: Shape, kernel: int, dilation: int) -> None:
    """With a stride of 1; where an odd number of zeros is missing torch warns, and the rule is tried by hand below."""
    assume((kernel - 1) * dilation % 2 == 0)
    theirs = module(len(shape) - 1, *CONVS, shape[0], 2, kernel, padding="same", dilation=dilation)
    ours = made("conv", shape, filters=2, kernel_size=kernel, padding="same", dilation=dilation, activation=LINEAR)
    agree(ours, theirs, shape, _weights(theirs))
    assert ours.signature.output[1:] == shape[1:]


@pytest.mark.parametrize(
    ("side", "kernel", "stride", "taps"),
    [
        # By TensorFlow's rule: of (⌈n/s⌉ − 1)s + f − n zeros half, rounded down, are before. First place's window.
        (4, 3, 2, [[0, 1, 2], [2, 3, None]]),
        (5, 3, 2, [[None, 0, 1], [1, 2, 3], [3, 4, None]]),
        (5, 2, 1, [[0, 1], [1, 2], [2, 3], [3, 4], [4, None]]),
        (4, 4, 1, [[None, 0, 1, 2], [0, 1, 2, 3], [1, 2, 3, None], [2, 3, None, None]]),
        (7, 2, 3, [[0, 1], [3, 4], [6, None]]),
        (3, 1, 2, [[0], [2]]),
    ],
)
def test_same_padding_by_hand(side: int, kernel: int, stride: int, taps: list[list[int | None]]) -> None:
    """Which places of the input each place of the output is summed from, tap by tap; None lies outside."""
    ours = made("conv", (1, side), filters=1, kernel_size=kernel, stride=stride, padding="same", activation=LINEAR)
    assert ours.signature.output == (1, len(taps))
    x = torch.eye(side, dtype=torch.float64)[:, None]
    weight = torch.arange(1.0, kernel + 1.0, dtype=torch.float64).reshape(1, 1, kernel)
    given_sums = ours.of(x, {"weight": weight, "bias": torch.zeros(1, dtype=torch.float64)})
    for place, window in enumerate(taps):
        wanted = torch.zeros(side, dtype=torch.float64)
        for tap, at in enumerate(window):
            if at is not None:
                wanted[at] += tap + 1.0
        assert torch.equal(given_sums[:, 0, place], wanted)


def test_a_pictures_kernel_may_be_wider_than_high() -> None:
    theirs = module(2, *CONVS, 2, 3, (1, 5))
    ours = made("conv", (2, 6, 7), filters=3, kernel_size=1, kernel_width=5, activation=LINEAR)
    agree(ours, theirs, (2, 6, 7), _weights(theirs))
    assert ours.signature.multiply_adds == 6 * 3 * 3 * 2 * 5


@FEW
@given(SHAPES, SMALL, st.integers(1, 4), SMALL, st.integers(0, 2), SMALL)
def test_depthwise_convolution_is_torchs_with_a_group_per_channel(
    shape: Shape, multiplier: int, kernel: int, stride: int, padding: int, dilation: int
) -> None:
    assume(min(shape[1:]) + 2 * padding >= (kernel - 1) * dilation + 1)
    values: dict[str, Any] = {"stride": stride, "dilation": dilation}
    sizes = (shape[0], shape[0] * multiplier, kernel)
    theirs = module(len(shape) - 1, *CONVS, *sizes, padding=padding, groups=shape[0], **values)
    values |= {"multiplier": multiplier, "kernel_size": kernel, "padding": "number", "padding_size": padding}
    agree(made("depthwise_conv", shape, activation=LINEAR, **values), theirs, shape, _weights(theirs))


@FEW
@given(SHAPES, st.integers(1, 5), SMALL)
def test_pointwise_convolution_is_torchs_of_one_place(shape: Shape, filters: int, stride: int) -> None:
    theirs = module(len(shape) - 1, *CONVS, shape[0], filters, 1, stride=stride)
    ours = made("pointwise_conv", shape, filters=filters, stride=stride, activation=LINEAR)
    agree(ours, theirs, shape, _weights(theirs))


def _filters_first(weight: torch.Tensor, groups: int) -> torch.Tensor:
    """Torch's weight of a transposed convolution, (channels, filters / groups, *kernel), as ours has it."""
    return torch.cat([part.transpose(0, 1) for part in weight.chunk(groups)])


@FEW
@given(SHAPES, SMALL, st.integers(1, 4), SMALL, st.integers(0, 2), SMALL, st.integers(0, 2), SMALL)
def test_transposed_convolution_is_torchs(
    shape: Shape, filters: int, kernel: int, stride: int, padding: int, dilation: int, extra: int, groups: int
) -> None:
    shape, filters = (shape[0] * groups, *shape[1:]), filters * groups
    assume(extra < max(stride, dilation))
    assume((min(shape[1:]) - 1) * stride + (kernel - 1) * dilation + 1 + extra - 2 * padding >= 1)
    common: dict[str, Any] = {"stride": stride, "dilation": dilation, "groups": groups, "output_padding": extra}
    theirs = module(len(shape) - 1, *TRANSPOSED, shape[0], filters, kernel, padding=padding, **common)
    ours = made(
        "transposed_conv",
        shape,
        filters=filters,
        kernel_size=kernel,
        padding="number",
        padding_size=padding,
        activation=LINEAR,
        **common,
    )
    weights = _weights(theirs)
    agree(ours, theirs, shape, weights | {"weight": _filters_first(weights["weight"], groups)})


@pytest.mark.parametrize(("kernel", "stride"), [(3, 2), (4, 2), (2, 2), (1, 2), (5, 3), (3, 1)])
def test_transposed_convolution_with_same_padding_undoes_the_shape_of_a_convolution(kernel: int, stride: int) -> None:
    """It is the convolution's gradient by its input: that is how TensorFlow defines it."""
    values: dict[str, Any] = {"kernel_size": kernel, "stride": stride, "padding": "same", "bias": False}
    up = made("transposed_conv", (2, 4, 3), filters=3, activation=LINEAR, **values)
    assert up.signature.output == (3, 4 * stride, 3 * stride)
    down = made("conv", up.signature.output, filters=2, activation=LINEAR, **values)
    assert down.signature.output == (2, 4, 3)
    weight = examples(2, 3, kernel, kernel)
    large = examples(5, *up.signature.output).requires_grad_()
    small = examples(5, 2, 4, 3)
    (wanted,) = torch.autograd.grad((down.of(large, {"weight": weight}) * small).sum(), large)
    torch.testing.assert_close(up.of(small, {"weight": weight.transpose(0, 1)}), wanted)


def _refused(kind: str, shape: Shape, **values: Any) -> Misfit:
    block = find(Block, kind)
    with pytest.raises(Misfit) as caught:
        block.infer(block.read(values), (shape,), TWO_CLASSES)
    return caught.value


def test_a_kernel_that_is_too_large_says_so_with_the_ways_out() -> None:
    found = _refused("conv", (3, 4, 4), kernel_size=5)
    assert str(found) == "5×5 needs an input of at least 5×5, this one is 4×4"
    assert found.settings == {"Padding same": {"padding": "same"}, "Kernel 3": {"kernel_size": 3}}
    found = _refused("conv", (1, 6, 3), kernel_size=1, kernel_width=4, padding="number", padding_size=0)
    assert str(found) == "1×4 needs an input of at least 1×4, this one is 6×3"
    assert found.settings["Kernel 3"] == {"kernel_size": 3, "kernel_width": 0}
    found = _refused("conv", (1, 6), kernel_size=3, dilation=4, padding="number", padding_size=1)
    assert str(found) == "3 spread to 9 needs an input of at least 9, this one is 6 (8 with padding)"
    assert found.settings["Dilation 1"] == {"dilation": 1}


@pytest.mark.parametrize("kind", ["conv", "depthwise_conv", "max_pool", "average_pool"])
def test_every_way_out_leads_out(kind: str) -> None:
    shape, block = (2, 3, 4), find(Block, kind)
    settings = {"kernel_size": 6} | ({"dilation": 2} if "dilation" in {f.name for f in block.fields()} else {})
    found = _refused(kind, shape, **settings)
    assert len(found.settings) >= 2
    for label, values in found.settings.items():
        if label != "Dilation 1":  # a kernel of 6 is too large even so
            block.infer(block.read(settings | dict(values)), (shape,), TWO_CLASSES)


def test_groups_that_do_not_divide() -> None:
    found = _refused("conv", (6, 5, 5), filters=8, groups=3)
    assert "3 groups must divide the 6 channels that come in and the 8 filters" in str(found)
    assert found.settings == {"Groups 2": {"groups": 2}, "Filters 9": {"filters": 9}}


def test_rows_and_more_than_three_sides_are_refused() -> None:
    assert "a signal, a picture or a volume must come in, this input is a row of 64 numbers" in str(
        _refused("conv", (64,))
    )
    assert "may have 3 sides beside the channels, this one has 4" in str(_refused("conv", (1, 2, 2, 2, 2)))
    assert _refused("conv", (1, 9), kernel_width=3).settings == {"One length for all sides": {"kernel_width": 0}}


def test_transposed_convolution_refuses_what_torch_refuses() -> None:
    found = _refused("transposed_conv", (1, 4), stride=2, output_padding=2)
    assert "fewer than the stride 2 or the dilation 1, not 2" in str(found)
    found = _refused("transposed_conv", (1, 2), kernel_size=1, padding="number", padding_size=1)
    assert "cutting 1 places off both ends leaves nothing of an output of 2" in str(found)
