"""Blocks beside torch.nn's modules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from hypothesis import settings
from hypothesis import strategies as st
from torch import nn

from playground.catalog.block import Block, Signature
from playground.catalog.entry import find
from playground.catalog.tensor import Forward, Mode, Shape
from playground.spec.values import Choice
from tests.catalog.contract import TWO_CLASSES

LINEAR = Choice("linear")
FEW = settings(max_examples=40, deadline=None, derandomize=True)
"""The same settings in every run, so that a run says what the one before said."""

SHAPES = st.one_of(
    st.tuples(st.integers(1, 6), st.integers(1, 11)),
    st.tuples(st.integers(1, 6), st.integers(1, 9), st.integers(1, 9)),
    st.tuples(st.integers(1, 4), st.integers(1, 5), st.integers(1, 5), st.integers(1, 5)),
)
"""Signals, pictures and volumes, channels first."""


@dataclass(frozen=True, slots=True)
class Made:
    """A block with settings, for inputs of a shape."""

    forward: Forward
    signature: Signature

    def of(self, x: torch.Tensor, weights: Mapping[str, torch.Tensor] | None = None) -> torch.Tensor:
        """Its output in evaluation mode."""
        return self.forward(weights or {}, [x], Mode(training=False))


def made(kind: str, *shapes: Shape, **values: Any) -> Made:
    """A block at work."""
    block = find(Block, kind)
    assert block.violations(values) == ()
    p = block.read(values)
    signature = block.infer(p, shapes, TWO_CLASSES)
    return Made(block.build(p, signature), signature)


def examples(*shape: int) -> torch.Tensor:
    """Numbers that stay the same."""
    return torch.randn(*shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


def module(rank: int, one: Any, two: Any, three: Any, *args: Any, **values: Any) -> nn.Module:
    """That of torch.nn for so many sides, its weights drawn from a fixed seed."""
    found: nn.Module = (one, two, three)[rank - 1](*args, **values)
    generator = torch.Generator().manual_seed(2)
    with torch.no_grad():
        for parameter in found.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator))
    return found.double()


def agree(block: Made, theirs: nn.Module, shape: Shape, weights: Mapping[str, torch.Tensor] | None = None) -> None:
    """The shape, the number of parameters and what comes out."""
    x = examples(3, *shape)
    with torch.no_grad():
        wanted = theirs(x)
        given = block.of(x, weights)
    assert tuple(wanted.shape[1:]) == block.signature.output
    assert block.signature.count == sum(parameter.numel() for parameter in theirs.parameters())
    torch.testing.assert_close(given, wanted, rtol=0, atol=1e-12)
