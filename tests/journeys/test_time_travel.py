"""Back along the time line, on from there as a branch, and back to now bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.journeys.conftest import Person

pytestmark = pytest.mark.timeout(300)
LEFT = Qt.MouseButton.LeftButton
NAMES = ("dense1.weight", "dense1.bias", "dense2.weight", "output1.weight")


def test_back_to_an_epoch_back_to_now_and_a_branch(me: Person) -> None:
    window, run, track = me.window, me.desk.run, me.window.timeline.track
    me.click(window.transport.play)
    me.until(lambda: len(run.snapshots) >= 12 and run.status.epoch > 20)
    me.press("Space")
    assert me.phase() == "paused"
    me.until(lambda: run.status.step == run.curves.last_step)
    now = {name: me.weights(name) for name in NAMES}
    last, surface = run.status.step, window.surface.canvas.grab().toImage()

    # Drag the handle back to a third: everything is as it was, the curves stay whole.
    begin = track.handle().center().toPoint()
    QTest.mousePress(track, LEFT, pos=begin)
    for share in (0.8, 0.5, 0.34):
        QTest.mouseMove(track, QPoint(round(track.width() * share), begin.y()))
    QTest.mouseRelease(track, LEFT, pos=QPoint(round(track.width() * 0.34), begin.y()))
    me.until(lambda: run.recalled is not None and run.status.step == run.recalled[0] < last)
    assert run.curves.last_step == last
    assert not np.array_equal(me.weights("dense1.weight"), now["dense1.weight"])
    me.until(lambda: window.surface.canvas.grab().toImage() != surface)

    # Back to now: bit for bit.
    me.click(window.timeline.back)
    me.until(lambda: run.recalled is None and run.status.step == last)
    for name, array in now.items():
        assert np.array_equal(me.weights(name), array), name
    assert run.curves.last_step == last
    assert not run.pins.pins

    # Back again by keys, and on from there: the old curve stays as a pin.
    track.setFocus()
    me.press("Home Right Right Right")
    me.until(lambda: run.recalled is not None and run.recalled == run.snapshots[3])
    me.until(lambda: run.status.step == run.snapshots[3][0])
    place = run.snapshots[3][0]
    old = run.curves.steps["loss"].copy()
    me.press("Escape Space")
    me.until(lambda: me.phase() == "playing" and run.recalled is None and run.status.step > place + 50)
    me.press("Space")
    me.until(lambda: me.phase() == "paused")
    [pin] = run.pins.pins
    assert "branch" in pin.name
    assert np.array_equal(pin.curves.steps["loss"], old)
    assert np.array_equal(run.curves.steps["loss"][:place], old[:place])
    assert np.all(np.diff(run.curves.steps["step"]) == 1.0)
