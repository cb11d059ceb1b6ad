from __future__ import annotations

import csv
import io
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from playground.gui.plots.distribution import DistributionPlot
from playground.gui.plots.export import picture, svg
from playground.gui.plots.loss import LossPlot
from playground.gui.plots.values import values_of
from playground.gui.theme.tokens import DARK, LIGHT
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.gui.plots.conftest import evaluation, show, steps

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


@pytest.fixture
def plot(qtbot: QtBot, run: Run, document: Document) -> LossPlot:
    run.curves.add_steps(replace(steps(40), seconds=np.full(40, 0.25)))
    run.curves.add_evaluation(evaluation(0, 0.7))
    run.curves.add_evaluation(evaluation(40, 0.3))
    made = LossPlot(run, document, LIGHT)
    show(qtbot, made)
    return made


def colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_a_picture_is_twice_as_large_and_has_the_lines(plot: LossPlot) -> None:
    image = picture(plot, LIGHT)
    assert image.width() > 2 * plot.view.width()
    assert {QColor(LIGHT.series[1]).name(), LIGHT.plot_background} <= colours(image)


def test_a_picture_in_other_colours_leaves_the_plot_as_it_is(plot: LossPlot) -> None:
    assert DARK.plot_background in colours(picture(plot, DARK))
    assert plot.theme is LIGHT
    assert LIGHT.plot_background in colours(plot.view.grab().toImage())


def test_a_drawing_has_lines_and_letters(plot: LossPlot) -> None:
    root = ElementTree.fromstring(svg(plot, LIGHT))
    words = {"".join(text.itertext()).strip() for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Loss", "train", "dev", "batch"} <= words
    assert not list(root.iter("{http://www.w3.org/2000/svg}image"))


def test_all_values_are_in_the_table(plot: LossPlot) -> None:
    plot.hide_line("test/loss", True)
    rows = list(csv.reader(io.StringIO("".join(values_of(plot).pieces(at_once=7)))))
    assert rows[0] == ["step", "epoch", "training time (s)", "train: loss", "dev: loss", "batch: loss"]
    assert len(rows) == 1 + 41
    assert rows[1][:5] == ["0", "0", "0", "0.7", repr(0.7 + 0.1)]
    assert rows[1][5] == ""
    assert rows[2] == ["1", "0.1", "0.25", "", "", "1"]
    assert float(rows[41][2]) == 10.0
    assert float(rows[41][5]) == 1 / 40


def test_a_plot_that_is_not_over_time_has_its_own_first_column(qtbot: QtBot, run: Run, document: Document) -> None:
    from tests.gui.plots.test_measured_plots import histogram

    plot = DistributionPlot(run, document, LIGHT)
    show(qtbot, plot)
    run.pictures["plots/distribution"] = histogram("plots/distribution", 7, 0.0, 4.0)
    plot.chooser.choose("weights")
    plot.refresh()
    table = values_of(plot)
    assert table.names == ("Weights W", "Dense: values per bin (%)")
    assert table.columns[0] == pytest.approx([0, 1, 2, 3, 4])
    assert table.columns[1] == pytest.approx([0, 100, 0, 0, 0])
