"""The sum that every convolution of the catalogue is, in torch and in NumPy, for one to three sides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import gcd, prod
from typing import Protocol, TypeAlias

import numpy as np

from playground.catalog.block import Misfit, Parameter, Signature
from playground.catalog.entry import known, settle
from playground.catalog.facts import Facts
from playground.catalog.families import Activation
from playground.catalog.sliding import (
    Padding,
    Sliding,
    even,
    fitting,
    kernel_in_words,
    kernel_of,
    padded,
    slidings,
    windows,
)
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor
from playground.spec.values import Choice
from playground.spec.words import tr

Convolve: TypeAlias = Callable[[Tensor, Tensor, Tensor | None], Tensor]


class Kernel(Protocol):
    """The settings that convolutions share."""

    @property
    def kernel_size(self) -> int:
        """How many places the window covers along each side."""

    @property
    def kernel_width(self) -> int:
        """Of a picture's window, where it is not square."""

    @property
    def stride(self) -> int:
        """How far the window moves, or how far apart it is laid."""

    @property
    def padding(self) -> Padding:
        """What lies around the input, or is cut off the output."""

    @property
    def padding_size(self) -> int:
        """How much of it, where padding is a number."""

    @property
    def dilation(self) -> int:
        """How far apart the window's places lie."""

    @property
    def activation(self) -> Choice:
        """The non-linearity."""


class Filters(Protocol):
    """How the numbers that are learned begin."""

    @property
    def weight_initializer(self) -> Choice:
        """How the first weights are drawn."""

    @property
    def bias(self) -> bool:
        """Whether each filter adds a learned constant."""

    @property
    def bias_initializer(self) -> Choice:
        """How the first biases are set."""


def ways_of(p: Kernel, shape: Shape) -> tuple[Sliding, ...]:
    """The window's way along every side of an input of ``shape``."""
    return slidings(
        shape[1:],
        kernel_of(p.kernel_size, p.kernel_width, len(shape) - 1),
        stride=p.stride,
        padding=p.padding,
        padding_size=p.padding_size,
        dilation=p.dilation,
    )


def in_words(p: Kernel, facts: Facts | None) -> tuple[str, ...]:
    """For a badge: the kernel, the stride and the padding where they say something, and the activation."""
    entry = known("activations", p.activation.kind)
    words = [kernel_in_words(p.kernel_size, p.kernel_width, facts)]
    words += [f"s{p.stride}"] if p.stride > 1 else []
    words += [tr("same")] if p.padding == "same" else []
    return (*words, *([entry.title] if entry is not None else []))


def parameters(p: Filters, filters: int, channels: int, kernel: Shape, groups: int) -> tuple[Parameter, ...]:
    """W of shape (filters, channels / groups, *kernel) and, where it is wanted, b of shape (filters,).

    Fan-in is what a number of the output is summed from, fan-out what a number of the input goes into (where windows
    overlap fully): kernel · channels / groups and kernel · filters / groups numbers.
    """
    size = prod(kernel)
    fans = {"fan_in": size * (channels // groups), "fan_out": size * (filters // groups)}
    shape = (filters, channels // groups, *kernel)
    w = Parameter(name="weight", shape=shape, role="weight", initializer=p.weight_initializer, **fans)
    if not p.bias:
        return (w,)
    return (w, Parameter(name="bias", shape=(filters,), role="bias", initializer=p.bias_initializer, **fans))


def sliding_filters(p: Filters, shape: Shape, ways: Sequence[Sliding], filters: int, groups: int = 1) -> Signature:
    """What so many filters in so many groups make of an input of ``shape`` on their ways along its sides.

    Raises:
        Misfit: the kernel is larger than the padded input.

    """
    places, kernel = fitting(shape, ways), tuple(way.kernel for way in ways)
    return Signature(
        inputs=(shape,),
        output=(filters, *places),
        parameters=parameters(p, filters, shape[0], kernel, groups),
        multiply_adds=prod(places) * filters * (shape[0] // groups) * prod(kernel),
        windows=tuple(way.window for way in ways),
    )


def grouped(groups: int, channels: int, filters: int) -> None:
    """Refuse groups of unequal size.

    Raises:
        Misfit: with the most groups that divide both, and the next number of filters, as ways out.

    """
    if not channels % groups and not filters % groups:
        return
    most = gcd(channels, filters)
    fixes = {tr("Groups {count}", count=most): {"groups": most}}
    if not channels % groups:
        more = -(-filters // groups) * groups
        fixes[tr("Filters {count}", count=more)] = {"filters": more}
    raise Misfit(
        tr(
            "{groups} groups must divide the {channels} channels that come in and the {filters} filters",
            groups=groups,
            channels=channels,
            filters=filters,
        ),
        **fixes,
    )


def convolution(ways: Sequence[Sliding], groups: int = 1) -> Convolve:
    """(X of shape (m, C, *sides), W, b or None) → Z of shape (m, filters, *places), a cross-correlation."""
    from torch.nn import functional

    convolve = (functional.conv1d, functional.conv2d, functional.conv3d)[len(ways) - 1]
    stride, dilation = [way.stride for way in ways], [way.dilation for way in ways]
    around = [way.before for way in ways]
    if even(ways):
        return lambda x, weight, bias: convolve(x, weight, bias, stride, around, dilation, groups)
    return lambda x, weight, bias: convolve(padded(x, ways), weight, bias, stride, 0, dilation, groups)


def then_activated(activation: Choice, z: Convolve) -> Forward:
    """The forward pass of a block whose numbers are Z, then g."""
    entry, settings = settle(Activation, activation)
    g = entry.build(settings)

    def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
        return g(z(inputs[0], w["weight"], w.get("bias")))

    return forward


def activated(activation: Choice, z: Array) -> Array:
    """G(Z) in NumPy."""
    entry, settings = settle(Activation, activation)
    return entry.value(settings, z)


def convolved(x: Array, weight: Array, bias: Array | None, ways: Sequence[Sliding], groups: int = 1) -> Array:
    """The same as one matrix product per group: every window as a row, times every filter as a column."""
    rank = len(ways)
    every = windows(x, ways)
    channels, filters = x.shape[1] // groups, len(weight) // groups
    found = []
    for group in range(groups):
        rows = every[:, group * channels : (group + 1) * channels]
        w = weight[group * filters : (group + 1) * filters]
        # Over the channels and the kernel's sides; the filters come last then.
        sums = np.tensordot(rows, w, axes=((1, *range(2 + rank, 2 + 2 * rank)), tuple(range(1, 2 + rank))))
        found.append(np.moveaxis(sums, -1, 1))
    z: Array = np.concatenate(found, axis=1)
    return z if bias is None else z + bias.reshape(-1, *(1 for _way in ways))
