"""Reshape."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isqrt, prod

from playground.catalog.block import Block, Misfit, Signature
from playground.catalog.facts import Facts
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor, shape_in_words
from playground.spec.fields import param
from playground.spec.words import tr


class Reshape(Block):
    """The same numbers in another shape."""

    kind = "reshape"
    title = "Reshape"
    summary = "The same numbers in another shape."
    help = (
        "Writes the numbers of an example into another shape, channel by channel and row by row: 784 numbers become "
        "a picture of 28×28×1. Shapes are written height × width × channels, a signal as length × channels; a ? "
        "stands for what is left."
    )
    formula = "shape (n) → (h × w × c),  h · w · c = n"
    aliases = ("view", "unflatten", "picture", "fold")
    group = "Layers"
    colour = "layer"
    order = 72

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        shape: str = param(
            "?×1", effect="keep", help="Its new sides, the channels last, such as 28×28×1 or ?×1; ? is what is left."
        )

    @classmethod
    def _sides(cls, p: Params, count: int) -> Shape | None:
        """The shape, channels first; None where ``count`` numbers do not fill it."""
        words = re.split(r"\s*[×xX*,\s]\s*", p.shape.strip())
        if not all(re.fullmatch(r"\?|[1-9]\d{0,8}", word, re.ASCII) for word in words) or words.count("?") > 1:
            return None
        given = prod(int(word) for word in words if word != "?")
        if "?" in words and count % given:
            return None
        sides = tuple(count // given if word == "?" else int(word) for word in words)
        return (sides[-1], *sides[:-1]) if prod(sides) == count else None

    @classmethod
    def infer(cls, p: Params, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """The shape that was asked for."""
        (shape,) = inputs
        count = prod(shape)
        output = cls._sides(p, count)
        if output is None:
            raise Misfit(
                tr(
                    "{shape} is no shape of sides, such as 28×28×1, for the {count} numbers of this input",
                    shape=p.shape or "“”",
                    count=count,
                ),
                **{words: {"shape": words} for words in _proposals(count, facts)},
            )
        return Signature(inputs=inputs, output=output)

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """Torch's reshape of all but the batch."""
        shape = signature.output

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return inputs[0].reshape(-1, *shape)

        return forward

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """The last axis varies fastest."""
        x = inputs[0]
        shape = cls._sides(p, prod(x.shape[1:]))
        assert shape is not None  # infer has seen to it
        return x.reshape(len(x), *shape)

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The new shape as it was written."""
        return (p.shape,) if p.shape.strip() else ()


def _proposals(count: int, facts: Facts) -> list[str]:
    """Shapes that would do: the data's picture, a square, a signal."""
    found = []
    if facts.picture and prod(facts.picture) * facts.channels == count:
        found.append(shape_in_words((facts.channels, *facts.picture)))
    if isqrt(count) ** 2 == count:
        found.append(shape_in_words((1, isqrt(count), isqrt(count))))
    return list(dict.fromkeys([*found, "?×1"]))
