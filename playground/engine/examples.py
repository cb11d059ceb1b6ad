"""The data where torch computes: every part as two tensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.prepare import PARTS, Part, Prepared
from playground.catalog.tensor import Ints
from playground.engine.parameters import to_numpy

MOST_BYTES = 256 * 2**20
"""Pictures up to this size lie in memory as numbers; of more only a sample does, and batches are made as they come."""

GPU_SHARE = 8
"""On a GPU it is this part of the memory that is free, if that is more."""

_AT_ONCE = 16 * 2**20
"""Bytes of pictures that become numbers at once."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples ``x`` of shape (m, *input), targets ``y`` of shape (m,) or (m, targets), and m."""

    x: Tensor
    y: Tensor
    size: int


class Examples:
    """The examples on the device, put there once.

    Attributes:
        complete: whether all of them are there. Of pictures that are too many only a sample is, and batches to learn
            from have to be made as they come (`playground.engine.batches`).
        parts: the parts that are not empty. Their ``size`` counts all examples, also where only a sample is there.
        looked_at: the examples of each part that evaluations and probes look at: all, or a sample of many pictures
            (see `Prepared.looked_at`).
        x: the inputs of ``looked_at``, one part after the other.
        truths: their targets in main memory, for metrics.
        targets: of the whole training part.

    """

    def __init__(self, prepared: Prepared, device: torch.device, dtype: torch.dtype) -> None:
        rows = {part: found for part in PARTS if len(found := prepared.rows(part))}
        looked_at = {part: prepared.looked_at(part) for part in rows}
        sizes = {part: len(found) for part, found in rows.items()}
        self.complete = fits(prepared, device)
        kept = rows if self.complete else looked_at
        x = _inputs(prepared, np.concatenate(list(kept.values())), device, dtype)
        self.parts = _parts(prepared, x, kept, sizes, dtype)
        self.looked_at = self.parts
        self.x = x
        if any(len(looked_at[part]) < len(kept[part]) for part in kept):
            self.x = torch.cat([self.parts[part].x[_places(kept[part], looked_at[part])] for part in kept])
            self.looked_at = _parts(prepared, self.x, looked_at, {}, dtype)
        elif not self.complete:
            self.looked_at = _parts(prepared, x, looked_at, {}, dtype)
        self.truths: dict[Part, NDArray[Any]] = {part: to_numpy(batch.y) for part, batch in self.looked_at.items()}
        self.targets = self.parts["train"].y
        if not self.complete:
            self.targets = _targets(prepared, rows["train"], dtype).to(device)

    @property
    def train(self) -> Batch:
        """The training part, which is never empty."""
        return self.parts["train"]


def fits(prepared: Prepared, device: torch.device) -> bool:
    """Whether all examples are to lie on the device: numbers always, pictures where they are not too many."""
    if prepared.raw.dtype != np.uint8:
        return True
    most = MOST_BYTES
    if device.type == "cuda":
        free, _total = torch.cuda.mem_get_info(device)
        most = max(most, free // GPU_SHARE)
    return 4 * prepared.raw.size <= most


def _parts(
    prepared: Prepared, x: Tensor, rows: Mapping[Part, Ints], sizes: Mapping[Part, int], dtype: torch.dtype
) -> dict[Part, Batch]:
    """Inputs that lie one part after the other, with their targets; ``sizes`` where they are only some of a part."""
    inputs = torch.split(x, [len(found) for found in rows.values()])
    return {
        part: Batch(own, _targets(prepared, found, dtype).to(x.device), sizes.get(part, len(found)))
        for (part, found), own in zip(rows.items(), inputs, strict=True)
    }


def _targets(prepared: Prepared, rows: Ints, dtype: torch.dtype) -> Tensor:
    return torch.tensor(prepared.y[rows], dtype=torch.int64 if prepared.facts.task == "classes" else dtype)


def _inputs(prepared: Prepared, rows: Ints, device: torch.device, dtype: torch.dtype) -> Tensor:
    """The examples of these rows as the network gets them; of pictures not all at once, they take much memory."""
    if prepared.raw.dtype != np.uint8:
        return torch.tensor(prepared.inputs(rows), device=device, dtype=dtype)
    x = torch.empty(len(rows), *prepared.facts.input_shape, device=device, dtype=dtype)
    size = max(1, _AT_ONCE // (4 * prepared.facts.numbers))
    for first in range(0, len(rows), size):
        here = rows[first : first + size]
        x[first : first + len(here)] = torch.from_numpy(prepared.inputs(here))
    return x


def _places(rows: Ints, some: Ints) -> Tensor:
    """Where each of ``some`` stands in ``rows``; both ascend."""
    return torch.from_numpy(np.searchsorted(rows, some))
