"""Which networks are so large that their weights are made only when they are to be trained, not to be looked at."""

from __future__ import annotations

from playground.catalog.analysis import Analysis

MOST_NUMBERS = 5_000_000
MOST_MULTIPLICATIONS = 100_000_000
"""For one example."""


def heavy(analysis: Analysis) -> bool:
    """Whether reading and counting a network must not wait for its weights."""
    return analysis.parameters > MOST_NUMBERS or analysis.multiply_adds > MOST_MULTIPLICATIONS
