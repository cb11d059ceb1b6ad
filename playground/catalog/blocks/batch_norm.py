"""Batch normalization."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from playground.catalog.block import Block, Misfit, Parameter, Signature
from playground.catalog.entry import known, settle
from playground.catalog.facts import Facts
from playground.catalog.families import Activation
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor
from playground.spec.fields import param
from playground.spec.values import Choice, Values
from playground.spec.words import tr


class BatchNorm(Block):
    """Every unit is normalized over the batch, then scaled and shifted by learned numbers."""

    kind = "batch_norm"
    title = "Batch norm"
    summary = "Normalizes every unit over the batch."
    help = (
        "Subtracts the batch's mean from every unit and divides by its standard deviation; γ and β then give it the "
        "scale and shift that serve best. The layers behind it see inputs that stay put while the layers before it "
        "learn, so larger learning rates work. Evaluation uses running averages of mean and (unbiased) variance "
        "instead of the batch's; so does a training batch of one example, which has no spread of its own."
    )
    formula = "ẑ = (z − μ) / √(σ² + ε),  A = g(γẑ + β)"
    aliases = ("batch normalization", "bn", "batchnorm")
    group = "Normalization"
    colour = "norm"
    order = 40

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        momentum: float = param(
            0.9,
            low=0.0,
            high=0.9999,
            formula="running ← momentum · running + (1 − momentum) · batch",
            help="How much of the running averages stays at each step; they stand for about 1/(1 − momentum) batches.",
        )
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
        """γ, β and both running averages of shape (units,)."""
        (shape,) = inputs
        if len(shape) != 1:
            raise Misfit(
                tr(
                    "batch norm needs a row of numbers, this input has shape {shape}; put a flatten before it",
                    shape=shape,
                )
            )
        one, zero = Choice("constant", Values(value=1.0)), Choice("zeros")
        return Signature(
            inputs=inputs,
            output=shape,
            parameters=(
                Parameter(name="gamma", shape=shape, role="scale", initializer=one),
                Parameter(name="beta", shape=shape, role="scale", initializer=zero),
                Parameter(name="running_mean", shape=shape, role="buffer", initializer=zero),
                Parameter(name="running_variance", shape=shape, role="buffer", initializer=one),
            ),
            multiply_adds=2 * shape[0],
        )

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """Torch's batch_norm, which also moves the running averages in place while training."""
        from torch.nn.functional import batch_norm

        activation, settings = settle(Activation, p.activation)
        g = activation.build(settings)

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            z = inputs[0]
            return g(
                batch_norm(
                    z,
                    w["running_mean"],
                    w["running_variance"],
                    w["gamma"],
                    w["beta"],
                    mode.training and z.shape[0] > 1,
                    # Torch's momentum is the share of the new value, ours the share of the old one.
                    1.0 - p.momentum,
                    p.epsilon,
                )
            )

        return forward

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """With the running averages, as in evaluation."""
        normal = (inputs[0] - weights["running_mean"]) / np.sqrt(weights["running_variance"] + p.epsilon)
        activation, settings = settle(Activation, p.activation)
        return activation.value(settings, weights["gamma"] * normal + weights["beta"])

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The activation, where there is one."""
        entry = known("activations", p.activation.kind)
        return (entry.title,) if entry is not None and entry.kind != "linear" else ()
