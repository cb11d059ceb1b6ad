"""The time line: dragging, keys, and the way back to the present."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.theme.tokens import DARK, LIGHT
from playground.gui.timeline import TimeLine, Track
from playground.wire.commands import Recall
from playground.wire.events import Kept, Recalled
from playground.workbench.run import Run
from tests.gui.support import loaded
from tests.workbench.support import Recorder

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window
PLACES = tuple((10 * epoch, float(epoch)) for epoch in range(11))
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def line(qtbot: QtBot, run: Run) -> TimeLine:
    made = TimeLine(run, LIGHT)
    qtbot.addWidget(made)
    made.resize(500, made.height())
    made.show()
    return made


def at(track: Track, epoch: float) -> QPoint:
    return QPoint(round(track.x_of(epoch)), track.height() // 2)


def arrived(run: Run, engine: Recorder, number: int) -> None:
    """The engine stands where it was told to."""
    asked = engine.last(Recall)
    run.handle(Recalled(run_id=number, order=asked.order, step=asked.step, epoch=asked.step / 10))


def test_without_places_it_says_so_and_does_nothing(line: TimeLine, engine: Recorder) -> None:
    assert not line.track.isEnabled()
    assert line.track.here is None
    assert "leaves places" in line.words.text()
    QTest.mouseClick(line.track, LEFT)
    assert not engine.of(Recall)


def test_a_drag_goes_to_the_nearest_places_and_back(line: TimeLine, run: Run, engine: Recorder) -> None:
    number = loaded(run, engine)
    run.handle(Kept(run_id=number, snapshots=PLACES))
    track = line.track
    assert line.words.text() == "10 places to go back to"
    assert track.handle().contains(at(track, 10.0).toPointF())
    QApplication.processEvents()
    wide = track.width()
    QTest.mousePress(track, LEFT, pos=at(track, 6.2))
    assert engine.last(Recall).step == 60
    QApplication.processEvents()
    assert track.width() == wide, "nothing moves under the pointer"
    QTest.mouseMove(track, at(track, 3.4))
    assert engine.last(Recall).step == 30
    QTest.mouseRelease(track, LEFT, pos=at(track, 3.4))
    arrived(run, engine, number)
    assert "Epoch 3" in line.words.text()
    assert line.back.isVisible()
    count = len(engine.of(Recall))
    QApplication.processEvents()
    QTest.mouseMove(track, at(track, 8.0))
    assert len(engine.of(Recall)) == count, "the pointer is up"
    assert "step 80" in track.toolTip()
    line.back.click()
    assert engine.last(Recall).step == 100
    arrived(run, engine, number)
    assert not line.back.isVisible()
    line.set_theme(DARK)
    assert not line.grab().isNull()


@pytest.mark.parametrize(
    ("key", "step"),
    [(Qt.Key.Key_Left, 90), (Qt.Key.Key_PageDown, 90), (Qt.Key.Key_Home, 0), (Qt.Key.Key_Down, 90)],
)
def test_keys_walk(line: TimeLine, run: Run, engine: Recorder, key: Qt.Key, step: int) -> None:
    number = loaded(run, engine)
    run.handle(Kept(run_id=number, snapshots=PLACES))
    QTest.keyClick(line.track, key)
    assert engine.last(Recall).step == step
    arrived(run, engine, number)
    QTest.keyClick(line.track, Qt.Key.Key_End)
    assert engine.last(Recall).step == 100


def test_the_end_of_the_line_is_the_end(line: TimeLine, run: Run, engine: Recorder) -> None:
    number = loaded(run, engine)
    run.handle(Kept(run_id=number, snapshots=PLACES))
    QTest.keyClick(line.track, Qt.Key.Key_Right)
    assert not engine.of(Recall)
