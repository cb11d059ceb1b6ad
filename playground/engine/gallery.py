"""Pictures for whoever watches: measured when they are wanted, never more than the screen can take."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from playground.catalog.entry import settle
from playground.catalog.families import Probe
from playground.engine.trainer import Trainer
from playground.engine.view import LiveView
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice
from playground.wire.commands import Watched
from playground.wire.events import Picture

_LEAST_PAUSE = 1 / 30
"""Seconds between two pictures of one key: the eye sees no more."""

_SHARE = 0.25
"""The share of the time that all pictures together take while training; the rest is training's."""

_AT_ONCE = 0.016
"""Seconds of pictures in a row while training; the others that are due come after the next steps."""


@dataclass(slots=True)
class _Frame:
    """One watched thing: the probe, whether the last picture was drawn, and whether there is news to show.

    ``due`` is when the next picture may come, ``cost`` how many seconds one takes lately to measure and to send.
    """

    watched: Watched
    probe: type[Probe]
    settings: Any
    waiting: bool = False
    stale: bool = True
    due: float = -1.0
    cost: float = 0.0


class Gallery:
    """Measures what is watched. A picture that was not acknowledged yet holds up only the next one of its key."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._frames: dict[str, _Frame] = {}
        self._clock = clock

    def watch(self, watched: tuple[Watched, ...]) -> list[str]:
        """Measure exactly these from now on. Returns a sentence for each that is not possible."""
        frames: dict[str, _Frame] = {}
        wrong: list[str] = []
        for item in watched:
            try:
                probe, settings = settle(Probe, Choice(item.kind, item.params))
            except PlaygroundError as error:
                wrong.append(f"{item.key}: {error}")
                continue
            old = self._frames.get(item.key)
            waiting = old is not None and old.waiting
            same = old is not None and old.watched.kind == item.kind
            cost = old.cost if old is not None and same else 0.0
            frames[item.key] = _Frame(item, probe, settings, waiting, cost=cost)
        self._frames = frames
        return wrong

    def acknowledge(self, key: str) -> None:
        """The picture called ``key`` has been drawn."""
        if key in self._frames:
            self._frames[key].waiting = False

    def begin_anew(self) -> None:
        """Another run: nothing is outstanding any more."""
        for frame in self._frames.values():
            frame.waiting = False
        self.news()

    def news(self) -> None:
        """The network or the data are others than those pictured."""
        for frame in self._frames.values():
            frame.stale = True

    def measure(self, trainer: Trainer, run_id: int, *, playing: bool) -> Iterator[Picture]:
        """The pictures that are due: while training within the limits of time, else all that show old news."""
        began = self._clock()
        # The one that is due longest comes first, so that none is left out where time is short.
        for key, frame in sorted(self._frames.items(), key=lambda item: item[1].due):
            now = self._clock()
            if playing and now - began >= _AT_ONCE:
                return
            if frame.waiting or not frame.stale or (playing and now < frame.due):
                continue
            frame.stale = False
            arrays, facts = frame.probe.measure(frame.settings, LiveView(trainer))
            if arrays:
                frame.waiting = True
                kind = frame.watched.kind
                yield Picture(run_id=run_id, key=key, kind=kind, step=trainer.step_number, arrays=arrays, facts=facts)
            took = self._clock() - now
            frame.cost = (frame.cost + took) / 2 if frame.cost else took
            pause = max(_LEAST_PAUSE, frame.cost / self._level())
            # Counted from when it was due: what came a little late, after a chunk of steps, is made up for.
            frame.due = (frame.due if now < frame.due + pause else now) + pause

    def _level(self) -> float:
        """The largest share of the time that one frame may take, such that all together take `_SHARE`.

        Frames that need less than an equal part for thirty pictures a second leave the rest to the others, so that a
        large picture never slows a small one.
        """
        left, others = _SHARE, len(self._frames)
        for need in sorted(frame.cost / _LEAST_PAUSE for frame in self._frames.values()):
            if need >= left / others:
                break
            left, others = left - need, others - 1
        return left / max(others, 1)
