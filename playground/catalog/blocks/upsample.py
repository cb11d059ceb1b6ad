"""Upsampling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Literal

import numpy as np

from playground.catalog.block import Block, Signature, Window
from playground.catalog.facts import Facts
from playground.catalog.sliding import with_sides
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor
from playground.spec.fields import param
from playground.spec.words import tr


class Upsample(Block):
    """Every side a whole number of times as long."""

    kind = "upsample"
    title = "Upsample"
    summary = "Makes every side a whole number of times as long."
    help = (
        "Repeats every number, or draws straight lines between neighbours, so that small maps become large ones. With "
        "a convolution behind it, it does the work of a transposed convolution without its chequered pattern. It has "
        "nothing to learn."
    )
    formula = "A′[c, i] = A[c, ⌊i / f⌋]  or  linear between A at (i + ½) / f − ½"
    aliases = ("upsampling", "interpolate", "resize", "nearest", "bilinear", "unpool", "zoom")
    group = "Pooling"
    colour = "pool"
    order = 29
    unitwise = True

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        factor: int = param(2, low=1, high=64, effect="keep", help="How many times as long every side becomes.")
        between: Literal["nearest", "linear"] = param(
            "nearest", effect="keep", help="Whether numbers are repeated or lie on straight lines between neighbours."
        )

    @classmethod
    def infer(cls, p: Params, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """The channels stay, every side is ``factor`` times as long; 2ᵈ multiplications for a number on lines."""
        (shape,) = inputs
        with_sides(shape)
        rank, output = len(shape) - 1, (shape[0], *(side * p.factor for side in shape[1:]))
        one = 1.0 / p.factor
        window = Window(size=2.0 - one, stride=one, before=1.0 - one)
        if p.between == "linear":
            # The neighbours of (i + ½)/f − ½, a multiple of 1/(2f), lie less than 1 from it; it itself has none.
            window = Window(size=3.0 - one, stride=one, before=1.5 - one)
        return Signature(
            inputs=inputs,
            output=output,
            multiply_adds=prod(output) * 2**rank if p.between == "linear" else 0,
            windows=(window,) * rank,
        )

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """Torch's interpolate, corners not aligned."""
        from torch.nn.functional import interpolate

        size = list(signature.output[1:])
        linear = ("linear", "bilinear", "trilinear")[len(size) - 1]

        def nearest(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return interpolate(inputs[0], size=size, mode="nearest")

        def lines(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return interpolate(inputs[0], size=size, mode=linear, align_corners=False)

        return nearest if p.between == "nearest" else lines

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """Side by side: repeated, or a share of the left and of the right neighbour."""
        x = inputs[0]
        for axis in range(2, x.ndim):
            if p.between == "nearest":
                x = np.repeat(x, p.factor, axis=axis)
                continue
            side = x.shape[axis]
            at = np.clip((np.arange(side * p.factor) + 0.5) / p.factor - 0.5, 0.0, side - 1.0)
            left = np.floor(at).astype(np.int64)
            share = (at - left).reshape(-1, *(1 for _later in x.shape[axis + 1 :]))
            right = np.minimum(left + 1, side - 1)
            x = (1.0 - share) * np.take(x, left, axis) + share * np.take(x, right, axis)
        return x

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The factor, and lines where there are."""
        return (f"×{p.factor}", *([tr("linear")] if p.between == "linear" else []))
