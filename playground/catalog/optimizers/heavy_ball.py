"""Momentum without the averaging factor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.catalog.arithmetic import Factor, add
from playground.catalog.families import Optimizer
from playground.catalog.rates import learning_rate_setting
from playground.catalog.tensor import Array, Tensor
from playground.spec.fields import param


class HeavyBall(Optimizer):
    """A ball with inertia: it sums the gradients."""

    kind = "heavy_ball"
    title = "Heavy ball"
    summary = "Momentum as torch's SGD has it: gradients add up."
    help = (
        "The older form of momentum, without the factor 1−β: in a steady direction its steps become 1/(1−β) times as "
        "large as those of the averaged form, so it needs a learning rate that much smaller."
    )
    formula = "v ← βv + g,  θ ← θ − αv"
    aliases = ("sgd momentum", "classical momentum", "polyak")
    slots = ("velocity",)
    order = 30

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
        """See the formula; torch's SGD with momentum and no dampening."""
        beta, step = c
        velocity = state["velocity"]
        velocity.mul_(beta).add_(gradient)
        add(theta, velocity, step)
