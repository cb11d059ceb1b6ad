"""Pictures for whoever watches: measured when they are wanted, never more than the screen can take."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from playground.catalog.entry import settle
from playground.catalog.families import Probe
from playground.engine.trainer import Trainer
from playground.engine.view import Inputs, LiveView
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice
from playground.wire.commands import Watched
from playground.wire.events import Picture

_SHARE = 0.25
"""The share of the time that all pictures together take while training; the rest is training's."""

_AT_ONCE = 0.016
"""Seconds of pictures in a row while training; the others that are due come after the next steps."""

_LEAST = 12.0
"""Pictures per second that look like a movement: where fewer would come they are measured coarser, if they can be."""

_FINER = 0.6
"""Only where a finer picture would take at most this share of its time they are measured finer again: none flickers."""

_LATELY = 5
"""So many pictures tell what one costs. Their median: now and then another program holds one up for long."""


@dataclass(slots=True)
class _Frame:
    """One watched thing: the probe, whether the last picture was drawn, and whether there is news to show.

    ``choices`` are the settings that were asked for and coarser ones, each with its share of the work; while training
    the one of number ``level`` is used. ``due`` is when the next picture may come, ``costs`` how many seconds the last
    ones took to measure and to send, or would have taken with the settings that were asked for.
    """

    watched: Watched
    probe: type[Probe]
    choices: tuple[tuple[Any, float], ...]
    waiting: bool = False
    stale: bool = True
    due: float = -1.0
    level: int = 0
    costs: deque[float] = field(default_factory=lambda: deque(maxlen=_LATELY))

    @property
    def pause(self) -> float:
        """Seconds from one picture to the next, at least."""
        return 1.0 / self.probe.pace

    def cost(self, level: int) -> float:
        """Seconds that a picture takes with these settings; 0 as long as none was measured."""
        return median(self.costs) * self.choices[level][1] if self.costs else 0.0


class Gallery:
    """Measures what is watched. A picture that was not acknowledged yet holds up only the next one of its key."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._frames: dict[str, _Frame] = {}
        self._inputs = Inputs()
        self._clock = clock

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
            frame = _Frame(item, probe, ((settings, 1.0), *probe.coarser(settings)))
            if old is not None:
                frame.waiting = old.waiting
                if old.watched.kind == item.kind:
                    frame.costs, frame.level = old.costs, min(old.level, len(frame.choices) - 1)
            frames[item.key] = frame
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
        view = LiveView(trainer, self._inputs)
        # The one that is due longest comes first, so that none is left out where time is short.
        for key, frame in sorted(self._frames.items(), key=lambda item: item[1].due):
            now = self._clock()
            if playing and now - began >= _AT_ONCE:
                return
            if frame.waiting or not frame.stale or (playing and now < frame.due):
                continue
            frame.stale = False
            level = frame.level if playing else 0
            settings, share = frame.choices[level]
            arrays, facts = frame.probe.measure(settings, view)
            if arrays:
                frame.waiting = True
                kind = frame.watched.kind
                yield Picture(run_id=run_id, key=key, kind=kind, step=trainer.step_number, arrays=arrays, facts=facts)
            frame.costs.append((self._clock() - now) / share)
            frame.level = self._fitting(frame)
            pause = max(frame.pause, frame.cost(frame.level) / self._limit())
            # Counted from when it was due: what came a little late, after a chunk of steps, is made up for.
            frame.due = (frame.due if now < frame.due + pause else now) + pause

    def _fitting(self, frame: _Frame) -> int:
        """The finest settings with which a frame gives `_LEAST` pictures a second in its part of the time."""
        last = len(frame.choices) - 1
        for level in range(last):
            room = _FINER if level < frame.level else 1.0
            if frame.cost(level) * _LEAST <= room * self._limit(frame, level):
                return level
        return last

    def _limit(self, changed: _Frame | None = None, level: int = 0) -> float:
        """The largest share of the time that one frame may take, such that all together take `_SHARE`.

        Frames that need less than an equal part for all the pictures that an eye wants leave the rest to the others,
        so that a large picture never slows a small one. ``changed``: as it would be with that one at ``level``.
        """
        left, others = _SHARE, len(self._frames)
        levels = ((frame, level if frame is changed else frame.level) for frame in self._frames.values())
        for need in sorted(frame.cost(used) / frame.pause for frame, used in levels):
            if need >= left / others:
                break
            left, others = left - need, others - 1
        return left / max(others, 1)
