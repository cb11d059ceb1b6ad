"""The data where torch computes: every part as two tensors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.prepare import PARTS, Part, Prepared
from playground.engine.parameters import to_numpy


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples ``x`` of shape (m, *input), targets ``y`` of shape (m,) or (m, targets), and m."""

    x: Tensor
    y: Tensor
    size: int


class Examples:
    """All examples on the device, put there once.

    Attributes:
        parts: the parts that are not empty. x: the inputs of all of them, one part after the other.
        truths: their targets in main memory, for metrics.

    """

    def __init__(self, prepared: Prepared, device: torch.device, dtype: torch.dtype) -> None:
        classes = prepared.facts.task == "classes"
        self.parts: dict[Part, Batch] = {}
        self.truths: dict[Part, NDArray[Any]] = {}
        rows = {part: found for part in PARTS if len(found := prepared.rows(part))}
        self.x = torch.tensor(prepared.inputs(np.concatenate(list(rows.values()))), device=device, dtype=dtype)
        inputs = torch.split(self.x, [len(found) for found in rows.values()])
        for (part, found), x in zip(rows.items(), inputs, strict=True):
            y = torch.tensor(prepared.y[found], device=device, dtype=torch.int64 if classes else dtype)
            self.parts[part] = Batch(x, y, len(found))
            self.truths[part] = to_numpy(y)

    @property
    def train(self) -> Batch:
        """The training part, which is never empty."""
        return self.parts["train"]
