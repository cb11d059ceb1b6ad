"""Multiplication: a gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from math import prod
from operator import mul
from typing import Any

from playground.catalog.block import Block, Misfit, Signature
from playground.catalog.facts import Facts
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor, shape_in_words
from playground.spec.words import tr


class Multiply(Block):
    """The product of its inputs, number by number."""

    kind = "multiply"
    title = "Multiply"
    summary = "Multiplies its inputs: one opens and shuts the other."
    help = (
        "Where one input lies between 0 and 1, as behind a sigmoid, it is a gate for the other. A row with one number "
        "per channel multiplies whole channels: with a global pool and two dense layers before it, the network "
        "decides from the whole picture which channels count (squeeze and excitation)."
    )
    formula = "A = A₁ ∘ A₂ ∘ …,  a row (c) as (c, 1, 1)"
    aliases = ("gate", "product", "scale", "attention", "squeeze and excitation", "se", "hadamard")
    group = "Joins"
    colour = "join"
    inputs = (2, None)
    order = 85
    unitwise = True

    @classmethod
    def infer(cls, p: Any, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """The largest shape; all others are equal to it or have one number for each of its channels."""
        whole = max(inputs, key=len)
        if any(shape not in (whole, whole[:1]) for shape in inputs):
            raise Misfit(
                tr(
                    "only equal shapes, or a row with a number per channel, can be multiplied; these are {shapes}",
                    shapes=", ".join(map(shape_in_words, inputs)),
                )
            )
        return Signature(inputs=inputs, output=whole, multiply_adds=prod(whole) * (len(inputs) - 1))

    @classmethod
    def build(cls, p: Any, signature: Signature) -> Forward:
        """The product, from the first input to the last, rows spread over all places."""
        ends = [(1,) * (len(signature.output) - len(shape)) for shape in signature.inputs]

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return reduce(mul, [x.reshape(*x.shape, *end) if end else x for x, end in zip(inputs, ends, strict=True)])

        return forward

    @classmethod
    def reference(cls, p: Any, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """The product, from the first input to the last."""
        rank = max(x.ndim for x in inputs)
        return reduce(mul, [x.reshape(x.shape + (1,) * (rank - x.ndim)) for x in inputs])
