"""Group normalization."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import gcd, prod

import numpy as np

from playground.catalog.block import Block, Misfit, Parameter, Signature
from playground.catalog.entry import known, settle
from playground.catalog.facts import Facts
from playground.catalog.families import Activation
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor
from playground.spec.fields import param
from playground.spec.values import Choice, Values
from playground.spec.words import several, tr


class GroupNorm(Block):
    """Every example is normalized over groups of its channels, then scaled and shifted by learned numbers."""

    kind = "group_norm"
    title = "Group norm"
    summary = "Normalizes every example over groups of channels."
    help = (
        "Divides the channels into groups and normalizes each group of every example by its own mean and standard "
        "deviation; every channel then has a scale γ and a shift β. It does not look at the rest of the batch, so it "
        "serves where pictures are so large that only a few fit into one. One group is layer norm but for γ and β, "
        "which that has for every number; as many groups as channels are instance norm."
    )
    formula = "ẑ = (z − μ) / √(σ² + ε) over a group,  A = g(γẑ + β)"
    aliases = ("group normalization", "gn", "groupnorm", "instance norm", "instancenorm")
    group = "Normalization"
    colour = "norm"
    order = 52
    unitwise = True

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        groups: int = param(4, low=1, high=65536, scale="log", help="How many groups; they divide the channels.")
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
        """γ and β of shape (channels,)."""
        (shape,) = inputs
        channels = shape[0]
        if channels % p.groups:
            most = gcd(channels, p.groups)
            raise Misfit(
                tr(
                    "{groups} groups must divide the {channels} channels that come in",
                    groups=p.groups,
                    channels=channels,
                ),
                **{tr("Groups {count}", count=most): {"groups": most}},
            )
        count = prod(shape) // p.groups
        if count < 2:
            raise Misfit(
                tr("a group needs at least 2 numbers to compare, these have {count}", count=count),
                **({tr("Groups {count}", count=1): {"groups": 1}} if channels > 1 else {}),
            )
        one, zero = Choice("constant", Values(value=1.0)), Choice("zeros")
        return Signature(
            inputs=inputs,
            output=shape,
            parameters=(
                Parameter(name="gamma", shape=(channels,), role="scale", initializer=one),
                Parameter(name="beta", shape=(channels,), role="scale", initializer=zero),
            ),
            multiply_adds=2 * prod(shape),
        )

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """Torch's group_norm, then g."""
        from torch.nn.functional import group_norm

        activation, settings = settle(Activation, p.activation)
        g = activation.build(settings)

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return g(group_norm(inputs[0], p.groups, w["gamma"], w["beta"], p.epsilon))

        return forward

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """Mean and variance over the channels of a group and all their places."""
        x = inputs[0]
        z = x.reshape(len(x), p.groups, -1)
        normal = (z - z.mean(2, keepdims=True)) / np.sqrt(z.var(2, keepdims=True) + p.epsilon)
        activation, settings = settle(Activation, p.activation)
        by_channel = (-1, *(1 for _side in x.shape[2:]))
        scaled = weights["gamma"].reshape(by_channel) * normal.reshape(x.shape) + weights["beta"].reshape(by_channel)
        return activation.value(settings, scaled)

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """The groups, and the activation where there is one."""
        entry = known("activations", p.activation.kind)
        words = (several(p.groups, "{count} group", "{count} groups"),)
        return (*words, entry.title) if entry is not None and entry.kind != "linear" else words
