"""The depthwise convolution: every channel by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.catalog import convolution_settings as setting
from playground.catalog.block import Block, Signature
from playground.catalog.convolving import (
    activated,
    convolution,
    convolved,
    in_words,
    sliding_filters,
    then_activated,
    ways_of,
)
from playground.catalog.facts import Facts
from playground.catalog.sliding import Padding, picture_only, with_sides
from playground.catalog.tensor import Array, Forward, Shape
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
        kernel_size: int = setting.kernel_size()
        kernel_width: int = setting.kernel_width()
        stride: int = setting.stride()
        padding: Padding = setting.padding()
        padding_size: int = setting.padding_size()
        dilation: int = setting.dilation()
        activation: Choice = setting.activation()
        weight_initializer: Choice = setting.weight_initializer()
        bias: bool = setting.bias()
        bias_initializer: Choice = setting.bias_initializer()

    @classmethod
    def infer(cls, p: Params, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """W of shape (channels · multiplier, 1, *kernel) and b of shape (channels · multiplier,)."""
        (shape,) = inputs
        with_sides(shape)
        picture_only(shape, p.kernel_width)
        return sliding_filters(p, shape, ways_of(p, shape), shape[0] * p.multiplier, shape[0])

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """Torch's conv1d, conv2d or conv3d with as many groups as channels, then g."""
        shape = signature.inputs[0]
        return then_activated(p.activation, convolution(ways_of(p, shape), shape[0]))

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """Every window of a channel as a row, times the channel's filters."""
        x = inputs[0]
        z = convolved(x, weights["weight"], weights.get("bias"), ways_of(p, x.shape[1:]), x.shape[1])
        return activated(p.activation, z)

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The kernel, the stride where there is one, and the activation."""
        return in_words(p, facts)
