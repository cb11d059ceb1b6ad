"""Random crops of padded pictures."""

from __future__ import annotations

from dataclasses import dataclass

from playground.catalog.augmenting import Augmentation, chance
from playground.catalog.tensor import Generator, Tensor
from playground.spec.fields import param


class Crop(Augmentation):
    """A black margin around the picture, then a piece of its old size from anywhere."""

    kind = "crop"
    title = "Random crop"
    summary = "A black margin all around, then a piece of the old size cut out anywhere."
    help = (
        "The picture is moved by whole pixels, up to the width of the margin; what is pushed over the edge is lost. "
        "The usual augmentation for CIFAR, with 4 pixels (He and others, 2015)."
    )
    formula = "A[y, x] ← A[y + a, x + b],  a, b ∈ {−p, …, p}"
    aliases = ("pad", "padding", "random crop", "translate")
    order = 20

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        padding: int = param(4, low=1, high=64, unit="px", help="The width of the margin.")
        probability: float = chance(1.0)

    @classmethod
    def alter(cls, p: Params, pixels: Tensor, generator: Generator) -> Tensor:
        """Each of the (2 · padding + 1)² pieces is as likely as any other."""
        import torch
        from torch.nn.functional import pad

        (count, _, height, width), margin = pixels.shape, p.padding
        wide = pad(pixels, (margin, margin, margin, margin))
        top, left = torch.randint(2 * margin + 1, (2, count), generator=generator)
        rows = (top[:, None] + torch.arange(height))[:, None, :, None]
        columns = (left[:, None] + torch.arange(width))[:, None, None, :]
        pictures = torch.arange(count)[:, None, None, None]
        channels = torch.arange(pixels.shape[1])[None, :, None, None]
        return wide[pictures, channels, rows, columns]
