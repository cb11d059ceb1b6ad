"""The time that is not training's: a seventh at most for all that is measured, told and kept while it trains."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from statistics import median

SHARE = 0.15
"""The share of the time that pictures, evaluations and checkpoints together take while training."""

_LATELY = 5
"""So many times tell what one costs. Their median: now and then another program holds one up for long."""


@dataclass(slots=True, eq=False)
class Claim:
    """Something that is done over and over while it trains; ``pause`` is how many seconds apart at least.

    ``costs`` are the seconds that it took lately, all of its work done; ``part`` is how much of it is done now.
    """

    pause: float
    part: float = 1.0
    costs: deque[float] = field(default_factory=lambda: deque(maxlen=_LATELY))

    def took(self, seconds: float) -> None:
        """It was done, as far as ``part`` says."""
        self.costs.append(seconds / self.part)

    def cost(self, part: float | None = None) -> float:
        """Seconds that it takes; 0 as long as it was never done."""
        return median(self.costs) * (self.part if part is None else part) if self.costs else 0.0

    def need(self) -> float:
        """The share of the time that it would take if it were done as often as wanted."""
        return self.cost() / self.pause


class Budget:
    """Shares `SHARE` of the time out among those who claim some of it.

    Who needs less than an equal part for all that is wanted of it leaves the rest to the others, so that a large
    picture never slows a small one, nor an evaluation.
    """

    def __init__(self) -> None:
        self._claims: list[Claim] = []

    def add(self, claim: Claim) -> None:
        """From now on it takes time."""
        self._claims.append(claim)

    def remove(self, claim: Claim) -> None:
        """It takes no time any more."""
        self._claims.remove(claim)

    def limit(self, claim: Claim) -> float:
        """The largest share of the time that one claim may take; whoever wants less than an equal part leaves more."""
        left, among = SHARE, len(self._claims)
        for need in sorted(other.need() for other in self._claims if other is not claim):
            if need >= left / among:
                break
            left, among = left - need, among - 1
        return left / among

    def pause(self, claim: Claim) -> float:
        """Seconds from one time to the next: as many as are wanted, or more where its part of the time asks for it."""
        return max(claim.pause, claim.cost() / self.limit(claim))
