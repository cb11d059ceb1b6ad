"""Concatenation: branches side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from playground.catalog.block import Block, Misfit, Signature
from playground.catalog.facts import Facts
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor, shape_in_words
from playground.spec.words import tr


class Concatenate(Block):
    """Its inputs side by side."""

    kind = "concatenate"
    title = "Concatenate"
    summary = "Puts its inputs side by side."
    help = (
        "The next layer sees the units of all branches, each with weights of its own. With one input from far back "
        "it is a skip connection that mixes nothing. Signals and pictures are put behind one another as channels, so "
        "their other sides must be equal."
    )
    formula = "A = (A₁, A₂, …)"
    aliases = ("concat", "join", "stack", "merge", "skip", "densenet", "inception")
    group = "Joins"
    colour = "join"
    inputs = (2, None)
    order = 90

    @classmethod
    def infer(cls, p: Any, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """The units or channels added up, the other sides as they are."""
        if len({shape[1:] for shape in inputs}) > 1:
            words = ", ".join(map(shape_in_words, inputs))
            raise Misfit(tr("inputs side by side may differ in their channels only, these are {shapes}", shapes=words))
        return Signature(inputs=inputs, output=(sum(shape[0] for shape in inputs), *inputs[0][1:]))

    @classmethod
    def build(cls, p: Any, signature: Signature) -> Forward:
        """Torch's cat along the first axis after the batch."""
        from torch import cat

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return cat(tuple(inputs), 1)

        return forward

    @classmethod
    def reference(cls, p: Any, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """Along the first axis after the batch."""
        return np.concatenate(inputs, axis=1)
