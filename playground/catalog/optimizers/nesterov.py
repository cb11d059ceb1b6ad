"""Nesterov's accelerated gradient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.catalog.arithmetic import Factor, add
from playground.catalog.families import Optimizer
from playground.catalog.rates import learning_rate_setting
from playground.catalog.tensor import Array, Tensor
from playground.spec.fields import param


class Nesterov(Optimizer):
    """Momentum that looks one step ahead."""

    kind = "nesterov"
    title = "Nesterov"
    summary = "Momentum that looks ahead."
    help = (
        "Takes the gradient as if the velocity's step had been made already, so that it brakes sooner before a rise. "
        "Sums gradients as the heavy ball does, and needs as small a learning rate."
    )
    formula = "v ← βv + g,  θ ← θ − α(g + βv)"
    aliases = ("nag", "accelerated gradient", "look ahead")
    slots = ("velocity",)
    order = 40

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        learning_rate: float = learning_rate_setting(0.01)
        beta: float = param(
            0.9,
            low=0.0,
            high=0.9999,
            title="Momentum β",
            help="How much of the old velocity stays; 0 is plain gradient descent.",
        )

    @classmethod
    def coefficients(cls, p: Params, learning_rate: Array, t: Array) -> tuple[Array | float, ...]:
        """β and −α."""
        return p.beta, -learning_rate

    @classmethod
    def update(
        cls,
        c: Sequence[Factor],
        theta: Tensor,
        gradient: Tensor,
        state: Mapping[str, Tensor],
        weights: Tensor,
    ) -> None:
        """See the formula; the form of Sutskever and others (2013), as torch's SGD has it."""
        beta, step = c
        velocity = state["velocity"]
        velocity.mul_(beta).add_(gradient)
        add(gradient, velocity, beta)
        add(theta, gradient, step)
