"""Small kernels that find edges, blur and sharpen, and what sliding one over a picture gives, number by number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from playground.catalog.tensor import Array
from playground.spec.problems import PlaygroundError
from playground.spec.words import mark, tr

LARGEST = 7
"""The longest side of a kernel in the laboratory."""

Rows = tuple[tuple[float, ...], ...]

_NINTH, _SIXTEENTH = ((1 / 9,) * 3,) * 3, 1 / 16
KERNELS: Mapping[str, Rows] = MappingProxyType(
    {
        mark("Vertical edges"): ((1, 0, -1), (1, 0, -1), (1, 0, -1)),
        mark("Horizontal edges"): ((1, 1, 1), (0, 0, 0), (-1, -1, -1)),
        mark("Sobel"): ((1, 0, -1), (2, 0, -2), (1, 0, -1)),
        mark("Scharr"): ((3, 0, -3), (10, 0, -10), (3, 0, -3)),
        mark("Blur"): _NINTH,
        mark("Soft blur"): tuple(tuple(a * b * _SIXTEENTH for b in (1, 2, 1)) for a in (1, 2, 1)),
        mark("Sharpen"): ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
        mark("All edges"): ((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
        mark("Identity"): ((0, 0, 0), (0, 1, 0), (0, 0, 0)),
    }
)
"""By name for people. The first two and Sobel's and Scharr's weights are those of every course on edge filters."""


def turned(kernel: Array) -> Array:
    """The kernel turned by 180°: cross-correlation with it is the true convolution with ``kernel``."""
    return kernel[::-1, ::-1]


def same_padding(kernel: int) -> int:
    """The padding with which stride 1 keeps the size, p = (f − 1)/2, rounded down where f is even."""
    return (kernel - 1) // 2


@dataclass(frozen=True, slots=True, eq=False)
class Slide:
    """A kernel on its way over a picture, as a layer of one filter does it: cross-correlation.

    Attributes:
        padded: the picture with its rim of zeros, shape (h + 2p, w + 2p).
        kernel: shape (f, f). stride: places from one window to the next.
        output: Σ window ∘ kernel, shape (⌊(h + 2p − f)/s⌋ + 1, ⌊(w + 2p − f)/s⌋ + 1).

    """

    padded: Array
    kernel: Array
    stride: int
    output: Array

    def window(self, row: int, column: int) -> Array:
        """What the kernel lies on where it makes ``output[row, column]``, shape (f, f)."""
        top, left, side = row * self.stride, column * self.stride, len(self.kernel)
        return self.padded[top : top + side, left : left + side]

    def products(self, row: int, column: int) -> Array:
        """The window times the kernel, place by place: the numbers whose sum is ``output[row, column]``."""
        return self.window(row, column) * self.kernel


def slide(picture: Array, kernel: Array, *, stride: int = 1, padding: int = 0) -> Slide:
    """Cross-correlate ``picture`` of shape (h, w) with ``kernel`` of shape (f, f).

    Raises:
        PlaygroundError: the kernel does not fit into the padded picture, or a setting is out of its range.

    """
    if stride < 1 or padding < 0:
        raise PlaygroundError(
            tr(
                "stride must be at least 1 and padding at least 0, not {stride} and {padding}",
                stride=stride,
                padding=padding,
            )
        )
    padded = np.pad(np.asarray(picture, dtype=np.float64), padding)
    if min(padded.shape) < len(kernel):
        raise PlaygroundError(
            tr(
                "a kernel of {side} × {side} does not fit into {height} × {width}: pad more or take a smaller one",
                side=len(kernel),
                height=padded.shape[0],
                width=padded.shape[1],
            )
        )
    windows = sliding_window_view(padded, kernel.shape)[::stride, ::stride]
    return Slide(padded, kernel, stride, np.einsum("ijkl,kl->ij", windows, kernel))


def resized(kernel: Array, side: int) -> Array:
    """The kernel with another side: zeros around it, or its middle."""
    old = len(kernel)
    if side >= old:
        before = (side - old) // 2
        return np.pad(kernel, ((before, side - old - before),) * 2)
    cut = (old - side) // 2
    return kernel[cut : cut + side, cut : cut + side]
