"""Adagrad."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from playground.catalog.families import Optimizer
from playground.catalog.rates import epsilon_setting, learning_rate_setting
from playground.catalog.tensor import Tensor


class Adagrad(Optimizer):
    """Divides each step by the root of all squared gradients so far."""

    kind = "adagrad"
    title = "Adagrad"
    summary = "Steps shrink as gradients add up."
    help = (
        "s only grows, so every weight's step gets smaller the more gradient it has seen. Good for features that are "
        "rare; in long runs the steps become too small, which is what RMSprop mends."
    )
    formula = "s ← s + g²,  θ ← θ − αg / (√s + ε)"
    aliases = ("adaptive gradient",)
    slots = ("square",)
    order = 80

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        learning_rate: float = learning_rate_setting(0.1)
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
        """See the formula; Duchi and others, 2011."""
        square = state["square"]
        square.addcmul_(gradient, gradient)
        theta.addcdiv_(gradient, square.sqrt().add_(p.epsilon), value=-learning_rate)
