"""Small normal numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.families import Initializer
from playground.catalog.tensor import Array, Shape
from playground.spec.fields import param


class Normal(Initializer):
    """Normal with a fixed standard deviation."""

    kind = "normal"
    title = "Normal × σ"
    summary = "Normal with the σ that you set; 0.01 is small."
    help = (
        "The classic small random start: it breaks the symmetry. In deep networks so small a σ makes the activations "
        "shrink from layer to layer, and the gradients with them; then scale by the number of inputs, as Xavier and "
        "He do."
    )
    formula = "w ~ σ · N(0, 1)"
    aliases = ("gaussian", "random", "small random")
    order = 20

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        sigma: float = param(
            0.01, low=0.0, high=100.0, scale="log", effect="start", title="Deviation σ", help="The standard deviation."
        )

    @classmethod
    def draw(cls, p: Params, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        """Standard deviation σ, whatever the size of the layer."""
        return rng.normal(0.0, p.sigma, shape)
