"""The inception module."""

from __future__ import annotations

from playground.catalog.draft import Draft
from playground.catalog.parts import Branches, inception
from playground.catalog.ready_group import ReadyGroup


class InceptionModule(ReadyGroup):
    """Four branches joined along the channels."""

    kind = "inception_module"
    title = "Inception module"
    summary = "1×1, 3×3, 5×5 convolutions and a pooling side by side, with bottlenecks."
    help = (
        "Looks at its input through windows of several sizes at once and joins what they find. The 1×1 convolutions "
        "before the large ones make them cheap. As many channels go out as come in, shared out as in the paper's "
        "module 3a."
    )
    formula = "A = [1×1 ‖ 1×1 → 3×3 ‖ 1×1 → 5×5 ‖ pool → 1×1]"
    aliases = ("inception", "googlenet", "branches", "bottleneck", "szegedy")
    order = 30

    @classmethod
    def write(cls, draft: Draft, x: str, channels: int) -> str:
        """Shares of the channels as in the paper's module 3a, at least one for every branch."""
        a, c, d = (max(1, round(share * channels / 256)) for share in (64, 32, 32))
        b = max(1, channels - a - c - d)
        few = Branches(a, max(1, round(0.75 * b)), b, max(1, c // 2), c, d)
        return inception(draft, x, few, id="inception")
