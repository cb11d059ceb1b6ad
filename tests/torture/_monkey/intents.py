"""What the robot can mean to do: each kind of it with how often it is meant."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.torture._monkey.room import Room

Act = Callable[[Room, Random], str | None]
"""Does it, drawing what is left open, and gives what was done in a few words; None where it cannot be done now."""
INTENTS: dict[str, tuple[float, Act]] = {}
"""By name the weight and the act."""


def intent(weight: float) -> Callable[[Act], Act]:
    """Make a function one of them."""

    def take(act: Act) -> Act:
        INTENTS[f"{act.__module__.rpartition('.')[2]}.{act.__name__}"] = weight, act
        return act

    return take
