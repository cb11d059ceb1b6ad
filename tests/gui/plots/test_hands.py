"""What wheel, drags, clicks and keys do over a plot of curves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.gui.gaze import Gaze
from playground.gui.plots.curve_plot import MARKS, CurvePlot
from playground.gui.plots.gradients import GradientPlot
from playground.gui.plots.loss import LossPlot
from playground.gui.plots.metrics import MetricPlot
from playground.gui.theme.tokens import LIGHT
from playground.spec.edits import Set
from playground.wire.commands import Recall
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.gui.plots.conftest import evaluation, show, steps
from tests.workbench.support import Recorder

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


@pytest.fixture
def plot(qtbot: QtBot, run: Run, document: Document) -> LossPlot:
    """Ten epochs, half a second to a step, evaluated at every epoch; the lowest dev loss at epoch 6."""
    run.curves.add_steps(replace(steps(100), seconds=np.full(100, 0.5)))
    for epoch in range(11):
        run.curves.add_evaluation(evaluation(10 * epoch, 0.2 + 0.01 * (epoch - 6) ** 2))
    made = LossPlot(run, document, LIGHT)
    show(qtbot, made)
    qtbot.wait(20)
    return made


def place(plot: CurvePlot, x: float, y: float) -> QPoint:
    found = plot.view.mapFromScene(plot.view.box.mapViewToScene(QPointF(x, y)))
    assert isinstance(found, QPoint)
    return found


def drag(plot: CurvePlot, start: QPoint, end: QPoint, button: Qt.MouseButton, keys: Qt.KeyboardModifier) -> None:
    viewport = plot.view.viewport()
    QTest.mouseMove(viewport, start)
    QTest.mousePress(viewport, button, keys, start)
    for share in (0.3, 0.6, 1.0):
        QTest.qWait(12)  # pyqtgraph leaves out moves that follow faster
        _move(viewport, start + (end - start) * share, button, keys)
    QTest.mouseRelease(viewport, button, keys, end)


def _move(viewport: QWidget, at: QPoint, button: Qt.MouseButton, keys: Qt.KeyboardModifier) -> None:
    """QTest's own moves do not say which button is held."""
    there, nothing = QPointF(viewport.mapToGlobal(at)), Qt.MouseButton.NoButton
    QApplication.sendEvent(viewport, QMouseEvent(QEvent.Type.MouseMove, QPointF(at), there, nothing, button, keys))


NO = Qt.KeyboardModifier.NoModifier


def test_a_box_is_looked_into(plot: LossPlot) -> None:
    drag(plot, place(plot, 2.0, 0.6), place(plot, 8.0, 0.3), Qt.MouseButton.LeftButton, NO)
    x, y = plot.view.box.viewRange()
    assert x == pytest.approx([2.0, 8.0], abs=0.2)
    assert y == pytest.approx([0.3, 0.6], abs=0.03)
    QTest.keyClick(plot, Qt.Key.Key_0)
    assert not plot.zoomed


def test_a_flat_box_is_a_part_of_time_and_y_fits_it(plot: LossPlot) -> None:
    start = place(plot, 2.0, 0.5)
    drag(plot, start, QPoint(place(plot, 4.0, 0.5).x(), start.y() + 3), Qt.MouseButton.LeftButton, NO)
    assert plot.view.zoomed == (True, False)


def test_middle_drag_and_shift_drag_pan(plot: LossPlot) -> None:
    for button, keys in (
        (Qt.MouseButton.MiddleButton, NO),
        (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier),
    ):
        plot.zoom_out()
        QApplication.processEvents()
        before = plot.view.box.viewRange()[0]
        drag(plot, place(plot, 6.0, 0.4), place(plot, 4.0, 0.4), button, keys)
        after = plot.view.box.viewRange()[0]
        assert after[0] == pytest.approx(before[0] + 2.0, abs=0.3)
        assert after[1] - after[0] == pytest.approx(before[1] - before[0])


