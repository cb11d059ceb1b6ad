"""How far something long is, for whoever waits for it, and a way to give it up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

Told = Callable[[int, int], bool]
"""(done, of how many) → whether to go on."""


class GivenUpError(PlaygroundError):
    """Whoever waited does not want it any more."""


_listener: ContextVar[Told | None] = ContextVar("listener", default=None)


@contextmanager
def listening(told: Told) -> Iterator[None]:
    """Within it, in this thread, ``told`` hears of what takes long, and may end it by returning False."""
    token = _listener.set(told)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(done: int, total: int) -> None:
    """Say that ``done`` of ``total`` is done.

    Raises:
        GivenUpError: nobody wants the rest.

    """
    told = _listener.get()
    if told is not None and not told(done, total):
        raise GivenUpError(tr("given up after {done:,} of {total:,}", done=done, total=total))
