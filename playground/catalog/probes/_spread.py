"""Where the bars of a histogram lie."""

from __future__ import annotations

from playground.catalog.tensor import Array


def span(values: Array) -> tuple[float, float]:
    """From the least to the greatest of some finite values; around them where they are equal."""
    low, high = float(values.min()), float(values.max())
    margin = 0.0 if high - low > 1e-9 * max(abs(low), abs(high)) else max(0.5 * abs(low), 0.5)
    return low - margin, high + margin
