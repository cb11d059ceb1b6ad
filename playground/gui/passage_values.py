"""What the probe `passage` has measured, by name: values forward, gradients back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.wire.events import Picture

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One picture of the probe; what is not there is None. Rows of ``a``, ``z``, ``da`` and ``dz`` are examples.

    Only the first units and examples may be in the arrays; `shape` tells how many there are.
    """

    picture: Picture

    @property
    def step(self) -> int:
        """How many steps had been trained when it was measured."""
        return self.picture.step

    @property
    def loss(self) -> float:
        """The mean loss of the examples, without penalty."""
        return float(self.picture.facts["loss"])

    @property
    def rows(self) -> int:
        """How many examples there are."""
        return int(self.picture.facts["rows"])

    @property
    def x(self) -> NDArray[Any]:
        """The inputs in the data's own numbers, shape (m, *input)."""
        return self.picture.arrays["x"]

    @property
    def y(self) -> NDArray[Any]:
        """Class indices (m,) or numbers (m, targets)."""
        return self.picture.arrays["y"]

    def get(self, name: str) -> Floats | None:
        """An array by the probe's own name, such as ``a/dense1`` or ``weight/dense1.bias``."""
        return self.picture.arrays.get(name)

    def shape(self, name: str) -> tuple[int, ...]:
        """The true shape of an array; () where there is none."""
        array = self.picture.arrays.get(name)
        if array is None:
            return ()
        return tuple(self.picture.facts.get("shown", {}).get(name, array.shape))

    def mean(self, name: str) -> Floats | None:
        """The mean over the shown examples (and, of pictures, all places of a channel), shape (units,)."""
        array = self.get(f"channels/{name}")
        array = self.get(name) if array is None else array
        return None if array is None else array.mean(axis=(0, *range(2, array.ndim)))

    def total(self, name: str) -> Floats | None:
        """The sum over the shown examples (and, of pictures, all places of a channel), shape (units,)."""
        array = self.get(f"channels/{name}")
        array = self.get(name) if array is None else array
        return None if array is None else array.sum(axis=(0, *range(2, array.ndim)))


def seen(picture: Picture | None) -> Seen | None:
    """What a picture holds; None where it holds nothing."""
    return Seen(picture) if picture is not None and "loss" in picture.facts else None
