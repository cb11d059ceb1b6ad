"""Adam with decoupled weight decay."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from playground.catalog.families import Optimizer
from playground.catalog.rates import epsilon_setting, learning_rate_setting
from playground.catalog.tensor import Tensor
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
    def update(
        cls,
        p: Params,
        theta: Tensor,
        gradient: Tensor,
        state: Mapping[str, Tensor],
        learning_rate: float,
        t: int,
        weights: Tensor,
    ) -> None:
        """See the formula; Loshchilov and Hutter, 2019."""
        theta.addcmul_(theta, weights, value=-learning_rate * p.decay)
        mean, square = state["mean"], state["square"]
        mean.mul_(p.beta1).add_(gradient, alpha=1.0 - p.beta1)
        square.mul_(p.beta2).addcmul_(gradient, gradient, value=1.0 - p.beta2)
        # √ŝ + ε = (√s + ε√c) / √c with c = 1 − β₂ᵗ: both corrections become plain numbers, which saves tensor work.
        root = math.sqrt(1.0 - p.beta2**t)
        step = learning_rate * root / (1.0 - p.beta1**t)
        theta.addcdiv_(mean, square.sqrt().add_(p.epsilon * root), value=-step)
