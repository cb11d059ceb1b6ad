"""Where the examples enter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from playground.catalog.block import Block, Signature
from playground.catalog.facts import Facts
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor


class Input(Block):
    """One example of the data set, as it comes (normalized where the data say so)."""

    kind = "input"
    title = "Input"
    summary = "Where the examples enter."
    help = (
        "Gives each example's features to the network. How many there are follows from the data; whether they are "
        "normalized is set with the data."
    )
    formula = "A⁰ = X"
    aliases = ("x", "source", "data")
    group = "Ends"
    colour = "data"
    inputs = (0, 0)
    unique = True
    order = 0

    @classmethod
    def infer(cls, p: Any, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """The shape of one example."""
        return Signature(inputs=(), output=facts.input_shape)

    @classmethod
    def build(cls, p: Any, signature: Signature) -> Forward:
        """The examples as they are."""

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return inputs[0]

        return forward

    @classmethod
    def reference(cls, p: Any, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """X."""
        return inputs[0]
