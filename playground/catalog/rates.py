"""Settings that every optimizer, or several of them, have in common."""

from __future__ import annotations

from typing import Any

from playground.spec.fields import param


def learning_rate_setting(default: float) -> Any:
    """α, the size of a step, before the schedule."""
    return param(default, low=0.0, high=1000.0, scale="log", title="Learning rate α", help="The size of a step.")


def epsilon_setting(default: float) -> Any:
    """ε, added to a root in a denominator."""
    return param(default, low=1e-12, high=1.0, scale="log", title="ε", help="Keeps the division away from zero.")
