"""Dropout of whole channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.catalog.block import Block, Signature
from playground.catalog.facts import Facts
from playground.catalog.sliding import with_sides
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor
from playground.spec.fields import param
from playground.spec.words import tr


class ChannelDropout(Block):
    """Whole channels are switched off at random while training."""

    kind = "channel_dropout"
    title = "Channel dropout"
    summary = "Switches whole channels off at random while training."
    help = (
        "Neighbouring numbers of a map are much alike, so what ordinary dropout takes away can be read off next to "
        "it. This one keeps or drops every channel of every example as a whole; those kept are divided by keep_prob. "
        "At evaluation nothing is dropped."
    )
    formula = "A[c] ← A[c] · d[c] / keep_prob,  d[c] = 1 with probability keep_prob, else 0"
    aliases = ("spatial dropout", "dropout2d", "dropout1d", "dropout3d", "keep_prob", "regularization")
    group = "Regularization"
    colour = "dropout"
    drops = True
    order = 62
    unitwise = True

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        keep_prob: float = param(
            0.8, low=0.01, high=1.0, title="keep_prob", help="The probability that a channel is kept; 1 drops nothing."
        )

    @classmethod
    def infer(cls, p: Params, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """The shape stays."""
        with_sides(inputs[0])
        return Signature(inputs=inputs, output=inputs[0])

    @classmethod
    def mask(cls, shape: Shape) -> Shape:
        """A number per channel."""
        return (shape[0], *(1 for _side in shape[1:]))

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """A fresh mask of shape (m, channels) from ``mode.generator`` at every training step."""
        from torch import empty

        shape = cls.mask(signature.output)

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            a = inputs[0]
            if not mode.training or p.keep_prob >= 1.0:
                return a
            mask = empty((len(a), *shape), dtype=a.dtype, device=a.device).bernoulli_(
                p.keep_prob, generator=mode.generator
            )
            return a * mask.div_(p.keep_prob)

        return forward

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """Nothing is dropped at evaluation."""
        return inputs[0]

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The probability to keep."""
        return (tr("keep {share:g}", share=p.keep_prob),)
