"""Max pooling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from playground.catalog.block import Block, Signature
from playground.catalog.convolution_settings import padding
from playground.catalog.facts import Facts
from playground.catalog.pooling import Pool, in_words, pooled, ways
from playground.catalog.sliding import Padding, even, padded, windows
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor


class MaxPool(Block):
    """The largest number of every window."""

    kind = "max_pool"
    title = "Max pool"
    summary = "Keeps the largest number of every window."
    help = (
        "A window slides over every channel and passes on only the largest number below it: whether a pattern was "
        "found anywhere near, not exactly where. The maps become smaller, so the layers behind it compute less and "
        "see more of the picture. It has nothing to learn."
    )
    formula = "A′[c, i, j] = max A[c, s·i + u, s·j + v]"
    aliases = ("pooling", "maxpool", "max_pool1d", "maxpool2d", "max_pool3d", "downsample", "subsample")
    group = "Pooling"
    colour = "pool"
    order = 25
    unitwise = True

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params(Pool):
        """Settings."""

        padding: Padding = padding(
            help="What lies around the input, and never wins: nothing (valid), as much as gives one place for every "
            "stride (same, the odd one at the end), or a number of places."
        )

    @classmethod
    def infer(cls, p: Params, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """The channels stay, the sides shrink."""
        return pooled(p, inputs[0])

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """Torch's max_pool1d, max_pool2d or max_pool3d."""
        from torch.nn import functional

        found = ways(p, signature.inputs[0])
        pool = (functional.max_pool1d, functional.max_pool2d, functional.max_pool3d)[len(found) - 1]
        size, stride = [way.kernel for way in found], [way.stride for way in found]
        symmetric = even(found)
        around = [way.before if symmetric else 0 for way in found]

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            x = inputs[0] if symmetric else padded(inputs[0], found, -float("inf"))
            return pool(x, size, stride, around)

        return forward

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """The largest of every window; around the input lies −∞."""
        found = ways(p, inputs[0].shape[1:])
        largest: Array = windows(inputs[0], found, -np.inf).max(axis=tuple(range(-len(found), 0)))
        return largest

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The window, and the stride where it is another."""
        return in_words(p, facts)
