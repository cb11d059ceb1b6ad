"""The data where torch computes: every part as two tensors."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from playground.catalog.prepare import PARTS, Part, Prepared


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples ``x`` of shape (m, *input), targets ``y`` of shape (m,) or (m, targets), and m."""

    x: Tensor
    y: Tensor
    size: int


class Examples:
    """All examples on the device, put there once. ``parts`` has the parts that are not empty."""

    def __init__(self, prepared: Prepared, device: torch.device, dtype: torch.dtype) -> None:
        classes = prepared.facts.task == "classes"
        self.parts: dict[Part, Batch] = {}
        for part in PARTS:
            rows = prepared.rows(part)
            if len(rows):
                x = torch.tensor(prepared.x[rows], device=device, dtype=dtype)
                y = torch.tensor(prepared.y[rows], device=device, dtype=torch.int64 if classes else dtype)
                self.parts[part] = Batch(x, y, len(rows))

    @property
    def train(self) -> Batch:
        """The training part, which is never empty."""
        return self.parts["train"]
