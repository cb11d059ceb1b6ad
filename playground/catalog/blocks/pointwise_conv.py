"""The pointwise convolution, 1×1: channels are mixed, places are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.catalog import convolution_settings as setting
from playground.catalog.block import Block, Signature
from playground.catalog.convolving import activated, convolution, convolved, sliding_filters, then_activated
from playground.catalog.entry import known
from playground.catalog.facts import Facts
from playground.catalog.sliding import Sliding, kernel_of, slidings, with_sides
from playground.catalog.tensor import Array, Forward, Shape
from playground.spec.values import Choice


class PointwiseConv(Block):
    """The same dense layer at every place."""

    kind = "pointwise_conv"
    title = "Pointwise conv"
    summary = "Mixes the channels of every place by itself (1×1)."
    help = (
        "A window of one place: at each, the channels go through the same dense layer. With fewer filters than "
        "channels it is a bottleneck, which makes what follows cheaper; behind a depthwise convolution it mixes what "
        "that kept apart; with a stride it brings a skip connection to the shape that it is added to."
    )
    formula = "Z[k, i, j] = Σ W[k, c] · A[c, s·i, s·j] + b[k],  A′ = g(Z)"
    aliases = ("convolution", "1x1", "1×1", "conv2d", "network in network", "bottleneck", "projection", "shortcut")
    group = "Convolution"
    colour = "layer"
    order = 23

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings of a pointwise convolution."""

        filters: int = setting.filters()
        stride: int = setting.stride(help="Takes every place, every second one, and so on, along each side.")
        activation: Choice = setting.activation()
        weight_initializer: Choice = setting.weight_initializer()
        bias: bool = setting.bias()
        bias_initializer: Choice = setting.bias_initializer()

    @classmethod
    def _ways(cls, p: Params, shape: Shape) -> tuple[Sliding, ...]:
        return slidings(shape[1:], kernel_of(1, 0, len(shape) - 1), stride=p.stride, padding="valid")

    @classmethod
    def infer(cls, p: Params, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """W of shape (filters, channels, 1, …) and b of shape (filters,)."""
        (shape,) = inputs
        with_sides(shape)
        return sliding_filters(p, shape, cls._ways(p, shape), p.filters)

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """Torch's conv1d, conv2d or conv3d, then g."""
        return then_activated(p.activation, convolution(cls._ways(p, signature.inputs[0])))

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """Every place as a row, times every filter."""
        z = convolved(inputs[0], weights["weight"], weights.get("bias"), cls._ways(p, inputs[0].shape[1:]))
        return activated(p.activation, z)

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The stride where there is one, and the activation."""
        entry = known("activations", p.activation.kind)
        words = [f"s{p.stride}"] if p.stride > 1 else []
        return (*words, *([entry.title] if entry is not None else []))
