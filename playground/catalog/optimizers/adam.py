"""Adam."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from playground.catalog.families import Optimizer
from playground.catalog.rates import epsilon_setting, learning_rate_setting
from playground.catalog.tensor import Tensor
from playground.spec.fields import param


class Adam(Optimizer):
    """Momentum and RMSprop together, bias-corrected."""

    kind = "adam"
    title = "Adam"
    summary = "Momentum and RMSprop together; a safe first choice."
    help = (
        "Averages both the gradients and their squares, and corrects both for starting at zero (that is what 1−βᵗ "
        "does in the first steps). Works well with its defaults on most problems; tune the learning rate first."
    )
    formula = "v ← β₁v + (1−β₁)g,  s ← β₂s + (1−β₂)g²,  θ ← θ − α · v/(1−β₁ᵗ) / (√(s/(1−β₂ᵗ)) + ε)"
    aliases = ("adaptive moments",)
    slots = ("mean", "square")
    order = 60

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
        """See the formula; Kingma and Ba, 2015, algorithm 1, ε outside the root."""
        mean, square = state["mean"], state["square"]
        mean.mul_(p.beta1).add_(gradient, alpha=1.0 - p.beta1)
        square.mul_(p.beta2).addcmul_(gradient, gradient, value=1.0 - p.beta2)
        # √ŝ + ε = (√s + ε√c) / √c with c = 1 − β₂ᵗ: both corrections become plain numbers, which saves tensor work.
        root = math.sqrt(1.0 - p.beta2**t)
        step = learning_rate * root / (1.0 - p.beta1**t)
        theta.addcdiv_(mean, square.sqrt().add_(p.epsilon * root), value=-step)
