from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.gui.plots.axis import logarithmic_ticks
from playground.gui.plots.curve_plot import CurvePlot
from playground.gui.plots.dead_units import DeadUnitsPlot
from playground.gui.plots.distribution import DistributionPlot
from playground.gui.plots.gradients import GradientPlot
from playground.gui.plots.histograms import HistogramsPlot
from playground.gui.plots.learning_rate import LearningRatePlot
from playground.gui.plots.loss import LossPlot
from playground.gui.plots.metrics import MetricPlot
from playground.gui.plots.plot import plots
from playground.gui.plots.update_ratio import UpdateRatioPlot
from playground.gui.theme.tokens import DARK, LIGHT
from playground.spec.edits import Set
from playground.wire.events import Evaluation
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.gui.plots.conftest import evaluation, steps

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


def shown(qtbot: QtBot, plot: CurvePlot) -> None:
    qtbot.addWidget(plot)
    plot.resize(420, 260)
    with qtbot.waitExposed(plot):
        plot.show()


def zoomed(plot: CurvePlot) -> bool:
    return plot.zoomed


@pytest.mark.parametrize(("low", "high"), [(-2.0, 0.0), (-0.6, 0.3), (-8.0, 3.0), (-30.0, 30.0)])
@pytest.mark.parametrize("pixels", [100.0, 400.0])
def test_numbers_on_a_logarithmic_axis_do_not_touch(low: float, high: float, pixels: float) -> None:
    found = logarithmic_ticks(low, high, pixels)
    places = np.array(found) * pixels / (high - low)
    assert (np.diff(places) >= 20.0).all()
    assert len(found) >= 1
    assert all(low <= value <= high for value in found)


def test_plots_are_found() -> None:
    found = plots()
    assert found[:3] == (LossPlot, MetricPlot, GradientPlot)
    assert found[3] is LearningRatePlot
    assert {UpdateRatioPlot, DeadUnitsPlot, HistogramsPlot, DistributionPlot} <= set(found)
    assert len({plot.title for plot in found}) == len(found)


@pytest.mark.parametrize("plot", [LossPlot, MetricPlot, GradientPlot, UpdateRatioPlot])
def test_every_plot_lives_from_empty_to_full_and_back(
    qtbot: QtBot, run: Run, document: Document, plot: type[CurvePlot]
) -> None:
    made = plot(run, document, LIGHT)
    shown(qtbot, made)
    assert not made.view.isVisible()
    assert "Press Play" in made.empty
    run.curves.add_steps(steps(50))
    run.curves.add_evaluation(evaluation(0, 0.7))
    run.curves.add_evaluation(evaluation(50, 0.3))
    run.steps_arrived.emit()
    qtbot.waitUntil(made.view.isVisible)
    made.set_theme(DARK)
    assert not made.grab().isNull()
    run.curves.clear()
    run.steps_arrived.emit()
    qtbot.waitUntil(lambda: not made.view.isVisible())
    assert made.chips == {}


def test_loss_shows_the_right_numbers(qtbot: QtBot, run: Run, document: Document) -> None:
    plot = LossPlot(run, document, LIGHT)
    shown(qtbot, plot)
    run.curves.add_steps(steps(30))
    run.curves.add_evaluation(evaluation(0, 0.7))
    run.curves.add_evaluation(evaluation(30, 0.3))
    plot.refresh()
    assert list(plot.chips) == ["train/loss", "dev/loss", "test/loss", "batch", "marks"]
    x, y = plot.shown("dev/loss")
    assert x == pytest.approx([0.0, 3.0])
    assert y == pytest.approx([0.8, 0.4])
    x, y = plot.shown("batch")
    assert x == pytest.approx(np.arange(1, 31) / 10)
    assert y == pytest.approx(1 / np.arange(1, 31))
    plot.set_across("step")
    x, _ = plot.shown("batch")
    assert x == pytest.approx(np.arange(1, 31))


