"""Layer normalization."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from playground.catalog.block import Block, Misfit, Parameter, Signature
from playground.catalog.entry import known, settle
from playground.catalog.facts import Facts
from playground.catalog.families import Activation
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor
from playground.spec.fields import param
from playground.spec.values import Choice, Values
from playground.spec.words import tr


class LayerNorm(Block):
    """Every example is normalized over its own numbers, then scaled and shifted by learned numbers."""

    kind = "layer_norm"
    title = "Layer norm"
    summary = "Normalizes every example over the layer's units."
    help = (
        "Subtracts the mean of the layer's units from each of them and divides by their standard deviation, for "
        "every example by itself. It does not depend on the batch, so it works with any batch size and is the same "
        "in training and evaluation."
    )
    formula = "ẑ = (z − μ) / √(σ² + ε) over the units,  A = g(γẑ + β)"
    aliases = ("layer normalization", "ln", "layernorm")
    group = "Normalization"
    colour = "norm"
    order = 50
    unitwise = True

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        epsilon: float = param(
            1e-5, low=1e-12, high=1.0, scale="log", title="ε", help="Keeps the division away from zero."
        )
        activation: Choice = param(
            Choice("linear"),
            family="activations",
            effect="keep",
            help="The non-linearity g after the normalization, where the layer before is left linear.",
        )

    @classmethod
    def infer(cls, p: Params, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """γ and β of the shape of one example."""
        (shape,) = inputs
        if prod(shape) < 2:
            raise Misfit(
                tr("layer norm needs at least 2 numbers to compare, this input has {count}", count=prod(shape))
            )
        return Signature(
            inputs=inputs,
            output=shape,
            parameters=(
                Parameter(name="gamma", shape=shape, role="scale", initializer=Choice("constant", Values(value=1.0))),
                Parameter(name="beta", shape=shape, role="scale", initializer=Choice("zeros")),
            ),
            multiply_adds=3 * prod(shape),
        )

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """Torch's layer_norm over all numbers of an example."""
        from torch.nn.functional import layer_norm

        activation, settings = settle(Activation, p.activation)
        g = activation.build(settings)
        shape = list(signature.output)

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return g(layer_norm(inputs[0], shape, w["gamma"], w["beta"], p.epsilon))

        return forward

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """Mean and variance over all axes but the first."""
        z = inputs[0]
        axes = tuple(range(1, z.ndim))
        normal = (z - z.mean(axes, keepdims=True)) / np.sqrt(z.var(axes, keepdims=True) + p.epsilon)
        activation, settings = settle(Activation, p.activation)
        return activation.value(settings, weights["gamma"] * normal + weights["beta"])

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The activation, where there is one."""
        entry = known("activations", p.activation.kind)
        return (entry.title,) if entry is not None and entry.kind != "linear" else ()
