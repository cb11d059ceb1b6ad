"""Local response normalization."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from playground.catalog.block import Block, Signature
from playground.catalog.facts import Facts
from playground.catalog.sliding import with_sides
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor
from playground.spec.fields import param
from playground.spec.words import tr


class LocalResponseNorm(Block):
    """Every number is divided by how strong its neighbouring channels are."""

    kind = "local_response_norm"
    title = "Local response norm"
    summary = "Divides each number by its neighbour channels' strength."
    help = (
        "Where some channels answer strongly at a place, their neighbours there are made smaller, as neurons next to "
        "each other inhibit one another. AlexNet used it in 2012; batch norm has taken its place since. It has "
        "nothing to learn."
    )
    formula = "A′[c] = A[c] / (k + α/n · Σ A[c′]²)^β over the n channels around c"
    aliases = ("lrn", "localresponsenorm", "alexnet", "contrast", "brightness")
    group = "Normalization"
    colour = "norm"
    order = 54
    unitwise = True

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        size: int = param(5, low=1, high=1024, unit="channels", help="How many channels are counted, this one amidst.")
        alpha: float = param(1e-4, low=0.0, high=1e4, title="α", help="How strongly neighbours weigh.")
        beta: float = param(0.75, low=0.0, high=10.0, title="β", help="The power to which the strength is raised.")
        k: float = param(1.0, low=1e-3, high=1e3, title="k", help="Keeps the division away from zero.")

    @classmethod
    def infer(cls, p: Params, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        """The shape stays; a square, a factor and a division for every number."""
        with_sides(inputs[0])
        return Signature(inputs=inputs, output=inputs[0], multiply_adds=3 * prod(inputs[0]))

    @classmethod
    def build(cls, p: Params, signature: Signature) -> Forward:
        """Torch's local_response_norm."""
        from torch.nn.functional import local_response_norm

        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return local_response_norm(inputs[0], p.size, p.alpha, p.beta, p.k)

        return forward

    @classmethod
    def reference(cls, p: Params, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        """The sum of squares of the ``size`` channels around each, zeros beyond the first and the last."""
        x = inputs[0]
        around = ((0, 0), (p.size // 2, (p.size - 1) // 2), *((0, 0) for _side in x.shape[2:]))
        strength = sliding_window_view(np.pad(x**2, around), p.size, axis=1).sum(-1)
        found: Array = x / (p.k + p.alpha / p.size * strength) ** p.beta
        return found

    @classmethod
    def badges(cls, p: Params, facts: Facts | None = None) -> tuple[str, ...]:
        """How many channels are counted."""
        return (tr("n {count}", count=p.size),)
