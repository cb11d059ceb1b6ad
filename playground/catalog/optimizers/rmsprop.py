"""RMSprop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.catalog.arithmetic import Factor, add_product, add_quotient
from playground.catalog.families import Optimizer
from playground.catalog.rates import epsilon_setting, learning_rate_setting
from playground.catalog.tensor import Array, Tensor
from playground.spec.fields import param


class Rmsprop(Optimizer):
    """Divides each step by the recent size of its gradient."""

    kind = "rmsprop"
    title = "RMSprop"
    summary = "Each weight gets steps of its own size."
    help = (
        "s averages the squared gradients of about the last 1/(1−β) steps; dividing by its root makes steps in steep "
        "directions smaller and in flat directions larger, so that the learning rate can be larger without "
        "oscillation."
    )
    formula = "s ← βs + (1−β)g²,  θ ← θ − αg / (√s + ε)"
    aliases = ("root mean square",)
    slots = ("square",)
    order = 50

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        learning_rate: float = learning_rate_setting(0.01)
        beta: float = param(
            0.9,
            low=0.0,
            high=0.9999,
            title="Averaging β",
            help="How much of the old average of squares stays.",
        )
        epsilon: float = epsilon_setting(1e-8)

    @classmethod
    def coefficients(cls, p: Params, learning_rate: Array, t: Array) -> tuple[Array | float, ...]:
        """β, 1 − β, ε and −α."""
        return p.beta, 1.0 - p.beta, p.epsilon, -learning_rate

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
        beta, rest, epsilon, step = c
        square = state["square"]
        square.mul_(beta)
        add_product(square, gradient, gradient, rest)
        add_quotient(theta, gradient, square.sqrt().add_(epsilon), step)
