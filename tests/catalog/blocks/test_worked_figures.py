"""Figures that every course on convolution works out by hand."""

from __future__ import annotations

import pytest

from playground.catalog.tensor import Shape
from tests.catalog.blocks.support import made


def test_six_filters_of_5_by_5_on_a_colour_picture() -> None:
    """6 · (5 · 5 · 3 + 1) = 456 parameters, whatever the size of the picture; from 32×32×3 come 28×28×6."""
    for side in (32, 1000):
        signature = made("conv", (3, side, side), filters=6, kernel_size=5).signature
        assert signature.count == 456
        assert signature.output == (6, side - 4, side - 4)


def test_ten_filters_of_3_by_3_by_3() -> None:
    """10 · (27 + 1) = 280 parameters."""
    assert made("conv", (3, 100, 100), filters=10, kernel_size=3).signature.count == 280


def test_the_bottleneck_of_an_inception_module() -> None:
    """28 · 28 · 32 · 5 · 5 · 192, or by way of 16 channels 28 · 28 · 16 · 192 + 28 · 28 · 32 · 5 · 5 · 16."""
    shape = (192, 28, 28)
    straight = made("conv", shape, filters=32, kernel_size=5, padding="same").signature
    assert straight.output == (32, 28, 28)
    assert straight.multiply_adds == 120_422_400
    narrow = made("pointwise_conv", shape, filters=16).signature
    wide = made("conv", narrow.output, filters=32, kernel_size=5, padding="same").signature
    assert wide.output == straight.output
    assert (narrow.multiply_adds, wide.multiply_adds) == (2_408_448, 10_035_200)
    assert narrow.multiply_adds + wide.multiply_adds == 12_443_648


@pytest.mark.parametrize(
    ("shape", "filters", "kernel"), [((3, 6, 6), 5, 3), ((64, 56, 56), 128, 3), ((8, 9, 9), 16, 5)]
)
def test_a_depthwise_separable_convolution_costs_its_share(shape: Shape, filters: int, kernel: int) -> None:
    """1/c′ + 1/f² of the ordinary one, c′ filters of f × f; 672 against 2,160 for 5 of 3 × 3 on 6×6×3."""
    ordinary = made("conv", shape, filters=filters, kernel_size=kernel).signature
    depthwise = made("depthwise_conv", shape, kernel_size=kernel).signature
    pointwise = made("pointwise_conv", depthwise.output, filters=filters).signature
    assert pointwise.output == ordinary.output
    cost = depthwise.multiply_adds + pointwise.multiply_adds
    assert cost * filters * kernel**2 == ordinary.multiply_adds * (kernel**2 + filters)
    if shape == (3, 6, 6):
        assert (cost, ordinary.multiply_adds) == (432 + 240, 2160)


def test_lenet_5_by_hand() -> None:
    """From 32×32×1: 28×28×6, 14×14×6, 10×10×16, 5×5×16 = 400, 120, 84."""
    first = made("conv", (1, 32, 32), filters=6, kernel_size=5).signature
    second = made("max_pool", first.output).signature
    third = made("conv", second.output, filters=16, kernel_size=5).signature
    fourth = made("max_pool", third.output).signature
    flat = made("flatten", fourth.output).signature
    shapes = [signature.output for signature in (first, second, third, fourth, flat)]
    assert shapes == [(6, 28, 28), (6, 14, 14), (16, 10, 10), (16, 5, 5), (400,)]
    assert (first.count, third.count) == (156, 2416)
