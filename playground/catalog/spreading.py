"""Kernels that spread every place of the input over a window of the output: transposed convolution.

Padding cuts off what lies outside. ``same`` leaves stride · n places of n: of the span − stride places too many, half
(rounded down) are cut off at the beginning and the rest at the end, as TensorFlow does; where the span is shorter than
the stride, as many are added at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.catalog.block import Window
from playground.catalog.convolving import Convolve
from playground.catalog.sliding import Padding
from playground.catalog.tensor import Array, Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreading:
    """The way along one side: ``before`` and ``after`` are cut off at its ends, or added after where negative."""

    kernel: int
    stride: int
    dilation: int
    before: int
    after: int

    @property
    def span(self) -> int:
        """How many places of the output one place of the input reaches."""
        return (self.kernel - 1) * self.dilation + 1

    def places(self, side: int) -> int:
        """How many places the output has."""
        return (side - 1) * self.stride + self.span - self.before - self.after

    @property
    def window(self) -> Window:
        """What one place of the output is summed from: place i laid itself into i · stride − before and behind it."""
        reach = (self.span - 1) / self.stride
        return Window(size=1.0 + reach, stride=1.0 / self.stride, before=reach - self.before / self.stride)


def spreading(
    kernel: int, *, stride: int, padding: Padding, padding_size: int, dilation: int, extra: int = 0
) -> Spreading:
    """The way along one side; ``extra`` places are added at the end, but not with ``same``."""
    before = padding_size if padding == "number" else 0
    after = before - extra
    if padding == "same":
        surplus = (kernel - 1) * dilation + 1 - stride
        before = max(0, surplus) // 2
        after = surplus - before
    return Spreading(kernel=kernel, stride=stride, dilation=dilation, before=before, after=after)


def transposed_convolution(ways: Sequence[Spreading], groups: int = 1) -> Convolve:
    """(X of shape (m, C, *sides), W of shape (filters, C / groups, *kernel), b or None) → Z, (m, filters, *places)."""
    from torch.nn import functional

    rank = len(ways)
    convolve = (functional.conv_transpose1d, functional.conv_transpose2d, functional.conv_transpose3d)[rank - 1]
    stride, dilation = [way.stride for way in ways], [way.dilation for way in ways]
    before = [way.before for way in ways]
    added = [max(0, way.before - way.after) for way in ways]
    cut = [max(0, way.after - way.before) for way in ways]

    def forward(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        # Torch wants the channels that come in first, of all groups, and the filters of one group behind them.
        turned = weight.transpose(0, 1)
        if groups > 1:
            turned = weight.reshape(groups, -1, *weight.shape[1:]).transpose(1, 2).flatten(0, 1)
        z = convolve(x, turned, bias, stride, before, added, groups, dilation)
        for axis, places in enumerate(cut, start=2):
            if places:
                z = z.narrow(axis, 0, z.shape[axis] - places)
        return z

    return forward


def spread_out(x: Array, weight: Array, bias: Array | None, ways: Sequence[Spreading], groups: int = 1) -> Array:
    """The same as a sum over the kernel's places: each lays all of the input, weighed, into the output, shifted."""
    rank, channels, filters = len(ways), x.shape[1] // groups, len(weight) // groups
    sides = x.shape[2:]
    whole = [(side - 1) * way.stride + way.span for side, way in zip(sides, ways, strict=True)]
    sums = np.zeros((len(x), len(weight), *whole), dtype=np.result_type(x, weight))
    for place in np.ndindex(*(way.kernel for way in ways)):
        steps = tuple(
            slice(at * way.dilation, at * way.dilation + (side - 1) * way.stride + 1, way.stride)
            for at, way, side in zip(place, ways, sides, strict=True)
        )
        for group in range(groups):
            into = slice(group * filters, (group + 1) * filters)
            w = weight[(into, slice(None), *place)]
            sums[(slice(None), into, *steps)] += np.einsum(
                "kc,mc...->mk...", w, x[:, group * channels : (group + 1) * channels]
            )
    kept = tuple(
        slice(way.before, size - way.after if way.after > 0 else size) for way, size in zip(ways, whole, strict=True)
    )
    around = ((0, 0), (0, 0), *((0, max(0, -way.after)) for way in ways))
    z: Array = np.pad(sums[(slice(None), slice(None), *kept)], around)
    return z if bias is None else z + bias.reshape(-1, *(1 for _way in range(rank)))
