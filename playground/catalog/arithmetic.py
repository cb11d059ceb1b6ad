"""Arithmetic in place with factors that are numbers, or one number for each of many runs trained side by side."""

from __future__ import annotations

from typing import TypeAlias

from playground.catalog.tensor import Tensor

Factor: TypeAlias = float | Tensor
"""A number; or, for many runs at once, a tensor of shape (runs, 1) beside arrays of shape (runs, n)."""


def add(target: Tensor, source: Tensor, factor: Factor) -> None:
    """Target ← target + factor · source."""
    if isinstance(factor, float):
        target.add_(source, alpha=factor)
    else:
        target.addcmul_(source, factor)


def add_product(target: Tensor, a: Tensor, b: Tensor, factor: Factor) -> None:
    """Target ← target + factor · a ∘ b."""
    if isinstance(factor, float):
        target.addcmul_(a, b, value=factor)
    else:
        target.addcmul_(a * factor, b)


def add_quotient(target: Tensor, a: Tensor, b: Tensor, factor: Factor) -> None:
    """Target ← target + factor · a / b."""
    if isinstance(factor, float):
        target.addcdiv_(a, b, value=factor)
    else:
        target.addcdiv_(a * factor, b)
