from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.catalog.kernels import KERNELS, resized, same_padding, slide, turned
from playground.spec.problems import PlaygroundError


def test_the_edge_of_every_course() -> None:
    """Ten on the left, nought on the right: the vertical filter answers 30 along the edge (6 × 6 gives 4 × 4)."""
    picture = np.array([[10.0, 10, 10, 0, 0, 0]] * 6)
    found = slide(picture, np.array(KERNELS["Vertical edges"], dtype=np.float64))
    assert found.output.tolist() == [[0.0, 30.0, 30.0, 0.0]] * 4
    assert found.products(1, 1).tolist() == [[10.0, 0.0, 0.0]] * 3
    assert not slide(picture, np.array(KERNELS["Horizontal edges"], dtype=np.float64)).output.any()


def test_blurs_keep_the_brightness_and_edges_have_none() -> None:
    for name, sum_ in (("Blur", 1), ("Soft blur", 1), ("Sharpen", 1), ("Identity", 1), ("Sobel", 0), ("All edges", 0)):
        assert np.sum(KERNELS[name]) == pytest.approx(sum_), name


@settings(max_examples=40, deadline=None)
@given(
    height=st.integers(1, 12),
    width=st.integers(1, 12),
    side=st.integers(1, 5),
    stride=st.integers(1, 4),
    padding=st.integers(0, 4),
    seed=st.integers(0, 99),
)
def test_as_torch_does_it(height: int, width: int, side: int, stride: int, padding: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    picture, kernel = rng.normal(size=(height, width)), rng.normal(size=(side, side))
    if min(height, width) + 2 * padding < side:
        with pytest.raises(PlaygroundError, match=f"a kernel of {side} × {side} does not fit"):
            slide(picture, kernel, stride=stride, padding=padding)
        return
    found = slide(picture, kernel, stride=stride, padding=padding)
    given_, weight = torch.tensor(picture)[None, None], torch.tensor(kernel)[None, None]
    expected = torch.nn.functional.conv2d(given_, weight, stride=stride, padding=padding)[0, 0].numpy()
    assert found.output == pytest.approx(expected, abs=1e-12)
    last = (found.output.shape[0] - 1, found.output.shape[1] - 1)
    assert found.products(*last).sum() == pytest.approx(found.output[last], abs=1e-12)
    assert np.array_equal(turned(turned(kernel)), kernel)


def test_true_convolution_is_what_numpy_calls_so() -> None:
    row, kernel = np.arange(1.0, 7.0), np.array([[0.0, 0, 0], [1, 2, -3], [0, 0, 0]])
    found = slide(np.stack([row] * 3), turned(kernel))
    assert found.output[0] == pytest.approx(np.convolve(row, kernel[1], mode="valid"))


def test_sizes() -> None:
    assert [same_padding(side) for side in (1, 3, 5, 7)] == [0, 1, 2, 3]
    kernel = np.arange(9.0).reshape(3, 3)
    assert resized(kernel, 5)[1:4, 1:4].tolist() == kernel.tolist()
    assert resized(resized(kernel, 5), 3).tolist() == kernel.tolist()
    assert resized(kernel, 1).tolist() == [[4.0]]
    with pytest.raises(PlaygroundError, match="stride must be at least 1"):
        slide(np.zeros((3, 3)), kernel, stride=0)
