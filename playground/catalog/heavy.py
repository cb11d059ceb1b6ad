"""Which networks are so large that their weights are made only when they are to be trained, not to be looked at."""

from __future__ import annotations

from typing import Protocol

MOST_NUMBERS = 5_000_000
MOST_MULTIPLICATIONS = 100_000_000
"""For one example."""


class Size(Protocol):
    """An analysis, or whatever else knows how large a network is."""

    @property
    def parameters(self) -> int:
        """The number of learned numbers."""

    @property
    def multiply_adds(self) -> int:
        """Multiplications for one example's forward pass."""


def heavy(size: Size) -> bool:
    """Whether reading and counting a network must not wait for its weights."""
    return size.parameters > MOST_NUMBERS or size.multiply_adds > MOST_MULTIPLICATIONS