def test_gaps_and_logarithm(qtbot: QtBot, run: Run, document: Document) -> None:
    plot = GradientPlot(run, document, LIGHT)
    shown(qtbot, plot)
    run.curves.add_steps(steps(20))
    run.curves.steps["gradient_norm/dense1"][5:8] = [0.0, np.nan, -1.0]
    plot.refresh()
    _, y = plot.shown("dense1")
    assert np.isnan(y[5:8]).all()
    assert np.isfinite(y[:5]).all()
    plot.set_log(False)
    _, y = plot.shown("dense1")
    assert y[5] == 0.0
    assert not plot.grab().isNull()


def test_layers_in_the_order_of_the_network(qtbot: QtBot, run: Run, document: Document) -> None:
    plot = GradientPlot(run, document, LIGHT)
    shown(qtbot, plot)
    run.curves.add_steps(steps(20))
    plot.refresh()
    assert list(plot.chips) == ["dense1", "dense2", "output1"]
    assert [chip.accessibleName() for chip in plot.chips.values()] == ["Dense 1", "Dense 2", "Output"]
    document.apply(Set(path=("network", "dense1", "name"), value="First"))
    plot.refresh()
    assert [chip.accessibleName() for chip in plot.chips.values()] == ["First", "Dense", "Output"]


def test_legend_hides_and_shows(qtbot: QtBot, run: Run, document: Document) -> None:
    plot = GradientPlot(run, document, LIGHT)
    shown(qtbot, plot)
    run.curves.add_steps(steps(20))
    plot.refresh()
    QTest.mouseClick(plot.chips["dense1"], Qt.MouseButton.LeftButton)
    assert not plot.drawn("dense1")
    assert plot.drawn("dense2")
    plot.refresh()
    assert not plot.drawn("dense1")
    QTest.mouseClick(plot.chips["dense1"], Qt.MouseButton.LeftButton)
    assert plot.drawn("dense1")


def test_metric_can_be_chosen(qtbot: QtBot, run: Run, document: Document) -> None:
    plot = MetricPlot(run, document, LIGHT)
    shown(qtbot, plot)
    run.curves.add_evaluation(evaluation(0, 0.7))
    run.curves.add_evaluation(evaluation(10, 0.2))
    plot.refresh()
    assert [plot.choice.itemData(index) for index in range(plot.choice.count())] == ["accuracy", "f1"]
    assert plot.chosen == "accuracy"
    assert plot.shown("train/accuracy")[1] == pytest.approx([0.3, 0.8])
    plot.choice.setFocus()
    QTest.keyClick(plot.choice, Qt.Key.Key_Down)
    assert plot.chosen == "f1"
    assert plot.shown("train/f1")[1] == pytest.approx([0.5, 0.5])


def test_pointer_reads_values(qtbot: QtBot, run: Run, document: Document) -> None:
    plot = LossPlot(run, document, LIGHT)
    shown(qtbot, plot)
    for step, loss in ((0, 0.7), (100, 0.3)):
        run.curves.add_evaluation(evaluation(step, loss))
    plot.refresh()
    qtbot.wait(20)
    viewport = plot.view.viewport()
    box = plot.view.getViewBox()
    place = plot.view.mapFromScene(box.mapViewToScene(box.viewRect().center()))
    QTest.mouseMove(viewport, QPoint(place.x() + 60, place.y()))
    qtbot.waitUntil(plot.values.isVisible)
    assert "epoch 10" in plot.values.text()
    assert "0.3" in plot.values.text()
    assert "0.4" in plot.values.text()
    run.curves.add_evaluation(evaluation(200, 0.1))
    plot.refresh()
    assert plot.values.isVisible()


