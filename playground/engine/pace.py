"""Training slower than it could: so many steps per second at most."""

from __future__ import annotations

import math
from collections.abc import Callable

LONGEST_WAIT = 1 / 60
"""Seconds: while it waits for the next step, pictures that are due are still measured."""


class Pace:
    """Says how many steps may be done now. A step that comes late is not caught up with."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._rate = 0.0
        self._due = 0.0

    @property
    def period(self) -> float:
        """Seconds from one step to the next at least; 0 at full speed."""
        return 1.0 / self._rate if self._rate else 0.0

    def set(self, steps_per_second: float) -> None:
        """Train at most so fast from now on; 0, or what is no number above it, is as fast as it goes."""
        good = math.isfinite(steps_per_second) and steps_per_second > 0.0
        self._rate = steps_per_second if good else 0.0
        now = self._clock()
        self._due = min(max(self._due, now), now + self.period)

    def begin(self) -> None:
        """Training begins: the first step is due at once."""
        self._due = self._clock()

    def allowed(self, most: int) -> int:
        """How many steps may be done now, ``most`` at most."""
        if not self._rate:
            return most
        late = self._clock() - self._due
        return min(most, int(late * self._rate) + 1) if late >= 0.0 else 0

    def done(self, steps: int) -> None:
        """So many steps were done."""
        if self._rate:
            self._due = max(self._due + steps * self.period, self._clock() - LONGEST_WAIT)

    def wait(self) -> float:
        """Seconds that there is nothing to train, `LONGEST_WAIT` at most."""
        return min(max(0.0, self._due - self._clock()), LONGEST_WAIT) if self._rate else 0.0
