"""Exceptions that nobody caught, from wherever they come."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from playground.gui.errors.catching import MOST, Catcher, Fault


@pytest.fixture
def catcher(qtbot: QtBot) -> Iterator[Catcher]:
    made = Catcher()
    made.install()
    yield made
    made.remove()


@pytest.fixture
def seen(catcher: Catcher) -> list[Fault]:
    """What is handed on."""
    faults: list[Fault] = []
    catcher.hand_to(faults.append)
    return faults


def raise_it(words: str = "no such number") -> None:
    raise ZeroDivisionError(words)


def report(words: str = "no such number") -> None:
    """What PySide does with an exception of a slot or of an overridden method."""
    try:
        raise_it(words)
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)


def told(seen: list[Fault], count: int) -> bool:
    return bool(seen) and seen[-1].count == count


def in_a_thread() -> None:
    thread = threading.Thread(target=raise_it)
    thread.start()
    thread.join()


class Careless:
    def __del__(self) -> None:
        raise_it()


def in_a_destructor() -> None:
    Careless()
    gc.collect()


@pytest.mark.parametrize("where", [report, in_a_thread, in_a_destructor])
def test_it_is_caught_told_and_written(
    where: object, qtbot: QtBot, seen: list[Fault], capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    assert callable(where)
    where()
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0].sentence == "Something went wrong inside the program: ZeroDivisionError: no such number"
    assert "in raise_it" in seen[0].details
    assert "in raise_it" in capsys.readouterr().err
    assert "in raise_it" in caplog.text


def test_one_fault_a_thousand_times_is_told_four_times(qtbot: QtBot, seen: list[Fault]) -> None:
    for number in range(1000):
        report(f"number {number}")
        if number in (0, 9, 99, 999):
            qtbot.waitUntil(partial(told, seen, number + 1))
    assert [fault.count for fault in seen] == [1, 10, 100, 1000]
    assert {fault.sentence[-8:] for fault in seen} == {"number 0"}


def test_a_storm_is_handed_on_in_one_go(qtbot: QtBot, seen: list[Fault]) -> None:
    for _ in range(150):
        report()
    qtbot.waitUntil(lambda: bool(seen))
    assert [fault.count for fault in seen] == [100]


def test_faults_without_end_are_not_kept_without_end(qtbot: QtBot, seen: list[Fault]) -> None:
    for number in range(MOST + 50):
        code = compile("\n" * number + "raise ValueError", "many", "exec")
        try:
            exec(code)
        except ValueError as error:
            sys.excepthook(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: len(seen) > MOST)
    assert len(seen) == MOST + 1
    assert (seen[-1].key, seen[-1].count) == ("others", 10)


def test_what_comes_before_anybody_can_tell_it_waits(qtbot: QtBot, catcher: Catcher) -> None:
    report()
    faults: list[Fault] = []
    catcher.hand_to(faults.append)
    qtbot.waitUntil(lambda: bool(faults))


def test_who_fails_to_tell_is_asked_no_more(qtbot: QtBot, catcher: Catcher, capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[Fault] = []

    def show(fault: Fault) -> None:
        asked.append(fault)
        raise RuntimeError("no window")

    catcher.hand_to(show)
    report()
    qtbot.waitUntil(lambda: "no window" in capsys.readouterr().err)
    in_a_thread()
    qtbot.wait(1)
    assert len(asked) == 1


def test_the_hooks_are_given_back() -> None:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    catcher = Catcher()
    catcher.install()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) != before
    catcher.remove()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before
    catcher.deleteLater()
