"""The convolutional layer, in one, two and three dimensions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Literal

from playground.catalog.block import Block, Signature
from playground.catalog.convolving import convolution, convolved, grouped, in_words, parameters, ways_of
from playground.catalog.entry import settle
from playground.catalog.facts import Facts
from playground.catalog.families import Activation
from playground.catalog.sliding import fitting, picture_only, with_sides
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor
from playground.spec.fields import param
from playground.spec.values import Choice


class Conv(Block):
    """The same small weights at every place."""

    kind = "conv"
    title = "Conv"
    summary = "Slides small filters over a signal, picture or volume."
    help = (
        "Each filter is a small window of weights that slides over its input; at every place it takes the weighted "
        "sum of what lies below it, through all channels. Its map of sums says where in the picture its pattern "
        "occurs. The same weights serve every place, so there are few of them, and what was learned in one corner "
        "holds in all others. As in all of deep learning the filter is not turned round first, so mathematicians "
        "would call it a cross-correlation."
    )
    formula = "Z[k, i, j] = Σ W[k, c, u, v] · A[c, s·i + u − p, s·j + v − p] + b[k],  A′ = g(Z)"
    aliases = (
        "convolution",
        "conv1d",
        "conv2d",
        "conv3d",
        "cnn",
        "filter",
        "kernel",
        "convolutional",
        "cross-correlation",
    )
    group = "Convolution"
    colour = "layer"
    order = 21

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings of a convolution."""

        filters: int = param(
            8, low=1, high=65536, scale="log", effect="keep", help="How many filters, each giving one channel."
        )
        kernel_size: int = param(
            3, low=1, high=64, title="Kernel", effect="keep", help="How many places the window covers along each side."
        )
        kernel_width: int = param(
            0, low=0, high=64, effect="keep", help="Of a picture's window, where it is not square; 0 makes it square."
        )
        stride: int = param(1, low=1, high=64, effect="keep", help="How many places the window moves on each time.")
        padding: Literal["valid", "same", "number"] = param(
            "valid",
            effect="keep",
            formula="⌊(n + 2p − f) / s⌋ + 1,  2p = f − 1: ⌈n / s⌉",
            help="Zeros around the input: none (valid), as many as keep its size divided by the stride (same, the odd "
            "one at the end), or a number.",
        )
        padding_size: int = param(
            1, low=0, high=512, effect="keep", help="Zeros at both ends of every side, where padding is a number."
        )
        dilation: int = param(
            1, low=1, high=64, effect="keep", help="How far apart the window's places lie; 1 leaves no gaps."
        )
        groups: int = param(
            1, low=1, high=65536, effect="keep", help="Parts of the channels that are convolved apart; divides both."
        )
        activation: Choice = param(
            Choice("relu"), family="activations", effect="keep", help="The non-linearity g applied to each sum."
        )
        weight_initializer: Choice = param(
            Choice("he_normal"), family="initializers", effect="start", help="How the first weights are drawn."
        )
        bias: bool = param(True, effect="keep", help="Whether each filter adds a learned constant.")
        bias_initializer: Choice = param(
            Choice("zeros"), family="initializers", effect="start", help="How the first biases are set."
        )

    @classmethod
    def infer(cls, p: Params, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """W of shape (filters, channels / groups, *kernel) and b of shape (filters,)."""
        (shape,) = inputs
        with_sides(shape)
        picture_only(shape, p.kernel_width)
        channels = shape[0]
        grouped(p.groups, channels, p.filters)
        ways = ways_of(p, shape)
        places = fitting(shape, ways)
        kernel = tuple(way.kernel for way in ways)
        bias = p.bias_initializer if p.bias else None
        return Signature(
            inputs=inputs,
            output=(p.filters, *places),
            parameters=parameters(p.filters, channels, kernel, p.groups, p.weight_initializer, bias),
            multiply_adds=prod(places) * p.filters * (channels // p.groups) * prod(kernel),
            windows=tuple(way.window for way in ways),
        )

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """Torch's conv1d, conv2d or conv3d, then g."""
        activation, settings = settle(Activation, p.activation)
        g, z = activation.build(settings), convolution(ways_of(p, signature.inputs[0]), p.groups)

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return g(z(inputs[0], w["weight"], w.get("bias")))

        return forward

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """Every window as a row, times every filter."""
        activation, settings = settle(Activation, p.activation)
        ways = ways_of(p, inputs[0].shape[1:])
        return activation.value(settings, convolved(inputs[0], weights["weight"], weights.get("bias"), ways, p.groups))

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The kernel, the stride where there is one, and the activation."""
        return in_words(p, facts)
