"""A third class painted on the surface while it trains."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.catalog.prepare import prepare
from tests.journeys.conftest import Person

pytestmark = pytest.mark.timeout(300)
LEFT = Qt.MouseButton.LeftButton


def test_a_third_class_while_it_plays(me: Person) -> None:
    window, run, document = me.window, me.desk.run, me.desk.document
    surface = window.surface
    begun = document.experiment
    me.press("Space")
    me.until(lambda: run.status.step > 300)
    me.press("[ " * 12)  # as slow as it goes
    assert run.pace == 1.0
    me.press("P 3")
    assert window.painting.active
    assert window.painting.brush.label == 2
    QApplication.processEvents()
    surface.grab()

    def at(x: float, y: float) -> QPoint:
        frame = surface.canvas.frame
        assert frame is not None
        return frame.at(x, y).toPoint()

    # A stroke in the upper right corner.
    before, step = me.weights("dense1.weight"), run.status.step
    QTest.mousePress(surface.canvas, LEFT, pos=at(3.0, 4.6))
    for x in np.linspace(3.0, 5.4, 13):
        QTest.mouseMove(surface.canvas, at(float(x), 4.6))
        QApplication.processEvents()
    QTest.mouseRelease(surface.canvas, LEFT, pos=at(5.4, 4.6))

    # The data have three classes, the network three outputs, and it goes on with all the other weights.
    me.until(lambda: run.status.step > step)
    assert prepare(document.experiment.data).facts.classes == ("A", "B", "C")
    assert me.phase() == "playing"
    assert me.weights("output1.weight").shape[0] == 3
    after = me.weights("dense1.weight")
    assert 0.0 < np.abs(after - before).max() < 0.02 * (run.status.step - step + 1)
    assert np.all(np.diff(run.curves.steps["step"]) == 1.0), "no step is lost, none begins anew"

    # At full speed it learns the new class.
    me.press("Escape")
    me.press("] " * 12)
    assert run.pace == 0.0
    me.until(lambda: run.status.step > step + 1000 and me.losses()[-1] < 0.2)

    # Undo: two classes, one output, and it still plays.
    me.undo_all()
    assert document.experiment is begun
    me.until(lambda: me.weights("output1.weight").shape[0] == 1)
    step = run.status.step
    me.until(lambda: run.status.step > step + 100)
    assert me.phase() == "playing"
