"""Who draws when: one clock for all that moves in the window while it trains.

Sixty times a second there is a turn. Whoever has news asks for one with `Turn.ask`. In a turn those draw that are most
urgent, until together they would take longer than `MOST`; the others come with the next. So the window's thread is
never away for long, what is cheap moves sixty times a second, and what is dear is drawn more seldom, but never left
out.

What a part takes is learnt: drawing is measured, and the painting that Qt does later for all of them at once is shared
out so that parts that came together add up to what was measured (least mean squares, after Widrow and Hoff).

How often: the canvas sixty times a second, as its units and lines move and a hand works there, and the surface as
often as the engine sends it. Curves as often as they grow visibly, from sixty times at first to ten later, when a new
point moves what is there by less than a pixel. Figures ten times: faster ones cannot be read.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer
from shiboken6 import isValid

FRAME = 0.016
"""Seconds from one turn to the next, at least: a little less than a frame of the screen, so that each has news."""
MOST = 0.011
"""Seconds that the parts of a turn take together; one that takes longer by itself has a turn for itself."""
SHARE = 0.75
"""Of the time that turns may take: the rest is for hands, and for what the engine tells."""
LATELY = 0.2
"""How much the last measurement says of what a part takes."""
SURPRISE = 0.001
"""Seconds beyond the double of what was thought that are believed: now and then another program holds everything up."""
PAINTINGS = 2
"""Of what one turn drew: Qt paints widgets at once, scenes one passage of events later."""
EARLY = 0.002
"""Seconds by which a turn may come too soon for a part: timers count whole milliseconds."""


class Turn(QObject):
    """A part of the window that is drawn anew now and then: it lives as long as ``owner``.

    Args:
        owner: what is drawn.
        draw: draws the latest; Qt may paint it later.
        pause: seconds from one time to the next, at least.
        by: who gives the turns.

    """

    def __init__(
        self, owner: QObject, draw: Callable[[], object], *, pause: float = FRAME, by: Clock | None = None
    ) -> None:
        super().__init__(owner)
        self.pause = pause
        self.drawing = self.painting = 0.0
        """Seconds that the two take lately."""
        self._draw = draw
        self._last = -math.inf
        self._clock = by if by is not None else clock()
        self.destroyed.connect(self._clock.look_round)

    def ask(self) -> None:
        """There is something to draw: do it as soon as it is its turn."""
        self._clock.take(self)

    def cancel(self) -> None:
        """There is nothing to draw any more."""
        self._clock.drop(self)

    def due(self) -> float:
        """When it may be drawn again, by the clock of `time.perf_counter`."""
        return self._last + self.pause

    @property
    def cost(self) -> float:
        """Seconds that it takes lately, painting included."""
        return self.drawing + self.painting

    def urgency(self, now: float) -> tuple[float, float]:
        """How badly it is to be drawn: as long as it is not late by half a pause, what moves faster comes first.

        After that the same seconds are more to what is to be drawn often, though not in proportion.
        """
        return max(0.0, now - self.due() - self.pause / 2) / math.sqrt(self.pause), -self.pause

    def draw(self, now: float) -> None:
        """Draw now."""
        # Counted from when it was due: what came a little late is made up for.
        late = now - self.due()
        self._last = now - late if 0.0 <= late < self.pause / 2 else now
        self._draw()


class Clock(QObject):
    """Gives turns, while anybody waits for one. `clock` is the one of the program."""

    def __init__(self, parent: QObject | None = None, now: Callable[[], float] = time.perf_counter) -> None:
        super().__init__(parent)
        self._now = now
        self._waiting: dict[int, Turn] = {}
        self._drawn: list[Turn] = []
        self._painting = self._spent = 0.0
        self._paintings = 0
        self._begun = self._next = -math.inf
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.give)

    def take(self, turn: Turn) -> None:
        """``turn`` waits from now on."""
        if id(turn) not in self._waiting:
            self._waiting[id(turn)] = turn
            self._wind()

    def drop(self, turn: Turn) -> None:
        """``turn`` waits no more."""
        if self._waiting.pop(id(turn), None) is not None:
            self._wind()

    @property
    def busy(self) -> bool:
        """Whether anybody waits."""
        return bool(self._waiting)

    @property
    def next(self) -> float:
        """When the next turn may begin."""
        return self._next

    def look_round(self) -> None:
        """Something has been deleted: forget those that are not there any more."""
        if isValid(self):
            self._waiting = {key: turn for key, turn in self._waiting.items() if isValid(turn)}
            self._drawn = [turn for turn in self._drawn if isValid(turn)]
            self._wind()

    def give(self) -> None:
        """One turn: those that are most late, as many as there is time for."""
        self.look_round()
        self._share_out()
        now = self._now()
        # On a grid of frames, so that what is a millisecond late now makes nothing late later.
        self._begun = self._next if -EARLY <= now - self._next < FRAME else now
        due = [turn for turn in self._waiting.values() if turn.due() <= now + EARLY]
        self._drawn, self._painting, self._paintings = [], 0.0, 0
        room = MOST
        try:
            for turn in sorted(due, key=lambda turn: turn.urgency(now), reverse=True):
                if self._drawn and turn.cost > room:
                    continue
                room -= turn.cost
                del self._waiting[id(turn)]
                self._drawn.append(turn)
                begun = self._now()
                turn.draw(now)
                turn.drawing += learnt(turn.drawing, self._now() - begun)
        finally:
            self._spent = self._now() - now
            self._wind()

    def painted(self, seconds: float) -> None:
        """Qt has painted for so long; what a hand moves is painted more often than there are turns."""
        if self._paintings < PAINTINGS:
            self._paintings += 1
            self._painting += seconds
            self._spent += seconds
            self._wind()

    def _share_out(self) -> None:
        """What painting the parts of the last turn took."""
        if self._drawn:
            step = learnt(sum(turn.painting for turn in self._drawn), self._painting) / len(self._drawn)
            for turn in self._drawn:
                turn.painting = max(0.0, turn.painting + step)

    def _wind(self) -> None:
        """Wake up for the first that is due."""
        if not self._waiting:
            self._timer.stop()
            return
        self._next = self._begun + max(FRAME, self._spent / SHARE)
        due = min(turn.due() for turn in self._waiting.values())
        rest = max(self._next, due - EARLY) - self._now()
        self._timer.start(round(1000.0 * max(0.0, rest)))


def learnt(thought: float, measured: float) -> float:
    """By how many seconds to think otherwise."""
    return LATELY * min(measured - thought, thought + SURPRISE)


@cache
def clock() -> Clock:
    """The clock of the program."""
    return Clock(QCoreApplication.instance())
