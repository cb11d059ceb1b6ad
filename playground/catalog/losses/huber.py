"""Huber's loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from playground.catalog.difference import DifferenceLoss
from playground.catalog.tensor import Array, Tensor
from playground.spec.fields import param


class Huber(DifferenceLoss):
    """Squared near zero, absolute far away."""

    kind = "huber"
    title = "Huber"
    summary = "Squared for small differences, absolute for large ones."
    help = (
        "The mean over the examples of the sum over the targets of ½r² where |r| ≤ δ, else δ(|r| − ½δ), with r = ŷ − "
        "y: smooth at the bottom, and outliers pull no harder than δ. For classes ŷ is the probability (sigmoid for "
        "two classes, softmax for more) and y is 0 or 1."
    )
    formula = "Σ ½r² for |r| ≤ δ, else δ(|r| − ½δ),  r = ŷ − y"
    aliases = ("smooth l1", "robust")
    order = 50

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        delta: float = param(
            1.0, low=1e-3, high=1000.0, scale="log", title="δ", help="Where squared turns into absolute."
        )

    @classmethod
    def distance(cls, p: Params) -> Callable[[Tensor], Tensor]:
        """The formula, written with r cut off at ±δ: c(r − ½c), which needs no branch."""

        def huber(difference: Tensor) -> Tensor:
            cut = difference.clamp(-p.delta, p.delta)
            return cut * (difference - 0.5 * cut)

        return huber

    @classmethod
    def distance_value(cls, p: Params, difference: Array) -> Array:
        """The formula."""
        size = np.abs(difference)
        return np.where(size <= p.delta, 0.5 * size**2, p.delta * (size - 0.5 * p.delta))
