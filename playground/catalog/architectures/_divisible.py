"""Rounding of channel counts."""

from __future__ import annotations


def divisible(channels: float, by: int = 8) -> int:
    """The nearest multiple of ``by``, at most a tenth below ``channels``, as in MobileNet v2 and its heirs."""
    found = max(by, int(channels + by / 2) // by * by)
    return found + by if found < 0.9 * channels else found
