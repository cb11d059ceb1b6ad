"""An activation of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.catalog.block import Block, Signature
from playground.catalog.entry import known, settle
from playground.catalog.facts import Facts
from playground.catalog.families import Activation
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor
from playground.spec.fields import param
from playground.spec.values import Choice


class ActivationBlock(Block):
    """A non-linearity between two blocks."""

    kind = "activation"
    title = "Activation"
    summary = "A non-linearity that stands by itself."
    help = (
        "Applies g to every number that comes in. Layers have an activation of their own; this block is for the "
        "places where it must come later, such as after a batch norm or after an addition."
    )
    formula = "A = g(Z)"
    aliases = ("non-linearity", "relu", "tanh", "sigmoid", "gelu")
    group = "Layers"
    colour = "activation"
    order = 20
    unitwise = True

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        activation: Choice = param(
            Choice("relu"), family="activations", effect="keep", help="The non-linearity g applied to each number."
        )

    @classmethod
    def infer(cls, p: Params, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """The shape stays."""
        return Signature(inputs=inputs, output=inputs[0])

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """The formula: g(Z)."""
        activation, settings = settle(Activation, p.activation)
        g = activation.build(settings)

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return g(inputs[0])

        return forward

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """The formula: g(Z)."""
        activation, settings = settle(Activation, p.activation)
        return activation.value(settings, inputs[0])

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The activation."""
        entry = known("activations", p.activation.kind)
        return (entry.title,) if entry is not None else ()
