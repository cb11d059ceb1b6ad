"""Flatten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

from playground.catalog.block import Block, Signature
from playground.catalog.facts import Facts
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor


class Flatten(Block):
    """All numbers of an example in one row."""

    kind = "flatten"
    title = "Flatten"
    summary = "All numbers of an example in one row."
    help = (
        "Writes the rows of a picture one after the other, so that a dense layer can take it. The numbers stay as "
        "they are, only the knowledge of who was next to whom is lost."
    )
    formula = "shape (h, w, …) → (h · w · …)"
    aliases = ("reshape", "vector", "ravel")
    group = "Layers"
    colour = "layer"
    order = 70

    @classmethod
    def infer(cls, p: Any, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """One side, as long as all sides multiplied."""
        return Signature(inputs=inputs, output=(prod(inputs[0]),))

    @classmethod
    def build(cls, p: Any, signature: Signature) -> Forward:
        """Torch's flatten of all but the batch."""

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return inputs[0].flatten(1)

        return forward

    @classmethod
    def reference(cls, p: Any, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """The last axis varies fastest."""
        return inputs[0].reshape(len(inputs[0]), prod(inputs[0].shape[1:]))
