"""ReLU with a small slope below zero."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from playground.catalog.families import Activation
from playground.catalog.tensor import Array, Tensor
from playground.spec.fields import param


class LeakyRelu(Activation):
    """The formula: z above zero, a small share of z below."""

    kind = "leaky_relu"
    title = "Leaky ReLU"
    summary = "ReLU that still leaks a little below zero."
    help = "Units that are off keep a small gradient, so they do not die. A slope of 0 is ReLU, a slope of 1 is linear."
    formula = "g(z) = max(z, slope · z),  g′(z) = 1 for z > 0, else slope"
    aliases = ("lrelu", "prelu")
    order = 40

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        slope: float = param(0.01, low=0.0, high=1.0, effect="keep", help="The slope below zero.")

    @classmethod
    def build(cls, p: Params) -> Callable[[Tensor], Tensor]:
        """Torch's leaky_relu."""
        from torch.nn.functional import leaky_relu

        return lambda z: leaky_relu(z, p.slope)

    @classmethod
    def value(cls, p: Params, z: Array) -> Array:
        """The formula: z where z > 0, else slope · z."""
        return np.where(z > 0.0, z, p.slope * z)

    @classmethod
    def derivative(cls, p: Params, z: Array) -> Array:
        """1 where z > 0, else the slope."""
        return np.where(z > 0.0, 1.0, p.slope)
