"""Plots of what probes measure: dead units, histograms over time, values now."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.gui.plots.dead_units import DeadUnitsPlot
from playground.gui.plots.distribution import DistributionPlot
from playground.gui.plots.histograms import HistogramsPlot
from playground.gui.theme.tokens import DARK, LIGHT
from playground.wire.commands import Watch
from playground.wire.events import Picture
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.gui.plots.conftest import show, steps
from tests.workbench.support import Recorder

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


def picture(key: str, kind: str, step: int, **arrays: Any) -> Picture:
    named = {name.replace("__", "/"): np.asarray(array) for name, array in arrays.items()}
    return Picture(run_id=1, key=key, kind=kind, step=step, arrays=named)


def histogram(key: str, step: int, low: float, high: float) -> Picture:
    """All blocks have activations, evenly spread; only dense1 has weights."""
    edges = np.linspace(low, high, 5)
    arrays: dict[str, Any] = {}
    for node in ("input1", "dense1", "dense2", "output1"):
        arrays |= {f"activations__{node}__counts": [1, 1, 1, 1], f"activations__{node}__edges": edges}
    arrays |= {"weights__dense1__counts": [0, 4, 0, 0], "weights__dense1__edges": edges}
    return picture(key, "histograms", step, **arrays)


def test_dead_units_are_followed_whoever_asked_for_them(qtbot: QtBot, run: Run, document: Document) -> None:
    plot = DeadUnitsPlot(run, document, LIGHT)
    run.curves.add_steps(steps(40))
    run.picture_arrived.emit(picture("canvas/dead_units", "dead_units", 0, dense1=[0, 0, 0, 0], dense2=[0, 0, 0]))
    run.picture_arrived.emit(picture("canvas/dead_units", "dead_units", 40, dense1=[0, 1, 0, 0], dense2=[1, 1, 0]))
    show(qtbot, plot)
    assert list(plot.chips) == ["dense1", "dense2"]
    x, y = plot.shown("dense1")
    assert x == pytest.approx([0.0, 4.0])
    assert y == pytest.approx([0.0, 25.0])
    assert plot.shown("dense2")[1] == pytest.approx([0.0, 200 / 3])
    plot.set_across("step")
    assert plot.shown("dense1")[0] == pytest.approx([0, 40])


def test_it_is_measured_only_while_it_is_seen(qtbot: QtBot, run: Run, document: Document) -> None:
    engine = run._engine
    assert isinstance(engine, Recorder)
    plot = DeadUnitsPlot(run, document, LIGHT)
    show(qtbot, plot)
    watches = [command for command in engine.commands if isinstance(command, Watch)]
    assert [watched.kind for watched in watches[-1].watched] == ["dead_units"]
    plot.hide()
    watches = [command for command in engine.commands if isinstance(command, Watch)]
    assert watches[-1].watched == ()


def test_histograms_over_time(qtbot: QtBot, run: Run, document: Document) -> None:
    plot = HistogramsPlot(run, document, LIGHT)
    run.curves.add_steps(steps(40))
    for step, span in ((0, 1.0), (20, 2.0), (40, 4.0)):
        run.picture_arrived.emit(histogram("canvas/histograms", step, -span, span))
    run.picture_arrived.emit(picture("inspector/z", "histograms", 41, z__dense1__counts=[1, 2]))  # not of all blocks
    show(qtbot, plot)
    assert plot.chosen == "activations/dense1"  # the first layer that learns
    assert plot.shown("median")[1] == pytest.approx([0.0, 0.0, 0.0])
    assert plot.shown("high")[1] == pytest.approx([0.9, 1.8, 3.6])
    assert plot.shown("low")[0] == pytest.approx([0.0, 2.0, 4.0])
    assert plot.picture.isVisible()
    plot.chooser.choose("weights")
    assert plot.chosen == "weights/dense1"
    assert plot.shown("median")[1] == pytest.approx([-0.25, -0.5, -1.0])
    plot.chooser.choose("gradients")
    assert not plot.view.isVisible()
    assert plot.chooser.isVisible()
    plot.set_theme(DARK)
    document.open(document.experiment)
    assert not len(plot.history)


def test_an_earlier_place_that_is_looked_at_is_no_part_of_the_history(run: Run, document: Document) -> None:
    plot = HistogramsPlot(run, document, LIGHT)
    run.curves.add_steps(steps(40))
    run.picture_arrived.emit(histogram("canvas/histograms", 40, -1.0, 1.0))
    run.recalled = (10, 1.0)
    run.picture_arrived.emit(histogram("canvas/histograms", 10, -1.0, 1.0))
    assert [moment.step for moment in plot.history.moments] == [40]
    plot.deleteLater()


def test_values_now(qtbot: QtBot, run: Run, document: Document) -> None:
    plot = DistributionPlot(run, document, LIGHT)
    show(qtbot, plot)
    assert not plot.view.isVisible()
    run.pictures["plots/distribution"] = histogram("plots/distribution", 7, 0.0, 4.0)
    run.picture_arrived.emit(run.pictures["plots/distribution"])
    qtbot.waitUntil(lambda: plot.view.isVisible())
    assert list(plot.chips) == ["input1", "dense1", "dense2", "output1"]
    assert plot.shown("dense1")[1] == pytest.approx([0, 25, 25, 25, 25, 25, 25, 25, 25, 0])
    plot.chooser.choose("weights")
    assert list(plot.chips) == ["dense1"]
    x, y = plot.shown("dense1")
    assert x == pytest.approx([0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
    assert y == pytest.approx([0, 0, 0, 100, 100, 0, 0, 0, 0, 0])
    assert plot.x_in_words == "Weights W"
