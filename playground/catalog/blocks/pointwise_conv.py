"""The pointwise convolution, 1×1: channels are mixed, places are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

from playground.catalog.block import Block, Signature
from playground.catalog.convolving import convolution, convolved, parameters
from playground.catalog.entry import known, settle
from playground.catalog.facts import Facts
from playground.catalog.families import Activation
from playground.catalog.sliding import Sliding, fitting, kernel_of, slidings, with_sides
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor
from playground.spec.fields import param
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

        filters: int = param(
            8, low=1, high=65536, scale="log", effect="keep", help="How many filters, each giving one channel."
        )
        stride: int = param(
            1, low=1, high=64, effect="keep", help="Takes every place, every second one, and so on, along each side."
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
    def _ways(cls, p: Params, shape: Shape) -> tuple[Sliding, ...]:
        return slidings(shape[1:], kernel_of(1, 0, len(shape) - 1), stride=p.stride, padding="valid")

    @classmethod
    def infer(cls, p: Params, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """W of shape (filters, channels, 1, …) and b of shape (filters,)."""
        (shape,) = inputs
        with_sides(shape)
        ways = cls._ways(p, shape)
        places = fitting(shape, ways)
        kernel = tuple(way.kernel for way in ways)
        bias = p.bias_initializer if p.bias else None
        return Signature(
            inputs=inputs,
            output=(p.filters, *places),
            parameters=parameters(p.filters, shape[0], kernel, 1, p.weight_initializer, bias),
            multiply_adds=prod(places) * p.filters * shape[0],
            windows=tuple(way.window for way in ways),
        )

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """Torch's conv1d, conv2d or conv3d, then g."""
        activation, settings = settle(Activation, p.activation)
        g, z = activation.build(settings), convolution(cls._ways(p, signature.inputs[0]))

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return g(z(inputs[0], w["weight"], w.get("bias")))

        return forward

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """Every place as a row, times every filter."""
        activation, settings = settle(Activation, p.activation)
        ways = cls._ways(p, inputs[0].shape[1:])
        return activation.value(settings, convolved(inputs[0], weights["weight"], weights.get("bias"), ways))

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The stride where there is one, and the activation."""
        entry = known("activations", p.activation.kind)
        words = [f"s{p.stride}"] if p.stride > 1 else []
        return (*words, *([entry.title] if entry is not None else []))
