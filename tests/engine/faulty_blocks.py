"""Blocks as others write them, each with its bug."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping, Sequence
from typing import Any

from playground.catalog.block import Block, Signature
from playground.catalog.facts import Facts
from playground.catalog.tensor import Array, Forward, Mode, Shape, Tensor


class Faulty(Block):
    """Hands on what it gets."""

    summary = "It has a bug."
    help = "It has a bug, and is of use to nobody else."
    formula = "?"
    group = "Layers"
    colour = "layer"

    @classmethod
    def infer(cls, p: Any, inputs: tuple[Shape, ...], facts: Facts) -> Signature:
        return Signature(inputs=inputs, output=inputs[0])

    @classmethod
    def build(cls, p: Any, signature: Signature) -> Forward:
        def forward(w: Mapping[str, Tensor], inputs: Sequence[Tensor], mode: Mode) -> Tensor:
            return cls.work(inputs[0], mode)

        return forward

    @classmethod
    def reference(cls, p: Any, weights: Mapping[str, Array], inputs: Sequence[Array]) -> Array:
        return inputs[0]

    @classmethod
    def work(cls, x: Tensor, mode: Mode) -> Tensor:
        return x


class Raising(Faulty):
    kind, title = "raising", "Raising"

    @classmethod
    def work(cls, x: Tensor, mode: Mode) -> Tensor:
        if mode.training:
            raise IndexError("no such thing in the list")
        return x


class RaisingBackward(Faulty):
    kind, title = "raising_backward", "Raising backward"

    @classmethod
    def work(cls, x: Tensor, mode: Mode) -> Tensor:
        import torch

        class Function(torch.autograd.Function):
            @staticmethod
            def forward(ctx: Any, x: Tensor) -> Tensor:
                return x.clone()

            @staticmethod
            def backward(ctx: Any, *gradients: Tensor) -> Tensor:
                raise ZeroDivisionError("nothing flows back")

        return Function.apply(x)  # type: ignore[no-any-return, no-untyped-call]


class Misshapen(Faulty):
    kind, title = "misshapen", "Misshapen"

    @classmethod
    def work(cls, x: Tensor, mode: Mode) -> Tensor:
        return x.repeat(1, 2) if mode.training else x


class Greedy(Faulty):
    kind, title = "greedy", "Greedy"

    @classmethod
    def work(cls, x: Tensor, mode: Mode) -> Tensor:
        import torch

        if mode.training:
            torch.empty(2**60)
        return x


class Endless(Faulty):
    kind, title = "endless", "Endless"

    @classmethod
    def work(cls, x: Tensor, mode: Mode) -> Tensor:
        while mode.training:
            pass
        return x


class Deadly(Faulty):
    kind, title = "deadly", "Deadly"

    @classmethod
    def work(cls, x: Tensor, mode: Mode) -> Tensor:
        if mode.training:
            os.kill(os.getpid(), signal.SIGSEGV)
        return x


ALL = (Raising, RaisingBackward, Misshapen, Greedy, Endless, Deadly)
