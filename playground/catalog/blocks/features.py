"""Features made by hand from the coordinates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.catalog.block import Block, Misfit, Signature
from playground.catalog.facts import Facts
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor
from playground.spec.fields import param
from playground.spec.words import mark, tr

# Each feature: its setting, how it is written, and its value from the columns x₁ and x₂ and the functions sin and cos.
_Rule = Callable[[Any, Any, Callable[[Any], Any], Callable[[Any], Any]], Any]
_RULES: tuple[tuple[str, str, _Rule], ...] = (
    ("x1", "x₁", lambda a, b, sin, cos: a),
    ("x2", "x₂", lambda a, b, sin, cos: b),
    ("x1_squared", "x₁²", lambda a, b, sin, cos: a * a),
    ("x2_squared", "x₂²", lambda a, b, sin, cos: b * b),
    ("x1x2", "x₁x₂", lambda a, b, sin, cos: a * b),
    ("sin_x1", "sin x₁", lambda a, b, sin, cos: sin(a)),
    ("sin_x2", "sin x₂", lambda a, b, sin, cos: sin(b)),
    ("cos_x1", "cos x₁", lambda a, b, sin, cos: cos(a)),
    ("cos_x2", "cos x₂", lambda a, b, sin, cos: cos(b)),
)


class Features(Block):
    """The coordinates, their squares, product, sines and cosines: each on or off."""

    kind = "features"
    title = "Features"
    summary = "Squares, product, sines and cosines of the coordinates."
    help = (
        "Gives the network ready-made functions of the inputs, so that fewer units are needed: with x₁² and x₂² a "
        "single unit can draw a circle, with x₁x₂ it solves xor. Of data with one input only the features of x₁ "
        "count."
    )
    formula = "(x₁, x₂) → those of x₁, x₂, x₁², x₂², x₁x₂, sin x₁, sin x₂, cos x₁, cos x₂ that are on"
    aliases = ("feature engineering", "polynomial", "square", "product", "sin", "cos")
    group = "Features"
    colour = "feature"
    order = 30

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Which features are on."""

        x1: bool = param(True, effect="keep", title="x₁", help="The first coordinate itself.")
        x2: bool = param(True, effect="keep", title="x₂", help="The second coordinate itself.")
        x1_squared: bool = param(False, effect="keep", title="x₁²", help="The square of the first coordinate.")
        x2_squared: bool = param(False, effect="keep", title="x₂²", help="The square of the second coordinate.")
        x1x2: bool = param(False, effect="keep", title="x₁x₂", help="The product of both coordinates.")
        sin_x1: bool = param(False, effect="keep", title="sin x₁", help="The sine of the first coordinate, in radians.")
        sin_x2: bool = param(
            False, effect="keep", title="sin x₂", help="The sine of the second coordinate, in radians."
        )
        cos_x1: bool = param(False, effect="keep", title="cos x₁", help="The cosine of the first coordinate.")
        cos_x2: bool = param(False, effect="keep", title="cos x₂", help="The cosine of the second coordinate.")

    @classmethod
    def _on(cls, p: Params, columns: int) -> list[_Rule]:
        """The rules that are on and possible with so many input columns."""
        return [rule for name, _, rule in _RULES if getattr(p, name) and (columns == 2 or "x2" not in name)]

    @classmethod
    def infer(cls, p: Params, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """One number per feature that is on."""
        (shape,) = inputs
        if shape not in ((1,), (2,)):
            raise Misfit(tr("features are made of 1 or 2 numbers, this input has shape {shape}", shape=shape))
        count = len(cls._on(p, shape[0]))
        if not count:
            sentence = (
                tr("at least one feature of x₁ must be on, 0 are")
                if shape[0] == 1
                else tr("at least one feature must be on, 0 are")
            )
            raise Misfit(sentence, **{mark("Turn_on_x1"): {"x1": True}})
        return Signature(inputs=inputs, output=(count,))

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """The features side by side."""
        from torch import cos, sin, stack

        rules = cls._on(p, signature.inputs[0][0])

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            x = inputs[0]
            return stack([rule(x[:, 0], x[:, -1], sin, cos) for rule in rules], dim=1)

        return forward

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """The features side by side."""
        x = inputs[0]
        return np.stack([rule(x[:, 0], x[:, -1], np.sin, np.cos) for rule in cls._on(p, x.shape[1])], axis=1)

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The features that are on."""
        return tuple(words for name, words, _ in _RULES if getattr(p, name))
