"""The one name under which the catalogue speaks of torch's tensors without importing torch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.spec.experiment import LARGEST_WEIGHT

if TYPE_CHECKING:
    from torch import Generator as Generator
    from torch import Tensor as Tensor
else:
    Tensor = Any
    Generator = Any

Array: TypeAlias = NDArray[np.floating[Any]]
Float32: TypeAlias = NDArray[np.float32]
Raw: TypeAlias = NDArray[Any]
"""Inputs as a data set gives them: float numbers, or the bytes of pictures."""
Ints: TypeAlias = NDArray[np.int64]
Shape: TypeAlias = tuple[int, ...]
"""The shape of one example: the batch dimension, always first in torch, is left out."""


def shape_in_words(shape: Shape, times: str = "×") -> str:
    """The shape of one example as people write it, channels last: ``4``, ``100×2``, ``28×28×1``."""
    sides = (*shape[1:], shape[0]) if len(shape) > 1 else shape
    return times.join(f"{side:,}" for side in sides) or "1"


def lies_in(index: tuple[int, ...], shape: Shape) -> bool:
    """Whether ``index`` names one number of an array of this shape; negative places do not count."""
    return len(index) == len(shape) and all(0 <= at < size for at, size in zip(index, shape, strict=True))


def fits_float32(value: float) -> bool:
    """Whether a number stays finite as float32."""
    return abs(value) <= LARGEST_WEIGHT  # False for NaN


@dataclass(slots=True)
class Mode:
    """How a forward pass is meant: training or evaluation, and where dropout takes its random numbers.

    ``unit_major`` asks for outputs of shape (m, units) whose memory holds one unit after the other: for many examples
    through narrow layers it is faster, and each unit's picture of a plane lies in one piece. The numbers are the same
    but for rounding.
    """

    training: bool
    generator: Generator | None = None
    unit_major: bool = False


Forward: TypeAlias = Callable[[Mapping[str, Tensor], Sequence[Tensor], Mode], Tensor]
"""A block at work: (its own parameters and buffers by name, its inputs, the mode) → its output."""
