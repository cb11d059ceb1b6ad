"""What is told of steps that were done, of all of them at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.engine.step.kernel.library import library_if_there


def norms(
    theta: Tensor, gradient: Tensor, nodes: Sequence[slice], weights: Tensor | None, told: NDArray[np.float64]
) -> bool:
    """Norms of what each node learned; False where the library is not there or the numbers are not float32 on the CPU.

    Args:
        theta: the parameters before each step and after the last, shape (steps + 1, n). gradient: shape (steps, n).
        nodes: the columns that belong together.
        weights: 1.0 where a column is a weight, else 0.0, shape (n,); None: their sums are not wanted.
        told: gets by node the gradient's norm, and the change's norm over theta's, NaN where theta is 0; with weights
            in two more rows the sums of their absolute values and of their squares. Shape (at least as many, steps).

    """
    found = library_if_there()
    steps, n = gradient.shape
    tensors = [theta, gradient] if weights is None else [theta, gradient, weights]
    if found is None or any(t.dtype != torch.float32 or t.device.type != "cpu" or t.stride(-1) != 1 for t in tensors):
        return False
    if n and (theta.stride(0) != n or (steps > 1 and gradient.stride(0) != n)):
        return False
    bounds = np.array([(here.start, here.stop) for here in nodes], dtype=np.int64)
    addresses = theta.data_ptr(), gradient.data_ptr(), 0 if weights is None else weights.data_ptr()
    wide = told.strides[0] // told.itemsize
    found.norms(*addresses, steps, n, bounds.ctypes.data, len(nodes), told.ctypes.data, wide)
    return True
