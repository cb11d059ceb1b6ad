"""Plain gradient descent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.catalog.arithmetic import Factor, add
from playground.catalog.families import Optimizer
from playground.catalog.rates import learning_rate_setting
from playground.catalog.tensor import Array, Tensor


class GradientDescent(Optimizer):
    """Steps against the gradient."""

    kind = "gradient_descent"
    title = "Gradient descent"
    summary = "Steps straight down the slope."
    help = (
        "Every step goes against the gradient of the batch. With batch size 1 it is stochastic gradient descent, "
        "with the whole training set it is batch gradient descent. In narrow valleys it zigzags; momentum smooths "
        "that."
    )
    formula = "θ ← θ − αg"
    aliases = ("sgd", "stochastic gradient descent", "plain")
    order = 10

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        learning_rate: float = learning_rate_setting(0.1)

    @classmethod
    def coefficients(cls, p: Params, learning_rate: Array, t: Array) -> tuple[Array | float, ...]:
        """−α."""
        return (-learning_rate,)

    @classmethod
    def update(
        cls,
        c: Sequence[Factor],
        theta: Tensor,
        gradient: Tensor,
        state: Mapping[str, Tensor],
        weights: Tensor,
    ) -> None:
        """See the formula."""
        (step,) = c
        add(theta, gradient, step)
