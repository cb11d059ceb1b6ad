"""The transposed convolution: from small maps to large ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

from playground.catalog import convolution_settings as setting
from playground.catalog.block import Block, Misfit, Signature
from playground.catalog.convolving import activated, grouped, in_words, parameters, then_activated
from playground.catalog.facts import Facts
from playground.catalog.sliding import Padding, kernel_of, picture_only, times, with_sides
from playground.catalog.spreading import Spreading, spread_out, spreading, transposed_convolution
from playground.catalog.tensor import Array, Forward, Shape
from playground.spec.fields import param
from playground.spec.values import Choice
from playground.spec.words import tr


class TransposedConv(Block):
    """A convolution the other way round."""

    kind = "transposed_conv"
    title = "Transposed conv"
    summary = "Spreads every place over a window: maps become larger."
    help = (
        "Every number of the input lays a copy of the filter, as large as it is, into the output, ``stride`` places "
        "from its neighbour's; where copies overlap they are added. It undoes the shape of a convolution with the "
        "same settings, not its numbers. Autoencoders and segmentation come back to the size of the picture with it. "
        "Where the stride does not divide the kernel, some places get more copies than others: a chequered pattern."
    )
    formula = "Z[k, s·i + u − p, s·j + v − p] += Σ W[k, c, u, v] · A[c, i, j],  A′ = g(Z + b)"
    aliases = (
        "convolution",
        "deconvolution",
        "conv_transpose",
        "convtranspose2d",
        "upconvolution",
        "up-convolution",
        "decoder",
    )
    group = "Convolution"
    colour = "layer"
    order = 24

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings of a transposed convolution."""

        filters: int = setting.filters()
        kernel_size: int = setting.kernel_size()
        kernel_width: int = setting.kernel_width()
        stride: int = setting.stride(help="How far apart the copies of neighbours lie: how often a side grows.")
        padding: Padding = setting.padding(
            formula="s(n − 1) + f − 2p,  2p = f − s: s · n",
            help="What is cut off around the output: nothing (valid), what leaves stride times the input's size "
            "(same, the odd one at the end), or a number of places.",
        )
        padding_size: int = setting.padding_size(
            help="Places cut off both ends of every side, where padding is a number."
        )
        output_padding: int = param(
            0, low=0, high=64, effect="keep", help="Places added at the end of every side, where padding is not same."
        )
        dilation: int = setting.dilation()
        groups: int = setting.groups()
        activation: Choice = setting.activation()
        weight_initializer: Choice = setting.weight_initializer()
        bias: bool = setting.bias()
        bias_initializer: Choice = setting.bias_initializer()

    @classmethod
    def _spreads(cls, p: Params, rank: int) -> tuple[Spreading, ...]:
        return tuple(
            spreading(
                size,
                stride=p.stride,
                padding=p.padding,
                padding_size=p.padding_size,
                dilation=p.dilation,
                extra=p.output_padding,
            )
            for size in kernel_of(p.kernel_size, p.kernel_width, rank)
        )

    @classmethod
    def infer(cls, p: Params, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """W of shape (filters, channels / groups, *kernel), the unit first as everywhere, and b of shape (filters,)."""
        (shape,) = inputs
        with_sides(shape)
        picture_only(shape, p.kernel_width)
        grouped(p.groups, shape[0], p.filters)
        if p.padding != "same" and p.output_padding >= max(p.stride, p.dilation):
            raise Misfit(
                tr(
                    "places added at the end must be fewer than the stride {stride} or the dilation {dilation}, "
                    "not {extra}",
                    stride=p.stride,
                    dilation=p.dilation,
                    extra=p.output_padding,
                ),
                **{tr("Add none"): {"output_padding": 0}},
            )
        spreads = cls._spreads(p, len(shape) - 1)
        places = tuple(one.places(side) for one, side in zip(spreads, shape[1:], strict=True))
        if min(places) < 1:
            raise Misfit(
                tr(
                    "cutting {padding} places off both ends leaves nothing of an output of {shape}",
                    padding=p.padding_size,
                    shape=times(side + 2 * p.padding_size for side in places),
                ),
                **{tr("Padding same"): {"padding": "same"}, tr("Padding valid"): {"padding": "valid"}},
            )
        kernel = tuple(one.kernel for one in spreads)
        return Signature(
            inputs=inputs,
            output=(p.filters, *places),
            parameters=parameters(p, p.filters, shape[0], kernel, p.groups),
            multiply_adds=prod(shape) * (p.filters // p.groups) * prod(kernel),
            windows=tuple(one.window for one in spreads),
        )

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """Torch's conv_transpose1d, conv_transpose2d or conv_transpose3d, then g."""
        z = transposed_convolution(cls._spreads(p, len(signature.output) - 1), p.groups)
        return then_activated(p.activation, z)

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """A sum of shifted copies, one for every place of the kernel."""
        spreads = cls._spreads(p, inputs[0].ndim - 2)
        z = spread_out(inputs[0], weights["weight"], weights.get("bias"), spreads, p.groups)
        return activated(p.activation, z)

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The kernel, the stride where there is one, and the activation."""
        return in_words(p, facts)
