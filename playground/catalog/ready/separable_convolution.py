"""The depthwise separable convolution."""

from __future__ import annotations

from playground.catalog.draft import Draft
from playground.catalog.parts import separable
from playground.catalog.ready_group import ReadyGroup


class SeparableConvolution(ReadyGroup):
    """A depthwise convolution, then a pointwise one."""

    kind = "separable_convolution"
    title = "Depthwise separable convolution"
    summary = "Looks around in every channel by itself, then mixes the channels by 1×1."
    help = (
        "Costs 1/c′ + 1/f² of an ordinary convolution with a window of f×f and c′ filters, about a ninth for 3×3, and "
        "is nearly as good."
    )
    formula = "conv f×f ≈ depthwise f×f → conv 1×1"
    aliases = ("separable", "depthwise", "mobilenet", "xception", "pointwise", "howard")
    exposed = (("separable_pw", "filters"), ("separable_dw", "kernel_size"), ("separable_dw", "stride"))
    order = 40

    @classmethod
    def write(cls, draft: Draft, x: str, channels: int) -> str:
        """As many filters as channels come in."""
        return separable(draft, x, channels, id="separable")
