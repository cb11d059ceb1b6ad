"""Adam with decoupled weight decay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from playground.catalog.arithmetic import Factor, add, add_product, add_quotient
from playground.catalog.families import Optimizer
from playground.catalog.rates import epsilon_setting, learning_rate_setting
from playground.catalog.tensor import Array, Tensor
from playground.spec.fields import param


class AdamW(Optimizer):
    """Adam that also pulls the weights towards zero."""

    kind = "adamw"
    title = "AdamW"
    summary = "Adam with weight decay that is not rescaled."
    help = (
        "An L2 penalty under Adam is divided by the size of the gradient, so weights with large gradients are hardly "
        "decayed. Here the decay acts on the weights directly, in proportion to the learning rate; biases are left "
        "alone."
    )
    formula = "w ← w − αλw,  then Adam"
    aliases = ("decoupled weight decay",)
    slots = ("mean", "square")
    order = 70

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        learning_rate: float = learning_rate_setting(0.01)
        beta1: float = param(
            0.9,
            low=0.0,
            high=0.9999,
            title="Momentum β₁",
            help="How much of the old average of gradients stays.",
        )
        beta2: float = param(
            0.999,
            low=0.0,
            high=0.999999,
            title="Averaging β₂",
            help="How much of the old average of squared gradients stays.",
        )
        epsilon: float = epsilon_setting(1e-8)
        decay: float = param(
            0.01,
            low=0.0,
            high=10.0,
            scale="log",
            title="Weight decay λ",
            help="Share of each weight, times α, that is taken away per step. Biases and scales are not decayed.",
        )

    @classmethod
    def coefficients(cls, p: Params, learning_rate: Array, t: Array) -> tuple[Array | float, ...]:
        """−αλ, β₁, 1 − β₁, β₂, 1 − β₂, ε√c and −α√c / (1 − β₁ᵗ) with c = 1 − β₂ᵗ.

        √ŝ + ε = (√s + ε√c) / √c: both corrections become plain numbers, which saves tensor work.
        """
        root = np.sqrt(1.0 - p.beta2**t)
        step = learning_rate * root / (1.0 - p.beta1**t)
        return -learning_rate * p.decay, p.beta1, 1.0 - p.beta1, p.beta2, 1.0 - p.beta2, p.epsilon * root, -step

    @classmethod
    def update(
        cls,
        c: Sequence[Factor],
        theta: Tensor,
        gradient: Tensor,
        state: Mapping[str, Tensor],
        weights: Tensor,
    ) -> None:
        """See the formula; Loshchilov and Hutter, 2019."""
        decay, beta1, rest1, beta2, rest2, epsilon, step = c
        add_product(theta, theta, weights, decay)
        mean, square = state["mean"], state["square"]
        mean.mul_(beta1)
        add(mean, gradient, rest1)
        square.mul_(beta2)
        add_product(square, gradient, gradient, rest2)
        add_quotient(theta, mean, square.sqrt().add_(epsilon), step)
