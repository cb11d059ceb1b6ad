"""Orthogonal rows or columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.families import Initializer
from playground.catalog.tensor import Array, Shape
from playground.spec.fields import param


class Orthogonal(Initializer):
    """A random rotation, cut to the shape."""

    kind = "orthogonal"
    title = "Orthogonal"
    summary = "Rows at right angles: lengths are kept."
    help = (
        "The layer turns its input without stretching it, so that neither activations nor gradients grow or shrink "
        "through linear layers, however many there are."
    )
    formula = "WWᵀ = gain² · I  (WᵀW where W is tall)"
    aliases = ("rotation", "unitary")
    order = 70

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        gain: float = param(1.0, low=0.0, high=100.0, effect="start", help="The length of every row or column.")

    @classmethod
    def draw(cls, p: Params, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        """From the QR decomposition of a normal matrix; Saxe and others, 2013."""
        rows = shape[0]
        columns = max(1, int(np.prod(shape[1:])))
        square = rng.standard_normal((max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(square)
        # Without the signs of R's diagonal the rotations would not be evenly distributed (Mezzadri, 2007).
        q = q * np.where(np.diag(r) < 0.0, -1.0, 1.0)
        matrix: Array = p.gain * (q if rows >= columns else q.T)
        return matrix.reshape(shape)
