"""Batch normalization."""

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


class BatchNorm(Block):
    """Every unit or channel is normalized over the batch, then scaled and shifted by learned numbers."""

    kind = "batch_norm"
    title = "Batch norm"
    summary = "Normalizes every unit or channel over the batch."
    help = (
        "Subtracts the batch's mean from every unit and divides by its standard deviation; γ and β then give it the "
        "scale and shift that serve best. The layers behind it see inputs that stay put while the layers before it "
        "learn, so larger learning rates work. Of signals, pictures and volumes every channel is normalized over "
        "the batch and all its places. Evaluation uses running averages of mean and (unbiased) variance "
        "instead of the batch's; so does a training batch of one row, which has no spread of its own."
    )
    formula = "ẑ = (z − μ) / √(σ² + ε),  A = g(γẑ + β)"
    aliases = ("batch normalization", "bn", "batchnorm", "batchnorm1d", "batchnorm2d", "batchnorm3d")
    group = "Normalization"
    colour = "norm"
    order = 40
    unitwise = True

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
        """γ, β and both running averages of shape (units,), or (channels,)."""
        (shape,) = inputs
        if len(shape) > 4:
            raise Misfit(tr("batch norm takes up to 3 sides, this input has {count}", count=len(shape) - 1))
        one, zero = Choice("constant", Values(value=1.0)), Choice("zeros")
        return Signature(
            inputs=inputs,
            output=shape,
            parameters=(
                Parameter(name="gamma", shape=shape[:1], role="scale", initializer=one),
                Parameter(name="beta", shape=shape[:1], role="scale", initializer=zero),
                Parameter(name="running_mean", shape=shape[:1], role="buffer", initializer=zero),
                Parameter(name="running_variance", shape=shape[:1], role="buffer", initializer=one),
            ),
            multiply_adds=2 * prod(shape),
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
                    mode.training and z.numel() > z.shape[1],
                    # Torch's momentum is the share of the new value, ours the share of the old one.
                    1.0 - p.momentum,
                    p.epsilon,
                )
            )

        return forward

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """With the running averages, as in evaluation."""
        by_channel = (-1, *(1 for _side in inputs[0].shape[2:]))
        gamma, beta, mean, variance = (
            weights[name].reshape(by_channel) for name in ("gamma", "beta", "running_mean", "running_variance")
        )
        normal = (inputs[0] - mean) / np.sqrt(variance + p.epsilon)
        activation, settings = settle(Activation, p.activation)
        return activation.value(settings, gamma * normal + beta)

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The activation, where there is one."""
        entry = known("activations", p.activation.kind)
        return (entry.title,) if entry is not None and entry.kind != "linear" else ()
