"""Pictures for whoever watches: measured when they are wanted, never more than the screen can take."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from playground.catalog.entry import settle
from playground.catalog.families import Probe
from playground.engine.budget import Budget, Claim
from playground.engine.trainer import Trainer
from playground.engine.view import Inputs, LiveView
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice
from playground.wire.commands import Watched
from playground.wire.events import Picture

_AT_ONCE = 0.016
"""Seconds of pictures in a row while training; the others that are due come after the next steps."""

_AHEAD = 2
"""Pictures of one key that may be on their way: the next one is measured while the last one is being drawn, so that
there is one for every frame of the screen. A window that is slow draws the latest of these, which are all that wait."""

_LEAST = 12.0
"""Pictures per second that look like a movement: where fewer would come they are measured coarser, if they can be."""

_FINER = 0.6
"""Only where a finer picture would take at most this share of its time they are measured finer again: none flickers."""


@dataclass(slots=True, eq=False)
class _Frame:
    """One watched thing: the probe, how many pictures are on their way, and whether there is news to show.

    ``choices`` are the settings that were asked for and coarser ones, each with its share of the work; while training
    the one of number ``level`` is used. ``due`` is when the next picture may come, ``claim`` the time that they take
    to measure and to send.
    """

    watched: Watched
    probe: type[Probe]
    choices: tuple[tuple[Any, float], ...]
    claim: Claim
    waiting: int = 0
    stale: bool = True
    due: float = -1.0
    level: int = 0


class Gallery:
    """Measures what is watched. Pictures that were not acknowledged yet hold up only the next ones of their key."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter, budget: Budget | None = None) -> None:
        self._frames: dict[str, _Frame] = {}
        self._inputs = Inputs()
        self._clock = clock
        self._budget = budget if budget is not None else Budget()

    def watch(self, watched: tuple[Watched, ...]) -> list[str]:
        """Measure exactly these from now on. Returns a sentence for each that is not possible."""
        frames: dict[str, _Frame] = {}
        wrong: list[str] = []
        for item in watched:
            old = self._frames.get(item.key)
            if old is not None and old.watched == item:
                frames[item.key] = old
                old.stale = True
                continue
            try:
                probe, settings = settle(Probe, Choice(item.kind, item.params))
            except PlaygroundError as error:
                wrong.append(f"{item.key}: {error}")
                continue
            frame = _Frame(item, probe, ((settings, 1.0), *probe.coarser(settings)), Claim(1.0 / probe.pace))
            if old is not None:
                frame.waiting = old.waiting
                if old.watched.kind == item.kind:
                    frame.claim.costs, frame.level = old.claim.costs, min(old.level, len(frame.choices) - 1)
            frames[item.key] = frame
        for frame in self._frames.values():
            self._budget.remove(frame.claim)
        for frame in frames.values():
            self._budget.add(frame.claim)
        self._frames = frames
        return wrong

    def acknowledge(self, key: str) -> None:
        """The latest picture called ``key`` that was there has been drawn; those before it need not be."""
        if key in self._frames:
            self._frames[key].waiting = 0

    def begin_anew(self) -> None:
        """Another run: nothing is outstanding any more."""
        for frame in self._frames.values():
            frame.waiting = 0
        self.news()

    def news(self) -> None:
        """The network or the data are others than those pictured."""
        for frame in self._frames.values():
            frame.stale = True

    def measure(self, trainer: Trainer, run_id: int, *, playing: bool) -> Iterator[Picture]:
        """The pictures that are due: while training within the limits of time, else all that show old news."""
        began = self._clock()
        view = LiveView(trainer, self._inputs)
        # The one that is due longest comes first, so that none is left out where time is short.
        for key, frame in sorted(self._frames.items(), key=lambda item: item[1].due):
            now = self._clock()
            if playing and now - began >= _AT_ONCE:
                return
            if frame.waiting >= (_AHEAD if playing else 1) or not frame.stale or (playing and now < frame.due):
                continue
            frame.stale = False
            settings, frame.claim.part = frame.choices[frame.level if playing else 0]
            arrays, facts = frame.probe.measure(settings, view)
            if arrays:
                frame.waiting += 1
                kind = frame.watched.kind
                yield Picture(run_id=run_id, key=key, kind=kind, step=trainer.step_number, arrays=arrays, facts=facts)
            frame.claim.took(self._clock() - now)
            frame.level = self._fitting(frame)
            frame.claim.part = frame.choices[frame.level][1]
            pause = self._budget.pause(frame.claim)
            # Counted from when it was due: what came a little late, after a chunk of steps, is made up for.
            frame.due = (frame.due if now < frame.due + pause else now) + pause

    def _fitting(self, frame: _Frame) -> int:
        """The finest settings with which a frame gives `_LEAST` pictures a second in its part of the time."""
        last = len(frame.choices) - 1
        for level, (_, part) in enumerate(frame.choices[:-1]):
            room = _FINER if level < frame.level else 1.0
            if frame.claim.cost(part) * _LEAST <= room * self._budget.limit(frame.claim):
                return level
        return last
