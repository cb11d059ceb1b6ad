"""Residual blocks of two convolutions."""

from __future__ import annotations

from playground.catalog.draft import Draft
from playground.catalog.parts import residual
from playground.catalog.ready_group import ReadyGroup


class ResidualBlock(ReadyGroup):
    """Two convolutions and the way round them."""

    kind = "residual_block"
    title = "Residual block"
    summary = "Two 3×3 convolutions, and what came in is added to what goes out."
    help = (
        "The convolutions learn only what is to be changed, and the gradient has a way back round them. It keeps shape "
        "and number of channels, so it can stand anywhere, and repeat as often as you like."
    )
    formula = "A = g(F(x) + x),  F: conv 3×3 → norm → g → conv 3×3 → norm"
    aliases = ("residual", "resnet", "skip connection", "basic block", "he")
    order = 10

    @classmethod
    def write(cls, draft: Draft, x: str, channels: int) -> str:
        """As many filters as channels come in."""
        return residual(draft, x, channels, id="residual")


class ResidualProjection(ReadyGroup):
    """The same with half the sides and twice the channels."""

    kind = "residual_projection"
    title = "Residual block, halving"
    summary = "Half the sides, twice the channels; a 1×1 convolution on the way round."
    help = (
        "The first block of a stage: what goes out has another shape than what came in, so the way round has a 1×1 "
        "convolution that brings it to the same."
    )
    formula = "A = g(F(x) + W₁ₓ₁ x)"
    aliases = ("residual", "resnet", "projection", "downsample", "stride", "he")
    order = 11

    @classmethod
    def write(cls, draft: Draft, x: str, channels: int) -> str:
        """Twice as many filters as channels come in."""
        return residual(draft, x, 2 * channels, stride=2, projected=True, id="residual")
