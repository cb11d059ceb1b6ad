"""Those who wait for a checkpoint: asked with a number, answered with what comes back under it."""

from __future__ import annotations

from collections.abc import Callable

from playground.wire.checkpoint import Checkpoint

Then = Callable[[Checkpoint], None]


class Answers:
    """Who asked the engine for its state and has not been answered yet."""

    def __init__(self) -> None:
        self._waiting: dict[int, Then] = {}
        self._requests = 0

    def __contains__(self, request: int) -> bool:
        return request in self._waiting

    def expect(self, then: Then) -> int:
        """Whom to tell; returns the number to ask under."""
        self._requests += 1
        self._waiting[self._requests] = then
        return self._requests

    def take(self, request: int) -> Then:
        """Whoever asked under this number, who waits no longer."""
        return self._waiting.pop(request)

    def take_all(self) -> tuple[Then, ...]:
        """Everybody who waits, in the order in which they asked; nobody does any longer."""
        waiting, self._waiting = self._waiting, {}
        return tuple(waiting.values())
