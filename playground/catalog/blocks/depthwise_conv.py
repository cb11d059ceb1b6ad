"""The depthwise convolution: every channel by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Literal

from playground.catalog.block import Block, Signature
from playground.catalog.convolving import convolution, convolved, in_words, parameters, ways_of
from playground.catalog.entry import settle
from playground.catalog.facts import Facts
from playground.catalog.families import Activation
from playground.catalog.sliding import fitting, picture_only, with_sides
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor
from playground.spec.fields import param
from playground.spec.values import Choice


class DepthwiseConv(Block):
    """Filters of its own for every channel."""

    kind = "depthwise_conv"
    title = "Depthwise conv"
    summary = "Slides filters over every channel by itself."
    help = (
        "Every channel has filters of its own, which see nothing of the other channels. That takes as many times "
        "fewer weights and multiplications than a convolution as there are channels. A pointwise convolution behind "
        "it mixes the channels; the two together are a depthwise separable convolution, at 1/c′ + 1/f² of the cost."
    )
    formula = "Z[c, i, j] = Σ W[c, u, v] · A[c, s·i + u − p, s·j + v − p] + b[c],  A′ = g(Z)"
    aliases = ("convolution", "depthwise", "separable", "mobilenet", "xception", "grouped convolution", "conv2d")
    group = "Convolution"
    colour = "layer"
    order = 22

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings of a depthwise convolution."""

        multiplier: int = param(
            1, low=1, high=1024, effect="keep", help="How many filters each channel has, each giving one channel."
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
        """W of shape (channels · multiplier, 1, *kernel) and b of shape (channels · multiplier,)."""
        (shape,) = inputs
        with_sides(shape)
        picture_only(shape, p.kernel_width)
        channels, filters = shape[0], shape[0] * p.multiplier
        ways = ways_of(p, shape)
        places = fitting(shape, ways)
        kernel = tuple(way.kernel for way in ways)
        bias = p.bias_initializer if p.bias else None
        return Signature(
            inputs=inputs,
            output=(filters, *places),
            parameters=parameters(filters, channels, kernel, channels, p.weight_initializer, bias),
            multiply_adds=prod(places) * filters * prod(kernel),
            windows=tuple(way.window for way in ways),
        )

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """Torch's conv1d, conv2d or conv3d with as many groups as channels, then g."""
        activation, settings = settle(Activation, p.activation)
        shape = signature.inputs[0]
        g, z = activation.build(settings), convolution(ways_of(p, shape), shape[0])

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return g(z(inputs[0], w["weight"], w.get("bias")))

        return forward

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """Every window of a channel as a row, times the channel's filters."""
        activation, settings = settle(Activation, p.activation)
        ways = ways_of(p, inputs[0].shape[1:])
        return activation.value(
            settings, convolved(inputs[0], weights["weight"], weights.get("bias"), ways, inputs[0].shape[1])
        )

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The kernel, the stride where there is one, and the activation."""
        return in_words(p, facts)
