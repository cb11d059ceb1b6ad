"""Adagrad."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.catalog.arithmetic import Factor, add_quotient
from playground.catalog.families import Optimizer
from playground.catalog.rates import epsilon_setting, learning_rate_setting
from playground.catalog.tensor import Array, Tensor


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
    def coefficients(cls, p: Params, learning_rate: Array, t: Array) -> tuple[Array | float, ...]:
        """ε and −α."""
        return p.epsilon, -learning_rate

    @classmethod
    def update(
        cls,
        c: Sequence[Factor],
        theta: Tensor,
        gradient: Tensor,
        state: Mapping[str, Tensor],
        weights: Tensor,
    ) -> None:
        """See the formula; Duchi and others, 2011."""
        epsilon, step = c
        square = state["square"]
        square.addcmul_(gradient, gradient)
        add_quotient(theta, gradient, square.sqrt().add_(epsilon), step)
