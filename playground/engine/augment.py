"""The augmentations of an experiment as one function of a batch of pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from playground.catalog.augmenting import Affine, Augmentation, moved
from playground.catalog.entry import settle
from playground.engine.batches import Alter
from playground.spec.values import Choice


def pipeline(choices: Sequence[Choice]) -> Alter | None:
    """All of them, one after the other, each on the share of the pictures that its ``probability`` says.

    Those that move pixels by a matrix are done at once where they stand next to one another.

    Raises:
        PlaygroundError: one is unknown, or a setting of it is out of its range.

    """
    steps = [settle(Augmentation, choice) for choice in choices]  # type: ignore[type-abstract,unused-ignore]
    if not steps:
        return None

    def alter(pixels: Tensor, generator: torch.Generator) -> Tensor:
        waiting: Tensor | None = None
        for augmentation, p in steps:
            chosen = torch.rand(len(pixels), generator=generator) < p.probability
            if issubclass(augmentation, Affine):
                found = _where(chosen, augmentation, p, pixels, generator)
                waiting = found if waiting is None else waiting @ found  # the later one is asked first where it is from
                continue
            if waiting is not None:
                pixels, waiting = moved(pixels, waiting[:, :2]), None
            altered = augmentation.alter(p, pixels, generator)
            pixels = torch.where(chosen.view(-1, 1, 1, 1), altered, pixels)
        return pixels if waiting is None else moved(pixels, waiting[:, :2])

    return alter


def _where(chosen: Tensor, affine: type[Affine], p: Any, pixels: Tensor, generator: torch.Generator) -> Tensor:
    """The matrices of one step with a third row, those that leave a picture as it is where it was not chosen."""
    identity = torch.eye(3).expand(len(pixels), 3, 3)
    matrices = torch.cat([affine.matrices(p, pixels, generator), identity[:, 2:]], dim=1)
    return torch.where(chosen.view(-1, 1, 1), matrices, identity)
