"""Adaptive pooling: to a given size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import gcd, prod
from typing import Literal

import numpy as np

from playground.catalog.block import Block, Signature, Window
from playground.catalog.facts import Facts
from playground.catalog.sliding import kernel_in_words, with_sides
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor
from playground.spec.fields import param


class AdaptivePool(Block):
    """Windows as large as it takes to come to a given size."""

    kind = "adaptive_pool"
    title = "Adaptive pool"
    summary = "Pools to a given size, whatever comes in."
    help = (
        "Says how many places there shall be, and takes windows that fit: place i of n is made of what lies between "
        "the shares i/n and (i + 1)/n of the side, so neighbouring windows share a place where the division leaves a "
        "rest. The dense layers behind it need not know the size of the picture."
    )
    formula = "A′[c, i] = mean or max of A[c, ⌊i·N/n⌋ … ⌈(i + 1)·N/n⌉ − 1]"
    aliases = ("adaptiveavgpool2d", "adaptive average pooling", "spatial pyramid", "pooling")
    group = "Pooling"
    colour = "pool"
    order = 28

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        size: int = param(2, low=1, high=1024, effect="keep", help="How many places each side has afterwards.")
        pooling: Literal["average", "max"] = param(
            "average", effect="keep", help="Whether it takes the mean of a window or its largest number."
        )

    @classmethod
    def infer(cls, p: Params, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """The channels stay, every side has ``size`` places."""
        (shape,) = inputs
        with_sides(shape)
        output = (shape[0], *(p.size for _side in shape[1:]))
        return Signature(
            inputs=inputs,
            output=output,
            multiply_adds=prod(output) if p.pooling == "average" else 0,
            windows=tuple(_window(side, p.size) for side in shape[1:]),
        )

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """Torch's adaptive pools."""
        from torch.nn import functional as f

        means = (f.adaptive_avg_pool1d, f.adaptive_avg_pool2d, f.adaptive_avg_pool3d)
        largest = (f.adaptive_max_pool1d, f.adaptive_max_pool2d, f.adaptive_max_pool3d)
        rank = len(signature.output) - 1
        pool = (means if p.pooling == "average" else largest)[rank - 1]

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return pool(inputs[0], p.size)

        return forward

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """Window by window."""
        x = inputs[0]
        take = np.mean if p.pooling == "average" else np.max
        spans = [_spans(side, p.size) for side in x.shape[2:]]
        found = np.empty((*x.shape[:2], *(p.size for _side in spans)), dtype=x.dtype)
        for place in np.ndindex(*found.shape[2:]):
            window = tuple(slice(*spans[axis][at]) for axis, at in enumerate(place))
            found[(slice(None), slice(None), *place)] = take(
                x[(slice(None), slice(None), *window)], axis=tuple(range(2, x.ndim))
            )
        return found

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The size that it comes to."""
        return (f"→ {kernel_in_words(p.size, 0, facts)}",)


def _spans(side: int, size: int) -> list[tuple[int, int]]:
    """From where to before where each window reaches."""
    return [(at * side // size, -(-(at + 1) * side // size)) for at in range(size)]


def _window(side: int, size: int) -> Window:
    """From ⌊i · N/n⌋ to ⌈(i + 1) · N/n⌉ − 1, both multiples of the common divisor's share of 1/n."""
    grain = gcd(side, size) / size
    return Window(size=2.0 + side / size - 2.0 * grain, stride=side / size, before=1.0 - grain)
