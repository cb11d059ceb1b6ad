"""Adam."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from playground.catalog.arithmetic import Factor, add, add_product, add_quotient
from playground.catalog.families import Optimizer
from playground.catalog.rates import epsilon_setting, learning_rate_setting
from playground.catalog.tensor import Array, Tensor
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
    def coefficients(cls, p: Params, learning_rate: Array, t: Array) -> tuple[Array | float, ...]:
        """β₁, 1 − β₁, β₂, 1 − β₂, ε√c and −α√c / (1 − β₁ᵗ) with c = 1 − β₂ᵗ.

        √ŝ + ε = (√s + ε√c) / √c: both corrections become plain numbers, which saves tensor work.
        """
        root = np.sqrt(1.0 - p.beta2**t)
        step = learning_rate * root / (1.0 - p.beta1**t)
        return p.beta1, 1.0 - p.beta1, p.beta2, 1.0 - p.beta2, p.epsilon * root, -step

    @classmethod
    def update(
        cls,
        c: Sequence[Factor],
        theta: Tensor,
        gradient: Tensor,
        state: Mapping[str, Tensor],
        weights: Tensor,
    ) -> None:
        """See the formula; Kingma and Ba, 2015, algorithm 1, ε outside the root."""
        beta1, rest1, beta2, rest2, epsilon, step = c
        mean, square = state["mean"], state["square"]
        mean.mul_(beta1)
        add(mean, gradient, rest1)
        square.mul_(beta2)
        add_product(square, gradient, gradient, rest2)
        add_quotient(theta, mean, square.sqrt().add_(epsilon), step)
