"""The linear part of a layer: X Wᵀ + b, the memory laid out as whoever asks wants it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from playground.catalog.tensor import Mode, Tensor

Affine: TypeAlias = Callable[[Tensor, Tensor, Tensor | None, Mode], Tensor]


def affine() -> Affine:
    """(X of shape (m, inputs), W, b or None, mode) → X Wᵀ + b of shape (m, units).

    With ``mode.unit_major`` it is computed as W Xᵀ + b, whose rows are the units, and seen from the other side.
    """
    from torch import addmm
    from torch.nn.functional import linear

    def forward(x: Tensor, weight: Tensor, bias: Tensor | None, mode: Mode) -> Tensor:
        if not mode.unit_major:
            return linear(x, weight, bias)
        return (weight @ x.T if bias is None else addmm(bias[:, None], weight, x.T)).T

    return forward
