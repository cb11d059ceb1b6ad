"""All zeros."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.catalog.families import Initializer
from playground.catalog.tensor import Array, Shape


class Zeros(Initializer):
    """Every value 0."""

    kind = "zeros"
    title = "Zeros"
    summary = "Every value 0: right for biases, wrong for weights."
    help = (
        "Weights that are all equal get equal gradients, so all units of a layer stay equal for ever: the symmetry is "
        "never broken. Fine for biases and for logistic regression."
    )
    formula = "w = 0"
    order = 10

    @classmethod
    def draw(cls, p: Any, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        """Zeros."""
        return np.zeros(shape)
