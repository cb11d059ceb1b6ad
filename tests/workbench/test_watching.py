"""What is seen at each look at an engine's pulse, and what is made of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence

import pytest

from playground.wire.pulse import OTHER, STEPS, Pulse, Stalled
from playground.workbench.watching import COMING_UP, LOOK, SILENT, TIMES, Verdict, Watching, is_stopped
from playground.workbench.watching import LONG as LONG_LOOKS


class Engine:
    """An engine as its pulse shows it."""

    def __init__(self, *, lenient: bool = False) -> None:
        self.pulse = Pulse()
        self.watching = Watching(lenient=lenient)

    def looks(
        self, count: int, *, beats: bool = True, works: int | None = None, stopped: bool = False
    ) -> Sequence[Verdict]:
        """So many looks; ``works``: another piece of that work is begun before each."""
        found: list[Verdict] = []
        for _ in range(count):
            self.pulse.beats += beats
            if works is not None:
                self.pulse.begin(works, self.pulse.step + 1)
            if verdict := self.watching.look(self.pulse, stopped=stopped):
                found.append(verdict)
        return found


def test_an_engine_that_gets_on_or_waits_is_never_told_of() -> None:
    engine = Engine()
    assert engine.looks(1000, works=STEPS) == []
    engine.pulse.rest()
    assert engine.looks(1000) == []


def test_no_heartbeat_is_noticed_within_five_seconds() -> None:
    assert (SILENT + 1) * LOOK <= 5.0
    engine = Engine()
    engine.looks(3, works=STEPS)
    assert engine.looks(SILENT - 1, beats=False) == []
    assert engine.looks(1, beats=False) == ["lost"]


def test_a_window_that_could_not_look_itself_draws_no_conclusion() -> None:
    engine = Engine()
    engine.looks(3, works=STEPS)
    engine.looks(SILENT - 1, beats=False)
    engine.watching.miss()
    assert engine.looks(SILENT - 1, beats=False) == []


def test_who_was_ended_for_silence_before_is_asked_about() -> None:
    engine = Engine(lenient=True)
    engine.looks(3, works=STEPS)
    (told,) = engine.looks(SILENT, beats=False)
    assert told == Stalled(seconds=SILENT * LOOK, step=3, silent=True)
    assert engine.looks(1, works=STEPS) == [Stalled(seconds=0.0)]


def test_a_stopped_process_is_ended_also_before_it_came_up() -> None:
    for beats in (0, 3):
        engine = Engine(lenient=True)
        engine.looks(beats)
        assert engine.looks(SILENT, beats=False, stopped=True) == ["stopped"]


@pytest.mark.parametrize("beats", [0, 3])
def test_an_engine_that_takes_its_time_to_come_up_is_told_of_late(beats: int) -> None:
    engine = Engine()
    engine.looks(beats)
    assert engine.looks(COMING_UP - 1, beats=False) == []
    assert engine.looks(1, beats=False) == [Stalled(seconds=COMING_UP * LOOK, starting=True)]


def test_one_piece_of_work_for_four_seconds_is_told_with_its_place_and_again_each_time_it_has_doubled() -> None:
    engine = Engine()
    engine.looks(5, works=STEPS)
    engine.pulse.say("the forward pass of block “slow”")
    told = engine.looks(4 * LONG_LOOKS)
    assert [event.seconds for event in told if isinstance(event, Stalled)] == [4.0, 8.0, 16.0]
    assert told[0] == Stalled(seconds=4.0, step=5, where="the forward pass of block “slow”")
    assert engine.looks(1, works=STEPS) == [Stalled(seconds=0.0)]
    assert engine.looks(5, works=STEPS) == []


def test_steps_that_have_been_taking_ten_seconds_are_waited_for() -> None:
    engine = Engine()
    ten = round(10 / LOOK)
    told = []
    for _ in range(4):
        told.append(
            [
                event.seconds
                for event in (*engine.looks(1, works=STEPS), *engine.looks(ten - 1))
                if isinstance(event, Stalled)
            ]
        )
    assert told == [[4.0, 8.0], [0.0], [], []]  # the first, of which nobody can know it, and that it is over
    engine.looks(1, works=STEPS)
    (late,) = engine.looks(TIMES * ten)
    assert isinstance(late, Stalled)
    assert late.seconds == TIMES * (ten - 1) * LOOK


def test_a_long_load_does_not_make_a_stuck_step_wait() -> None:
    engine = Engine()
    engine.looks(1, works=OTHER)
    engine.looks(60)
    engine.looks(1, works=STEPS)
    assert engine.looks(LONG_LOOKS) == [Stalled(seconds=4.0, step=2)]


def test_words_are_cut_to_their_room_and_between_letters() -> None:
    pulse = Pulse()
    pulse.say("é" * 1000)
    assert pulse.said == "é" * 199
    pulse.say("short\0er")
    assert pulse.said == "short er"


@pytest.mark.skipif(sys.platform == "win32", reason="signals that stop a process are a Unix thing")
def test_the_system_says_whether_a_process_is_stopped() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert not is_stopped(process.pid)
        process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, process.pid, os.WSTOPPED)
        assert is_stopped(process.pid)
    finally:
        process.kill()
        process.communicate()
    assert not is_stopped(process.pid)
