"""Dropout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.catalog.block import Block, Signature
from playground.catalog.facts import Facts
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor
from playground.spec.fields import param
from playground.spec.words import tr


class Dropout(Block):
    """Units are switched off at random while training."""

    kind = "dropout"
    title = "Dropout"
    summary = "Switches units off at random while training."
    help = (
        "At every training step each number is kept with probability keep_prob, else set to 0; those kept are "
        "divided by keep_prob, so that the sum stays the same on average (inverted dropout). No unit can lean on a "
        "single other one, which works against overfitting. At evaluation nothing is dropped."
    )
    formula = "A ← A · d / keep_prob,  d = 1 with probability keep_prob, else 0"
    aliases = ("drop", "keep_prob", "regularization")
    group = "Regularization"
    colour = "dropout"
    drops = True
    order = 60
    unitwise = True

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        keep_prob: float = param(
            0.8,
            low=0.01,
            high=1.0,
            title="keep_prob",
            help="The probability that a number is kept; 1 drops nothing. Lower it where a layer has most weights.",
        )

    @classmethod
    def infer(cls, p: Params, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """The shape stays."""
        return Signature(inputs=inputs, output=inputs[0])

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """A fresh mask from ``mode.generator`` at every training step."""
        from torch import empty_like

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            a = inputs[0]
            if not mode.training or p.keep_prob >= 1.0:
                return a
            mask = empty_like(a, requires_grad=False).bernoulli_(p.keep_prob, generator=mode.generator)
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
