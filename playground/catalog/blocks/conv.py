"""The convolutional layer, in one, two and three dimensions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.catalog import convolution_settings as setting
from playground.catalog.block import Block, Signature
from playground.catalog.convolving import (
    activated,
    convolution,
    convolved,
    grouped,
    in_words,
    sliding_filters,
    then_activated,
    ways_of,
)
from playground.catalog.facts import Facts
from playground.catalog.sliding import Padding, picture_only, with_sides
from playground.catalog.tensor import Array, Forward, Shape
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

        filters: int = setting.filters()
        kernel_size: int = setting.kernel_size()
        kernel_width: int = setting.kernel_width()
        stride: int = setting.stride()
        padding: Padding = setting.padding()
        padding_size: int = setting.padding_size()
        dilation: int = setting.dilation()
        groups: int = setting.groups()
        activation: Choice = setting.activation()
        weight_initializer: Choice = setting.weight_initializer()
        bias: bool = setting.bias()
        bias_initializer: Choice = setting.bias_initializer()

    @classmethod
    def infer(cls, p: Params, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """W of shape (filters, channels / groups, *kernel) and b of shape (filters,)."""
        (shape,) = inputs
        with_sides(shape)
        picture_only(shape, p.kernel_width)
        grouped(p.groups, shape[0], p.filters)
        return sliding_filters(p, shape, ways_of(p, shape), p.filters, p.groups)

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """Torch's conv1d, conv2d or conv3d, then g."""
        return then_activated(p.activation, convolution(ways_of(p, signature.inputs[0]), p.groups))

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """Every window as a row, times every filter."""
        z = convolved(inputs[0], weights["weight"], weights.get("bias"), ways_of(p, inputs[0].shape[1:]), p.groups)
        return activated(p.activation, z)

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The kernel, the stride where there is one, and the activation."""
        return in_words(p, facts)
