"""The clock of all that moves, with a time that the test turns; what draws and what paints says how long it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot

from playground.gui.turns import FRAME, MOST, Clock, Turn, clock


class Time:
    """Seconds that pass where the test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Stage:
    """A clock whose turns the test gives, and parts that draw for so many milliseconds, or have them painted."""

    def __init__(self) -> None:
        self.time = Time()
        self.clock = Clock(None, self.time)
        self.owner = QObject()
        self.drawn: list[str] = []
        self.longest = 0.0
        self.turns: dict[str, Turn] = {}
        self._painting = 0.0

    def part(self, name: str, *, draws: float = 0.0, painted: float = 0.0, pause: float = FRAME) -> Turn:
        def draw() -> None:
            self.drawn.append(name)
            self.time.now += draws / 1000
            self._painting += painted / 1000

        self.turns[name] = Turn(self.owner, draw, pause=pause, by=self.clock)
        return self.turns[name]

    def live(self, seconds: float) -> Counter[str]:
        """So long there is news for everyone all the time; gives how often each was drawn."""
        self.drawn.clear()
        self.longest = 0.0
        end = self.time.now + seconds
        while self.time.now < end:
            for turn in self.turns.values():
                turn.ask()
            if self.time.now >= self.clock.next:
                begun, self._painting = self.time.now, 0.0
                self.clock.give()
                self.time.now += self._painting
                self.clock.painted(self._painting)
                self.longest = max(self.longest, self.time.now - begun)
            self.time.now += 0.0005
        return Counter(self.drawn)


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    made = Stage()
    yield made
    made.owner.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_what_is_cheap_is_drawn_sixty_times_a_second_or_as_seldom_as_it_wants(stage: Stage) -> None:
    stage.part("canvas", draws=1.0, painted=2.0)
    stage.part("plot", draws=0.5, painted=0.5, pause=0.1)
    count = stage.live(10.0)
    assert count["canvas"] == pytest.approx(10.0 / FRAME, rel=0.02)
    assert count["plot"] == pytest.approx(100, rel=0.05)


def test_parts_that_together_take_too_long_take_turns_and_none_is_left_out(stage: Stage) -> None:
    stage.part("canvas", draws=2.0, painted=2.0)
    stage.part("surface", draws=1.0, painted=2.0, pause=1 / 30)
    for number in range(6):
        stage.part(f"plot {number}", draws=2.0, painted=2.0, pause=0.1)
    stage.live(2.0)  # what each takes is learnt
    count = stage.live(10.0)
    assert stage.longest < MOST + 0.001
    assert count["canvas"] > 500
    assert count["surface"] > 250
    assert all(count[f"plot {number}"] > 65 for number in range(6))


def test_one_that_is_very_dear_slows_nobody_for_long_and_leaves_air(stage: Stage) -> None:
    stage.part("canvas", painted=30.0)
    stage.part("plot", draws=1.0, pause=0.1)
    stage.live(2.0)
    count = stage.live(10.0)
    assert count["plot"] > 40
    assert 0.6 < 0.030 * count["canvas"] / 10.0 < 0.8
    assert stage.longest < 0.032


def test_it_learns_what_each_part_takes_from_what_they_take_together(stage: Stage) -> None:
    dear = stage.part("dear", painted=4.0)
    cheap = stage.part("cheap", painted=1.0, pause=1 / 20)
    stage.live(30.0)
    assert 1000 * dear.cost == pytest.approx(4.0, abs=0.5)
    assert 1000 * cheap.cost == pytest.approx(1.0, abs=0.5)


def test_who_did_not_ask_is_not_drawn_and_nobody_twice_for_one_asking(stage: Stage) -> None:
    one, other = stage.part("one"), stage.part("other")
    one.ask()
    one.ask()
    stage.clock.give()
    assert stage.drawn == ["one"]
    other.ask()
    other.cancel()
    stage.time.now += 1.0
    stage.clock.give()
    assert stage.drawn == ["one"]


def test_one_that_fails_does_not_hold_up_the_others(stage: Stage) -> None:
    def fail() -> None:
        raise ValueError("no")

    Turn(stage.owner, fail, by=stage.clock).ask()
    stage.part("other").ask()
    with pytest.raises(ValueError, match="no"):
        stage.clock.give()
    stage.time.now += FRAME
    stage.clock.give()
    assert stage.drawn == ["other"]


def test_the_programs_clock_gives_turns_by_itself_until_the_owner_is_gone(qtbot: QtBot) -> None:
    owner = QObject()
    drawn: list[int] = []
    turn = Turn(owner, lambda: drawn.append(1))
    turn.ask()
    qtbot.waitUntil(lambda: drawn == [1])
    turn.ask()
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert drawn == [1]
    assert not clock().busy


def test_a_part_may_ask_again_while_it_is_drawn(stage: Stage) -> None:
    asks: list[Callable[[], None]] = []
    count: list[int] = []

    def draw() -> None:
        count.append(1)
        asks[0]()

    turn = Turn(stage.owner, draw, by=stage.clock)
    asks.append(turn.ask)
    turn.ask()
    for _ in range(3):
        stage.clock.give()
        stage.time.now += FRAME
    assert len(count) == 3
