"""Squeeze-and-excitation."""

from __future__ import annotations

from playground.catalog.draft import Draft
from playground.catalog.parts import squeezed
from playground.catalog.ready_group import ReadyGroup


class SqueezeExcitation(ReadyGroup):
    """Every channel weighed by all of them."""

    kind = "squeeze_excitation"
    title = "Squeeze-and-excitation"
    summary = "Weighs every channel by a number between 0 and 1 that follows from all."
    help = (
        "The average of every channel goes through two small dense layers, which say how much each channel matters for "
        "this picture; each is multiplied by its number. Cheap, and can stand behind any convolution."
    )
    formula = "A = x · σ(W₂ g(W₁ mean(x)))"
    aliases = ("squeeze", "excitation", "se", "senet", "attention", "gate", "hu")
    exposed = (("squeeze_reduce", "units"),)
    order = 60

    @classmethod
    def write(cls, draft: Draft, x: str, channels: int) -> str:
        """A quarter of the channels in the middle."""
        return squeezed(draft, x, channels, max(1, channels // 4), id="squeeze")
