"""Average pooling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from playground.catalog.block import Block, Signature
from playground.catalog.facts import Facts
from playground.catalog.pooling import Pool, in_words, pooled, ways
from playground.catalog.sliding import even, padded, windows
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor
from playground.spec.fields import param


class AveragePool(Block):
    """The mean of every window."""

    kind = "average_pool"
    title = "Average pool"
    summary = "Takes the mean of every window."
    help = (
        "A window slides over every channel and passes on the mean of what lies below it: how much of a pattern there "
        "is nearby. Unlike max pooling it hands every number a share of the gradient, and blurs what is sharp."
    )
    formula = "A′[c, i, j] = mean A[c, s·i + u, s·j + v]"
    aliases = ("pooling", "avgpool", "avg_pool", "average_pool2d", "mean", "downsample", "subsample")
    group = "Pooling"
    colour = "pool"
    order = 26
    unitwise = True

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params(Pool):
        """Settings."""

        count_padding: bool = param(
            False, effect="keep", help="Whether padding counts as zeros in the mean, which is taken without it else."
        )

    @classmethod
    def infer(cls, p: Params, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """The channels stay, the sides shrink; one multiplication for every mean."""
        signature = pooled(p, inputs[0])
        return replace(signature, multiply_adds=prod(signature.output))

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """Torch's avg_pool1d, avg_pool2d or avg_pool3d; else means of the padded input over shares."""
        from torch import ones
        from torch.nn import functional

        found = ways(p, signature.inputs[0])
        pool = (functional.avg_pool1d, functional.avg_pool2d, functional.avg_pool3d)[len(found) - 1]
        size, stride = [way.kernel for way in found], [way.stride for way in found]
        around = [way.before for way in found]
        # Torch's pool of volumes refuses a window larger than what it pads.
        covered = all(way.kernel <= side for way, side in zip(found, signature.inputs[0][1:], strict=True))
        if even(found) and covered:

            def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
                return pool(inputs[0], size, stride, around, False, p.count_padding)

            return forward

        def uneven(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            x = inputs[0]
            means = pool(padded(x, found), size, stride)
            if p.count_padding:
                return means
            inside = ones((1, 1, *x.shape[2:]), dtype=x.dtype, device=x.device)
            return means / pool(padded(inside, found), size, stride)

        return uneven

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """The mean of every window, with or without the zeros around the input."""
        found = ways(p, inputs[0].shape[1:])
        axes = tuple(range(-len(found), 0))
        if p.count_padding:
            whole: Array = windows(inputs[0], found).mean(axis=axes)
            return whole
        means: Array = np.nanmean(windows(inputs[0], found, np.nan), axis=axes)
        return means

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The window, and the stride where it is another."""
        return in_words(p, facts)
