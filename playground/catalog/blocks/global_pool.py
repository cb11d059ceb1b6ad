"""Global pooling: one number per channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from playground.catalog.block import Block, Signature
from playground.catalog.facts import Facts
from playground.catalog.sliding import with_sides
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor
from playground.spec.fields import param
from playground.spec.words import mark, tr


class GlobalPool(Block):
    """One number for each channel, whatever its size."""

    kind = "global_pool"
    title = "Global pool"
    summary = "One number per channel: its mean or its largest."
    help = (
        "Takes the mean, or the largest number, of each whole channel. In place of a flatten before the last layer it "
        "saves most of a network's weights, asks of every channel to stand for one thing, and lets pictures of any "
        "size through. It says whether something is there, no longer where."
    )
    formula = "A′[c] = mean A[c, i, j]  or  max A[c, i, j]"
    aliases = ("gap", "global average pooling", "global max pooling", "globalavgpool", "squeeze")
    group = "Pooling"
    colour = "pool"
    order = 27

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        pooling: Literal["average", "max"] = param(
            "average", effect="keep", help="Whether it takes the mean of a channel or its largest number."
        )

    @classmethod
    def infer(cls, p: Params, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """A row with one number per channel."""
        with_sides(inputs[0])
        means = inputs[0][0] if p.pooling == "average" else 0
        return Signature(inputs=inputs, output=inputs[0][:1], multiply_adds=means)

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """Torch's mean or max over all places; of several largest numbers the first gets the gradient."""

        def mean(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return inputs[0].flatten(2).mean(2)

        def largest(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return inputs[0].flatten(2).max(2).values

        return mean if p.pooling == "average" else largest

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """Over all axes behind the channels."""
        axes = tuple(range(2, inputs[0].ndim))
        found: Array = inputs[0].mean(axes) if p.pooling == "average" else inputs[0].max(axes)
        return found

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """What it takes."""
        return (tr(mark("mean") if p.pooling == "average" else mark("max")),)