def test_zoom_stays_until_asked_to_go(qtbot: QtBot, run: Run, document: Document) -> None:
    plot = LossPlot(run, document, LIGHT)
    shown(qtbot, plot)
    run.curves.add_steps(steps(5000))
    plot.refresh()
    assert not zoomed(plot)
    plot.view.setXRange(10.0, 20.0, padding=0)
    assert zoomed(plot)
    run.curves.add_steps(steps(5000, first=5001))
    plot.refresh()
    assert plot.view.getViewBox().viewRange()[0] == pytest.approx([10.0, 20.0])
    x, _ = plot.shown("batch")
    assert x[0] >= 9.8
    assert x[-1] <= 20.2
    QTest.mouseDClick(plot.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
    assert not zoomed(plot)
    plot.refresh()
    assert plot.shown("batch")[0][-1] == pytest.approx(1000.0)


def test_curves_that_were_cleared_are_not_drawn_by_a_zoom_or_a_theme(
    qtbot: QtBot, run: Run, document: Document
) -> None:
    plot = LossPlot(run, document, LIGHT)
    shown(qtbot, plot)
    run.curves.add_steps(steps(5000))
    plot.refresh()
    run.reset()  # draws with the next frame
    plot.view.setXRange(10.0, 20.0, padding=0)
    plot.set_theme(DARK)
    plot.refresh()
    assert not plot.drawn("batch")


def test_a_million_steps_are_drawn_with_few_points(qtbot: QtBot, run: Run, document: Document) -> None:
    plot = LossPlot(run, document, LIGHT)
    shown(qtbot, plot)
    event = steps(1_000_000)
    event.loss[765_432] = 50.0
    run.curves.add_steps(event)
    plot.refresh()
    x, y = plot.shown("batch")
    assert len(x) < 3000
    assert y.max() == 50.0


def test_colours_of_the_lines_are_the_legends(qtbot: QtBot, run: Run, document: Document) -> None:
    plot = GradientPlot(run, document, LIGHT)
    shown(qtbot, plot)
    run.curves.add_steps(steps(20))
    plot.refresh()
    image = plot.grab().toImage()
    seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert QColor(LIGHT.series[0]).name() in seen
    assert QColor(LIGHT.series[2]).name() in seen


def test_a_single_value_is_a_spot(qtbot: QtBot, run: Run, document: Document) -> None:
    plot = LossPlot(run, document, LIGHT)
    shown(qtbot, plot)
    run.curves.add_evaluation(evaluation(0, 0.7))
    colour = QColor(LIGHT.series[0]).name()
    for log in (False, True):
        plot.set_log(log)
        image = plot.view.grab().toImage()
        assert colour in {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    plot.hide_line("train/loss", True)
    image = plot.view.grab().toImage()
    assert colour not in {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_nothing_is_drawn_while_hidden(qtbot: QtBot, run: Run, document: Document) -> None:
    plot = LossPlot(run, document, LIGHT)
    qtbot.addWidget(plot)
    run.curves.add_steps(steps(20))
    run.steps_arrived.emit()
    qtbot.wait(60)
    assert plot.chips == {}
    with qtbot.waitExposed(plot):
        plot.show()
    assert list(plot.chips) == ["batch"]


def test_the_star_is_of_the_data_at_hand(qtbot: QtBot, run: Run, document: Document) -> None:
    plot = LossPlot(run, document, LIGHT)
    shown(qtbot, plot)
    for step, loss in ((10, 0.1), (20, 0.9), (30, 0.6)):
        run.curves.add_evaluation(evaluation(step, loss))
    plot.refresh()
    assert [mark.x for mark in plot.seen_marks] == [1.0]
    run.measured_from = 20
    plot.refresh()
    assert [(mark.x, round(mark.y, 6)) for mark in plot.seen_marks] == [(3.0, 0.7)]
    run.measured_from = 31
    plot.refresh()
    assert plot.seen_marks == ()


def test_data_of_another_task_have_other_metrics(qtbot: QtBot, run: Run, document: Document) -> None:
    plot = MetricPlot(run, document, LIGHT)
    shown(qtbot, plot)
    values = {"loss": 0.5, "r2": 0.9}
    run.curves.add_evaluation(Evaluation(run_id=1, step=10, epoch=1.0, parts={"train": values, "dev": values}))
    plot.refresh()
    assert plot.chosen == "r2"
    run.measured_from = 11
    plot.refresh()
    assert plot.chosen == "r2"  # nothing is known of the other data yet
    run.curves.add_evaluation(evaluation(20, 0.25))
    plot.refresh()
    assert plot.chosen == "accuracy"
    assert [plot.choice.itemData(index) for index in range(plot.choice.count())] == ["accuracy", "f1"]
