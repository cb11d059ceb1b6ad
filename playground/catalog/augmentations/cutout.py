"""Pictures with a piece missing."""

from __future__ import annotations

from dataclasses import dataclass

from playground.catalog.augmenting import Augmentation, chance, uniform
from playground.catalog.tensor import Generator, Tensor
from playground.spec.fields import param


class Cutout(Augmentation):
    """A square is painted over."""

    kind = "cutout"
    title = "Cut-out"
    summary = "A square somewhere is painted over."
    help = (
        "Whoever knows a cat by its ears alone is lost where they are hidden: the network has to look at all of it "
        "(DeVries and Taylor, 2017). The square's middle is anywhere, so that it may lie partly outside."
    )
    formula = "A[y, x] ← level where |y − a| < s/2 and |x − b| < s/2"
    aliases = ("cut out", "random erasing", "occlusion", "mask")
    order = 100

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        side: float = param(0.3, low=0.0, high=1.0, help="The square's side, as a share of the picture's shorter one.")
        level: float = param(0.0, low=0.0, high=1.0, help="What it is painted with: 0 is black, 1 white.")
        probability: float = chance(0.5)

    @classmethod
    def alter(cls, p: Params, pixels: Tensor, generator: Generator) -> Tensor:
        """Pixels whose middle lies in the square."""
        import torch

        count, (height, width) = len(pixels), pixels.shape[-2:]
        half = p.side * min(height, width) / 2.0
        y = uniform(count, 0.0, float(height), generator).view(-1, 1, 1, 1)
        x = uniform(count, 0.0, float(width), generator).view(-1, 1, 1, 1)
        down = (torch.arange(height).view(1, 1, -1, 1) + 0.5 - y).abs() < half
        across = (torch.arange(width).view(1, 1, 1, -1) + 0.5 - x).abs() < half
        return torch.where(down & across, p.level, pixels)
