"""A pace: so many steps per second at most, by a clock that the test turns."""

from __future__ import annotations

import math

import pytest

from playground.engine.pace import LONGEST_WAIT, Pace


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def steps_in(pace: Pace, clock: Clock, seconds: float, tick: float = 0.01) -> int:
    done, end = 0, clock.now + seconds
    while clock.now < end - 1e-9:
        steps = pace.allowed(1000)
        pace.done(steps)
        done += steps
        clock.now += tick
    return done


def test_full_speed_asks_for_nothing(clock: Clock) -> None:
    pace = Pace(clock)
    assert pace.allowed(4096) == 4096
    assert pace.wait() == 0.0
    assert pace.period == 0.0


@pytest.mark.parametrize("rate", [1.0, 7.0, 60.0, 800.0])
def test_so_many_steps_in_ten_seconds(rate: float, clock: Clock) -> None:
    pace = Pace(clock)
    pace.set(rate)
    pace.begin()
    assert steps_in(pace, clock, 10.0) == pytest.approx(10 * rate, abs=0.01 * rate + 1)


def test_the_first_step_comes_at_once_and_the_wait_is_short(clock: Clock) -> None:
    pace = Pace(clock)
    pace.set(1.0)
    pace.begin()
    assert pace.allowed(10) == 1
    pace.done(1)
    assert pace.allowed(10) == 0
    assert pace.wait() == LONGEST_WAIT
    clock.now += 0.995
    assert pace.wait() == pytest.approx(0.005)
    clock.now += 0.005
    assert pace.allowed(10) == 1


def test_what_was_slow_is_not_caught_up_with(clock: Clock) -> None:
    pace = Pace(clock)
    pace.set(10.0)
    pace.begin()
    pace.done(1)
    clock.now += 60.0  # one very long step
    pace.done(pace.allowed(1))
    assert pace.allowed(1000) <= 1


def test_another_pace_holds_at_once(clock: Clock) -> None:
    pace = Pace(clock)
    pace.set(0.1)
    pace.begin()
    pace.done(1)
    pace.set(10.0)
    clock.now += 0.1
    assert pace.allowed(10) == 1
    pace.set(0.0)
    clock.now += 50.0
    pace.set(1.0)
    assert pace.allowed(100) == 1


@pytest.mark.parametrize("rate", [0.0, -1.0, math.nan, math.inf])
def test_what_is_no_pace_is_full_speed(rate: float, clock: Clock) -> None:
    pace = Pace(clock)
    pace.set(rate)
    assert pace.allowed(5) == 5
