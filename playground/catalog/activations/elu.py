"""The exponential linear unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from playground.catalog.families import Activation
from playground.catalog.tensor import Array, Tensor
from playground.spec.fields import param


class Elu(Activation):
    """The formula: z above zero, bending smoothly to −α below."""

    kind = "elu"
    title = "ELU"
    summary = "ReLU with a smooth tail down to −α."
    help = (
        "The negative tail pulls the mean of the activations towards zero and keeps a gradient where ReLU has none; "
        "far below zero it is flat again."
    )
    formula = "g(z) = z for z > 0, else α(eᶻ − 1),  g′(z) = 1 for z > 0, else αeᶻ"
    aliases = ("exponential linear",)
    order = 50

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        alpha: float = param(
            1.0, low=0.0, high=10.0, effect="keep", title="Depth α", help="The value far below zero is −α."
        )

    @classmethod
    def build(cls, p: Params) -> Callable[[Tensor], Tensor]:
        """Torch's elu."""
        from torch.nn.functional import elu

        return lambda z: elu(z, p.alpha)

    @classmethod
    def value(cls, p: Params, z: Array) -> Array:
        """The formula: z where z > 0, else α(eᶻ − 1)."""
        return np.where(z > 0.0, z, p.alpha * np.expm1(np.minimum(z, 0.0)))

    @classmethod
    def derivative(cls, p: Params, z: Array) -> Array:
        """1 where z > 0, else αeᶻ."""
        return np.where(z > 0.0, 1.0, p.alpha * np.exp(np.minimum(z, 0.0)))
