"""Grain."""

from __future__ import annotations

from dataclasses import dataclass

from playground.catalog.augmenting import Augmentation, chance
from playground.catalog.tensor import Generator, Tensor
from playground.spec.fields import param


class Noise(Augmentation):
    """A random number added to every pixel."""

    kind = "noise"
    title = "Noise"
    summary = "Grain: a small random number on every pixel."
    help = (
        "Nothing that matters hangs on a single pixel. For a linear model it is the same as an L2 penalty "
        "(Bishop, 1995)."
    )
    formula = "x ← x + N(0, σ²)"
    aliases = ("grain", "gaussian", "jitter")
    order = 90

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        deviation: float = param(
            0.05, low=0.0, high=1.0, title="Deviation σ", help="The standard deviation; 1 is the whole range of light."
        )
        probability: float = chance(1.0)

    @classmethod
    def alter(cls, p: Params, pixels: Tensor, generator: Generator) -> Tensor:
        """Cut to what a picture can show."""
        import torch

        return (pixels + p.deviation * torch.randn(pixels.shape, generator=generator)).clamp(0.0, 1.0)
