"""Uniform numbers around zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.families import Initializer
from playground.catalog.tensor import Array, Shape
from playground.spec.fields import param


class Uniform(Initializer):
    """Uniform between −bound and bound."""

    kind = "uniform"
    title = "Uniform"
    summary = "Evenly spread between −bound and bound."
    help = (
        "With the bound 0.5 it is the start that the browser playground of TensorFlow uses. It does not follow the "
        "size of the layer: fine for a few units, too large for hundreds."
    )
    formula = "w ~ U(−bound, bound)"
    aliases = ("random uniform",)
    order = 28

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        bound: float = param(0.5, low=0.0, high=100.0, effect="start", help="The largest absolute value.")

    @classmethod
    def draw(cls, p: Params, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        """Variance bound²/3."""
        return rng.uniform(-p.bound, p.bound, shape)
