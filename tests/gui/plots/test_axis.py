from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from playground.gui.plots.axis import Axis
from playground.gui.plots.loss import LossPlot
from playground.gui.theme.tokens import DARK, LIGHT
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.gui.plots.conftest import steps
from tests.gui.plots.test_curve_plots import pytestmark as pytestmark
from tests.gui.plots.test_curve_plots import shown


def colours_under(plot: LossPlot) -> set[str]:
    """The colours below the curves, where the numbers of the x axis are."""
    axis = plot.view.getAxis("bottom")
    place = plot.view.mapFromScene(axis.sceneBoundingRect()).boundingRect()
    area = QRect(
        0, plot.view.mapFromScene(plot.view.getViewBox().sceneBoundingRect()).boundingRect().bottom() + 4, 0, 0
    )
    image = plot.view.grab(QRect(place.left(), area.top(), place.width(), 14)).toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_an_axis_follows_range_and_colours(qtbot: QtBot, run: Run, document: Document) -> None:
    plot = LossPlot(run, document, LIGHT)
    shown(qtbot, plot)
    run.curves.add_steps(steps(100))
    plot.refresh()
    assert isinstance(plot.view.getAxis("bottom"), Axis)
    plot.view.grab()
    _, _, numbers = plot.view.getAxis("bottom").picture[0]
    assert "10" in [words for _, words in numbers]
    assert len(colours_under(plot)) > 1
    run.curves.add_steps(steps(900, first=101))
    plot.refresh()
    plot.view.grab()
    _, _, numbers = plot.view.getAxis("bottom").picture[0]
    assert "100" in [words for _, words in numbers]
    light = colours_under(plot)
    plot.set_theme(DARK)
    plot.refresh()
    assert light != colours_under(plot)


def test_a_frame_is_painted_once(qtbot: QtBot, run: Run, document: Document) -> None:
    """A new range is found before the plot is painted, so that painting does not ask for another painting."""
    plot = LossPlot(run, document, LIGHT)
    shown(qtbot, plot)
    run.curves.add_steps(steps(100))
    plot.refresh()
    plot.view.grab()
    ranges = []
    plot.view.getViewBox().sigRangeChanged.connect(lambda *_: ranges.append(1))
    run.curves.add_steps(steps(100, first=101))
    plot.refresh()
    assert ranges
    ranges.clear()
    plot.view.grab()
    assert not ranges


def test_numbers_below_one_stay_so_in_other_colours(qtbot: QtBot, run: Run, document: Document) -> None:
    plot = LossPlot(run, document, LIGHT)
    shown(qtbot, plot)
    run.curves.add_steps(steps(100))
    plot.refresh()
    plot.set_theme(DARK)
    plot.view.setYRange(0.2, 0.8, padding=0)
    plot.view.grab()
    _, _, numbers = plot.view.getAxis("left").picture[0]
    assert numbers
    assert all(0.2 <= float(words) <= 0.8 for _, words in numbers)


def test_numbers_in_a_line_do_not_touch_however_long_it_trains(qtbot: QtBot, run: Run, document: Document) -> None:
    plot = LossPlot(run, document, LIGHT)
    shown(qtbot, plot)
    plot.resize(250, 220)
    run.curves.add_steps(steps(100))
    plot.refresh()
    axis = plot.view.getAxis("bottom")
    for end in (7.0, 80.0, 330.0, 9_000.0, 85_000.0, 800_000.0, 2_500_000.0, 90_000_000.0):
        plot.view.setXRange(-0.05 * end, end, padding=0)
        plot.view.grab()
        _, _, numbers = axis.picture[0]
        places = sorted((place for place, _ in numbers), key=lambda place: place.left())
        assert len(places) >= 2, end
        assert all(one.right() < next.left() for one, next in pairwise(places)), end
