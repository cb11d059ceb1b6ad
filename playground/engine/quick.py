"""The same arithmetic done faster, where only eyes look at what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

MANY = 4096
"""Numbers from which the way to NumPy and back is worth it."""


class Quick(TorchFunctionMode):
    """While it is entered, tanh of many numbers on the CPU is NumPy's.

    NumPy computes several numbers at once where torch takes one after the other: two to twelve times as fast, and the
    results differ by the last bit of a float32 at most. So it is for pictures, never for a step or an evaluation.
    """

    def __torch_function__(
        self,
        function: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Every call of torch comes through here."""
        if function in (torch.tanh, Tensor.tanh) and not kwargs and _fits(args[0]):
            made = torch.empty_like(args[0])
            np.tanh(args[0].numpy(), out=made.numpy())
            return made
        return function(*args, **(kwargs or {}))


def _fits(z: Tensor) -> bool:
    return z.device.type == "cpu" and z.dtype == torch.float32 and not z.requires_grad and z.numel() >= MANY