def test_the_wheel_zooms_time_at_the_pointer(plot: LossPlot) -> None:
    at = place(plot, 8.0, 0.4)
    viewport = plot.view.viewport()
    for _ in range(3):
        event = QWheelEvent(
            QPointF(at),
            QPointF(viewport.mapToGlobal(at)),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            NO,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewport, event)
    assert plot.view.zoomed == (True, False)
    low, high = plot.view.box.viewRange()[0]
    assert low < 8.0 < high
    assert high - low < 8.0


def test_keys_zoom_pan_and_reset(plot: LossPlot) -> None:
    plot.setFocus()
    wide = np.ptp(plot.view.box.viewRange()[0])
    QTest.keyClick(plot, Qt.Key.Key_Plus)
    assert np.ptp(plot.view.box.viewRange()[0]) == pytest.approx(0.8 * wide)
    low = plot.view.box.viewRange()[0][0]
    QTest.keyClick(plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert plot.view.box.viewRange()[0][0] > low
    QTest.keyClick(plot, Qt.Key.Key_F)
    assert not plot.zoomed


def test_what_is_newest_stays_in_sight(plot: LossPlot, run: Run) -> None:
    plot.view.setXRange(8.0, 10.0, padding=0)
    plot.refresh()
    run.curves.add_steps(steps(50, first=101))
    plot.refresh()
    assert plot.view.box.viewRange()[0] == pytest.approx([13.0, 15.0])
    plot.view.setXRange(2.0, 4.0, padding=0)
    run.curves.add_steps(steps(50, first=151))
    plot.refresh()
    assert plot.view.box.viewRange()[0] == pytest.approx([2.0, 4.0])


def test_a_moment_is_read_in_all_plots_in_their_own_units(
    qtbot: QtBot, run: Run, document: Document, plot: LossPlot
) -> None:
    gaze = Gaze()
    loss, metric = (made(run, document, LIGHT, gaze=gaze) for made in (LossPlot, MetricPlot))
    gradient = GradientPlot(run, document, LIGHT, gaze=gaze)
    for made in (loss, metric, gradient):
        show(qtbot, made)
    metric.set_across("step")
    gradient.set_across("seconds")
    qtbot.wait(20)
    loss.point_at(place(loss, 6.1, 0.4))
    qtbot.waitUntil(lambda: metric.values.isVisible() and gradient.values.isVisible())
    assert gaze.time == pytest.approx(6.0)
    assert "epoch 6" in loss.values.text()
    assert "dev ★ 0.3" in loss.values.text()
    assert "step 60" in metric.values.text()
    assert "dev ★ 0.7" in metric.values.text()
    assert "30 s" in gradient.values.text()
    assert f"{2 / 60:.4g}" in gradient.values.text()
    loss.point_at(None)
    qtbot.waitUntil(lambda: not metric.values.isVisible())
    assert not loss.values.isVisible()


def test_keys_walk_over_the_moments(plot: LossPlot) -> None:
    QTest.keyClick(plot, Qt.Key.Key_Left)
    assert "epoch 9" in plot.values.text()
    QTest.keyClick(plot, Qt.Key.Key_Left)
    assert "epoch 8" in plot.values.text()
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert "epoch 9" in plot.values.text()
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    assert not plot.values.isVisible()


def test_alt_click_goes_back_and_what_came_after_fades(qtbot: QtBot, run: Run, plot: LossPlot) -> None:
    engine = run._engine
    assert isinstance(engine, Recorder)
    run.snapshots = ((0, 0.0), (40, 4.0), (80, 8.0), (100, 10.0))
    QTest.mouseClick(
        plot.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, place(plot, 4.6, 0.4)
    )
    recalls = [command for command in engine.commands if isinstance(command, Recall)]
    assert [command.step for command in recalls] == [40]
    qtbot.waitUntil(lambda: plot.view.faded_from is not None)
    assert plot.view.faded_from == pytest.approx(4.0)
    words = [action.text() for action in plot.menu(7.6).actions()]
    assert "Go to epoch 8" in words
    assert "Pin this run" in words


def test_the_best_epoch_is_never_lost(qtbot: QtBot, run: Run, document: Document) -> None:
    count, best = 60_000, 34_567
    rows = {"step": np.arange(count, dtype=float), "epoch": np.arange(count) / 10, "dev/loss": np.full(count, 0.5)}
    rows["dev/loss"][best] = 0.4999
    run.curves.evaluations.extend(rows)
    plot = LossPlot(run, document, LIGHT)
    show(qtbot, plot)
    (mark,) = plot.seen_marks
    assert (mark.x, mark.y) == (best / 10, 0.4999)
    assert plot.shown("dev/loss")[1].min() == 0.4999
    assert len(plot.shown("dev/loss")[1]) < 2000
    assert plot.chips[MARKS].accessibleName() == f"★ 0.5, epoch {best / 10:.6g}"
    plot.hide_line("dev/loss", True)
    assert plot.seen_marks == ()


def test_smoothing_is_drawn_over_the_raw_values(plot: LossPlot) -> None:
    plot._tools.smooth.click()
    assert plot._tools.options.isVisible()
    plot._tools.options.slider.setFocus()
    QTest.keyClick(plot._tools.options.slider, Qt.Key.Key_PageUp)
    assert plot.smoother.beta == pytest.approx(0.1)
    plot.set_smoothing(0.9)
    plot.refresh()
    raw, smooth = plot.shown("batch")[1], plot.view.strokes.smoothed["batch"][1]
    v, expected = 0.0, []
    for t, x in enumerate(raw, start=1):
        v = 0.9 * v + 0.1 * x
        expected.append(v / (1 - 0.9**t))
    assert smooth == pytest.approx(expected)
    assert not plot.grab().isNull()
    plot.set_smoothing(0.0)
    plot.refresh()
    assert "batch" not in plot.view.strokes.smoothed


def test_pinned_runs_stay_behind_with_what_differs(qtbot: QtBot, run: Run, document: Document, plot: LossPlot) -> None:
    pin = run.pin()
    assert pin is not None
    document.apply(Set(path=("training", "batch_size"), value=20))
    plot.refresh()
    (name,) = [name for name in plot.chips if name.startswith("pin/")]
    assert "batch size" in plot.chips[name].accessibleName()
    assert plot.drawn(f"{name}/dev/loss")
    assert f"{name}/batch" not in plot.view.strokes.points
    QTest.mouseClick(plot.chips[name], Qt.MouseButton.LeftButton)
    assert not plot.drawn(f"{name}/dev/loss")
    run.pins.remove(pin)
    qtbot.waitUntil(lambda: name not in plot.chips)


def test_penalty_is_a_line_of_its_own_where_there_is_one(run: Run, plot: LossPlot) -> None:
    assert "cost" not in plot.chips
    run.curves.add_steps(replace(steps(10, first=101), cost=np.full(10, 0.9)))
    plot.refresh()
    assert plot.chips["cost"].accessibleName() == "batch with penalty"


def test_seconds(plot: LossPlot) -> None:
    plot.set_across("seconds")
    assert plot.shown("batch")[0] == pytest.approx(np.arange(1, 101) * 0.5)
    assert plot.shown("dev/loss")[0] == pytest.approx(np.arange(11) * 5.0)
    assert plot.x_in_words == "seconds of training"


def test_choices_are_told_and_restored(qtbot: QtBot, run: Run, document: Document, plot: LossPlot) -> None:
    plot.set_across("step")
    plot.set_log(True)
    plot.set_smoothing(0.5)
    plot.hide_line("batch", True)
    other = LossPlot(run, document, LIGHT)
    show(qtbot, other)
    other.restore(plot.state())
    other.restore({"across": "parsecs", "log": "no", "beta": 7, "hidden": 3})
    assert (other.across, other.log, other.smoother.beta) == ("step", True, 0.5)
    other.refresh()
    assert not other.drawn("batch")
    metric = MetricPlot(run, document, LIGHT)
    show(qtbot, metric)
    metric.restore({"metric": "f1"})
    assert metric.chosen == "f1"
