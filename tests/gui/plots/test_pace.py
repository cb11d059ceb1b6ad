"""How often a curve is drawn."""

from __future__ import annotations

import itertools

import pytest
from pytestqt.qtbot import QtBot

from playground.gui.plots.loss import LossPlot
from playground.gui.theme.tokens import LIGHT
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.gui.plots.conftest import steps
from tests.gui.plots.test_curve_plots import pytestmark as pytestmark
from tests.gui.plots.test_curve_plots import shown


def test_a_curve_is_drawn_as_often_as_it_grows_visibly(
    qtbot: QtBot, run: Run, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenths = itertools.count()
    monkeypatch.setattr("playground.gui.plots.chart_plot.time.perf_counter", lambda: next(tenths) / 10)
    plot = LossPlot(run, document, LIGHT)
    shown(qtbot, plot)
    first = 1

    def pause(count: int) -> float:
        """Seconds until the next frame, after so many steps in a tenth of a second."""
        nonlocal first
        if count:
            run.curves.add_steps(steps(count, first=first))
            first += count
        plot.refresh()
        return plot._turn.pause

    pause(1000)
    assert pause(1000) == pytest.approx(0.016), "it has doubled: hundreds of pixels"
    slow = pause(8)
    assert 0.016 < slow < 0.1
    assert pause(4) == pytest.approx(min(2 * slow, 0.1), rel=0.05)
    assert pause(1) == 0.1
    assert pause(0) == 0.1
