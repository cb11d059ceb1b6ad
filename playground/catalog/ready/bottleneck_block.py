"""Residual blocks with a bottleneck."""

from __future__ import annotations

from playground.catalog.draft import Draft
from playground.catalog.parts import bottleneck
from playground.catalog.ready_group import ReadyGroup


class BottleneckBlock(ReadyGroup):
    """1×1, 3×3 and 1×1, and the way round them."""

    kind = "bottleneck_block"
    title = "Bottleneck block"
    summary = "1×1 to a quarter of the channels, 3×3, 1×1 back; and the way round."
    help = (
        "The dear 3×3 convolution sees a quarter of the channels, so the block costs little for its width. It keeps "
        "shape and number of channels."
    )
    formula = "A = g(F(x) + x),  F: conv 1×1 → conv 3×3 → conv 1×1"
    aliases = ("bottleneck", "residual", "resnet", "resnet-50", "1x1", "he")
    order = 20

    @classmethod
    def write(cls, draft: Draft, x: str, channels: int) -> str:
        """A quarter of the channels inside."""
        return bottleneck(draft, x, max(1, channels // 4), widening=_widening(channels), id="bottleneck")


class BottleneckProjection(ReadyGroup):
    """The same with half the sides and twice the channels."""

    kind = "bottleneck_projection"
    title = "Bottleneck block, halving"
    summary = "Half the sides, twice the channels; a 1×1 convolution on the way round."
    help = (
        "The first block of a stage of bottlenecks: the 3×3 convolution has stride 2, and so has the 1×1 convolution "
        "on the way round."
    )
    formula = "A = g(F(x) + W₁ₓ₁ x),  F: conv 1×1 → conv 3×3/2 → conv 1×1"
    aliases = ("bottleneck", "residual", "resnet", "projection", "downsample", "he")
    order = 21

    @classmethod
    def write(cls, draft: Draft, x: str, channels: int) -> str:
        """Half of the channels inside, twice as many out."""
        width = max(1, channels // 2)
        return bottleneck(
            draft, x, width, stride=2, projected=True, widening=max(1, 2 * channels // width), id="bottleneck"
        )


def _widening(channels: int) -> int:
    """How many times as many channels go out as there are inside, so that as many go out as came in."""
    return channels // max(1, channels // 4) if channels % max(1, channels // 4) == 0 else 1
