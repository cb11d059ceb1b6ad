"""Addition: the end of a skip connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add
from typing import Any

from playground.catalog.block import Block, Misfit, Signature
from playground.catalog.facts import Facts
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor, shape_in_words
from playground.spec.words import tr


class Add(Block):
    """The sum of its inputs, number by number."""

    kind = "add"
    title = "Add"
    summary = "Adds its inputs: the end of a skip connection."
    help = (
        "With one input from far back and one through some layers, those layers only have to learn what is to be "
        "changed (a residual), and the gradient has a way back that shrinks nowhere. All inputs have the same shape."
    )
    formula = "A = A₁ + A₂ + …"
    aliases = ("skip", "residual", "sum", "plus")
    group = "Joins"
    colour = "join"
    inputs = (2, None)
    order = 80
    unitwise = True

    @classmethod
    def infer(cls, p: Any, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """The one shape that all inputs share."""
        if len(set(inputs)) > 1:
            raise Misfit(
                tr("only equal shapes can be added, these are {shapes}", shapes=", ".join(map(shape_in_words, inputs)))
            )
        return Signature(inputs=inputs, output=inputs[0])

    @classmethod
    def build(cls, p: Any, signature: Signature) -> Forward:
        """The sum, from the first input to the last."""

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return reduce(add, inputs)

        return forward

    @classmethod
    def reference(cls, p: Any, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """The sum, from the first input to the last."""
        return reduce(add, inputs)
