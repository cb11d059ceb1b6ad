"""The inverted residual block."""

from __future__ import annotations

from playground.catalog.draft import Draft
from playground.catalog.parts import inverted
from playground.catalog.ready_group import ReadyGroup


class InvertedResidual(ReadyGroup):
    """Narrow, wide, narrow, and the way round."""

    kind = "inverted_residual"
    title = "Inverted residual"
    summary = "1×1 to six times the channels, depthwise 3×3, 1×1 back; and the way round."
    help = (
        "A bottleneck turned inside out: what flows from block to block is narrow and has no activation at its end, "
        "inside it is wide, where only cheap depthwise convolutions work."
    )
    formula = "A = x + W₁ₓ₁ · g(depthwise(g(W₁ₓ₁ x)))"
    aliases = ("inverted", "mobilenet", "mbconv", "expansion", "linear bottleneck", "sandler")
    order = 50

    @classmethod
    def write(cls, draft: Draft, x: str, channels: int) -> str:
        """As many filters as channels come in."""
        return inverted(draft, x, channels, channels, expansion=6, id="inverted")
