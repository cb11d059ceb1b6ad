"""The fully connected layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.catalog.affine import affine
from playground.catalog.block import Block, Misfit, Parameter, Signature
from playground.catalog.entry import known, settle
from playground.catalog.facts import Facts
from playground.catalog.families import Activation
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor, shape_in_words
from playground.spec.fields import param
from playground.spec.values import Choice
from playground.spec.words import tr


class Dense(Block):
    """Every unit sees every input."""

    kind = "dense"
    title = "Dense"
    summary = "A layer in which every unit sees every input."
    help = (
        "Each unit takes a weighted sum of all inputs, adds its bias and applies the activation. More units can bend "
        "the decision boundary in more places; more layers can build features out of features."
    )
    formula = "Z = WA + b,  A′ = g(Z)"
    aliases = ("linear", "fully connected", "fc", "hidden", "layer", "perceptron")
    group = "Layers"
    colour = "layer"
    order = 10

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings of a dense layer."""

        units: int = param(4, low=1, high=65536, scale="log", effect="keep", help="How many units the layer has.")
        activation: Choice = param(
            Choice("tanh"), family="activations", effect="keep", help="The non-linearity g applied to each unit's sum."
        )
        weight_initializer: Choice = param(
            Choice("xavier"), family="initializers", effect="start", help="How the first weights are drawn."
        )
        bias: bool = param(True, effect="keep", help="Whether each unit adds a learned constant.")
        bias_initializer: Choice = param(
            Choice("zeros"), family="initializers", effect="start", help="How the first biases are set."
        )

    @classmethod
    def infer(cls, p: Params, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """W of shape (units, inputs) and b of shape (units,)."""
        (shape,) = inputs
        if len(shape) != 1:
            raise Misfit(
                tr(
                    "a dense layer needs a row of numbers, this input is {shape}; put a flatten before it",
                    shape=shape_in_words(shape),
                )
            )
        weight = Parameter(
            name="weight",
            shape=(p.units, shape[0]),
            role="weight",
            initializer=p.weight_initializer,
            fan_in=shape[0],
            fan_out=p.units,
        )
        bias = Parameter(
            name="bias",
            shape=(p.units,),
            role="bias",
            initializer=p.bias_initializer,
            fan_in=shape[0],
            fan_out=p.units,
        )
        return Signature(
            inputs=inputs,
            output=(p.units,),
            parameters=(weight, bias) if p.bias else (weight,),
            multiply_adds=p.units * shape[0],
        )

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """g(X Wᵀ + b), examples in rows."""
        activation, settings = settle(Activation, p.activation)
        g, z = activation.build(settings), affine()

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return g(z(inputs[0], w["weight"], w.get("bias"), mode))

        return forward

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """g(X Wᵀ + b)."""
        activation, settings = settle(Activation, p.activation)
        z = inputs[0] @ weights["weight"].T
        return activation.value(settings, z + weights["bias"] if p.bias else z)

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The activation and the initializer."""
        chosen = (known("activations", p.activation.kind), known("initializers", p.weight_initializer.kind))
        return tuple(entry.title for entry in chosen if entry is not None)
