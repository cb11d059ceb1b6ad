"""The engine dies while it trains: the window lives, and Play goes on."""

from __future__ import annotations

import os
import signal
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.spec.edits import Set
from playground.wire.checkpoint import Checkpoint
from playground.workbench.run import RunStatus
from tests.journeys.conftest import Person

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL"),
]
LEFT = Qt.MouseButton.LeftButton


def test_a_killed_engine_costs_the_window_nothing(qtbot: QtBot, people: list[Person]) -> None:
    me = Person(qtbot)
    people.append(me)
    until = me.until
    window, run = me.window, me.desk.run

    # Train a little, pause, and let the engine give a checkpoint.
    QTest.mouseClick(window.transport.play, LEFT)
    until(lambda: run.status.step > 200)
    QTest.mouseClick(window.transport.play, LEFT)
    captured: list[Checkpoint] = []
    run.capture(captured.append)
    until(lambda: bool(captured))
    rest = captured[0].step
    QTest.mouseClick(window.transport.play, LEFT)
    until(lambda: run.status.step > rest + 100)

    # The engine is killed.
    pid = me.desk.client.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until(lambda: run.status.phase == "failed")
    assert "SIGKILL" in window.messages.run.text
    assert run.curves.last_step > rest

    # The window lives: the network can still be changed.
    me.desk.document.apply(Set(path=("training", "batch_size"), value=20))
    window.canvas.select_all()
    assert window.isVisible()

    # Play starts a new one, which goes on from the last checkpoint.
    began: list[RunStatus] = []
    run.status_changed.connect(began.append)
    QTest.mouseClick(window.transport.play, LEFT)
    until(lambda: run.status.phase == "playing" and run.curves.last_step > rest + 300)
    assert me.desk.client.pid != pid
    assert min(status.step for status in began) >= rest
    assert window.messages.run.text == ""
