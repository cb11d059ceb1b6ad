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

_REST = 3.0
"""Training goes on for so many times the time that pictures took, so that they take a quarter of it."""


@dataclass(slots=True)
class _Frame:
    """One watched thing: the probe, whether the last picture was drawn, and whether there is news to show."""

    watched: Watched
    probe: type[Probe]
    settings: Any
    waiting: bool = False
    stale: bool = True
    last: float = -1.0


class Gallery:
    """Measures what is watched. A picture that was not acknowledged yet holds up only the next one of its key."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._frames: dict[str, _Frame] = {}
        self._clock = clock
        self._resume = -1.0

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
            frames[item.key] = _Frame(item, probe, settings, waiting)
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
        # The one that waited longest comes first, so that none is left out where time is short.
        for key, frame in sorted(self._frames.items(), key=lambda item: item[1].last):
            now = self._clock()
            if frame.waiting or not frame.stale or (playing and now < max(self._resume, frame.last + _LEAST_PAUSE)):
                continue
            frame.stale, frame.last = False, now
            arrays, facts = frame.probe.measure(frame.settings, LiveView(trainer))
            self._resume = self._clock() + _REST * (self._clock() - now)
            if arrays:
                frame.waiting = True
                kind = frame.watched.kind
                yield Picture(run_id=run_id, key=key, kind=kind, step=trainer.step_number, arrays=arrays, facts=facts)
