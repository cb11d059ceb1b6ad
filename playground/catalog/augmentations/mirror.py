"""Pictures as a mirror shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.catalog.augmenting import Augmentation, chance
from playground.catalog.tensor import Generator, Tensor
from playground.spec.fields import param


class Mirror(Augmentation):
    """Left becomes right, or top becomes bottom."""

    kind = "mirror"
    title = "Mirror"
    summary = "Left and right change places, or top and bottom."
    help = (
        "A cat that looks to the left is a cat when it looks to the right: half of the pictures are seen the other way "
        "round, as if there were twice as many. Not for letters and digits, which become others."
    )
    formula = "A[y, x] ← A[y, w − 1 − x]"
    aliases = ("flip", "horizontal flip", "reflect")
    order = 10

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        direction: Literal["left-right", "top-bottom"] = param("left-right", help="Which sides change places.")
        probability: float = chance(0.5)

    @classmethod
    def alter(cls, p: Params, pixels: Tensor, generator: Generator) -> Tensor:
        """Exact, pixel by pixel."""
        return pixels.flip(-1 if p.direction == "left-right" else -2)
