"""Gradient descent with momentum, averaged form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from playground.catalog.families import Optimizer
from playground.catalog.rates import learning_rate_setting
from playground.catalog.tensor import Tensor
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
        """See the formula; no bias correction."""
        velocity = state["velocity"]
        velocity.mul_(p.beta).add_(gradient, alpha=1.0 - p.beta)
        theta.add_(velocity, alpha=-learning_rate)
