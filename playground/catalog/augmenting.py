"""Altering pictures at random while they are learned from, so that a network cannot learn them by heart."""

from __future__ import annotations

from typing import Any

from playground.catalog.entry import Entry
from playground.catalog.tensor import Generator, Tensor
from playground.spec.fields import param


def chance(default: float) -> Any:
    """The setting ``probability``, which every augmentation has."""
    return param(
        default, low=0.0, high=1.0, help="The share of the pictures that are altered so, drawn anew each time."
    )


class Augmentation(Entry):
    """A way to alter pictures that leaves what they show as it is."""

    family = "augmentations"

    @classmethod
    def alter(cls, p: Any, pixels: Tensor, generator: Generator) -> Tensor:
        """Every picture altered, each in its own way, whatever the ``probability``; ``pixels`` stay as they are.

        Args:
            p: the settings. pixels: from 0 to 1, shape (m, channels, height, width), on the CPU.
            generator: the only source of chance.

        """
        raise NotImplementedError


class Affine(Augmentation):
    """One that moves every pixel by a matrix. Several in a row are done at once, so that pictures blur only once."""

    @classmethod
    def matrices(cls, p: Any, pixels: Tensor, generator: Generator) -> Tensor:
        """For each picture where a place of the result comes from, shape (m, 2, 3).

        A matrix takes (x, y, 1) to (x, y): pixels from the picture's middle, x to the right, y down.
        """
        raise NotImplementedError

    @classmethod
    def alter(cls, p: Any, pixels: Tensor, generator: Generator) -> Tensor:
        """See `Augmentation.alter`."""
        return moved(pixels, cls.matrices(p, pixels, generator))


def moved(pixels: Tensor, matrices: Tensor) -> Tensor:
    """Pictures by `Affine.matrices`; between pixels by their distance, beyond the edge the edge goes on."""
    import torch

    height, width = pixels.shape[-2:]
    y = torch.arange(height) - (height - 1) / 2
    x = torch.arange(width) - (width - 1) / 2
    places = torch.stack([x.expand(height, width), y[:, None].expand(height, width), torch.ones(height, width)], dim=-1)
    return sampled(pixels, places.view(1, -1, 3) @ matrices.transpose(1, 2))


def sampled(pixels: Tensor, places: Tensor) -> Tensor:
    """Pictures taken at other places, shape (m, height · width, 2): x and y in pixels from the middle."""
    from torch.nn.functional import grid_sample

    height, width = pixels.shape[-2:]
    grid = places.view(len(pixels), height, width, 2) * places.new_tensor([2.0 / width, 2.0 / height])
    return grid_sample(pixels, grid, mode="bilinear", padding_mode="border", align_corners=False)


def uniform(count: int, low: float, high: float, generator: Generator) -> Tensor:
    """So many numbers between ``low`` and ``high``."""
    import torch

    return low + (high - low) * torch.rand(count, generator=generator)


def matrix(a: Tensor, b: Tensor, c: Tensor, d: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """((a, b, x), (c, d, y)) of every picture, shape (m, 2, 3); each is of shape (m,)."""
    import torch

    return torch.stack([torch.stack([a, b, x], dim=-1), torch.stack([c, d, y], dim=-1)], dim=1)
