"""Gradient descent with momentum, averaged form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.catalog.arithmetic import Factor, add
from playground.catalog.families import Optimizer
from playground.catalog.rates import learning_rate_setting
from playground.catalog.tensor import Array, Tensor
from playground.spec.fields import param


class Momentum(Optimizer):
    """Steps along an exponentially weighted average of the gradients."""

    kind = "momentum"
    title = "Momentum"
    summary = "Steps along an average of the last gradients."
    help = (
        "v averages the gradients of about the last 1/(1−β) steps, so that directions which flip from step to step "
        "cancel and directions that stay add up."
    )
    formula = "v ← βv + (1−β)g,  θ ← θ − αv"
    aliases = ("sgd", "gradient descent")
    slots = ("velocity",)
    order = 20

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        learning_rate: float = learning_rate_setting(0.1)
        beta: float = param(
            0.9,
            low=0.0,
            high=0.9999,
            title="Momentum β",
            help="How much of the old average stays; 0 is plain gradient descent.",
        )

    @classmethod
    def coefficients(cls, p: Params, learning_rate: Array, t: Array) -> tuple[Array | float, ...]:
        """β, 1 − β and −α."""
        return p.beta, 1.0 - p.beta, -learning_rate

    @classmethod
    def update(
        cls,
        c: Sequence[Factor],
        theta: Tensor,
        gradient: Tensor,
        state: Mapping[str, Tensor],
        weights: Tensor,
    ) -> None:
        """See the formula; no bias correction."""
        beta, rest, step = c
        velocity = state["velocity"]
        velocity.mul_(beta)
        add(velocity, gradient, rest)
        add(theta, velocity, step)
