from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from playground.gui.plots.box import Box
from playground.gui.plots.chart import Chart
from playground.gui.plots.ink import columns_of
from playground.gui.plots.line import Line
from playground.gui.theme.tokens import LIGHT
from tests.gui.plots.test_curve_plots import pytestmark as pytestmark

RED = QColor("#ff0000")


def rows_of(picture: QImage, column: int) -> list[int]:
    return [y for y in range(picture.height()) if picture.pixelColor(column, y).alpha()]


def test_a_column_reaches_from_the_least_to_the_greatest_value_in_it() -> None:
    x = np.array([0.5, 1.2, 1.5, 1.8, 2.5, 4.5])
    y = np.array([5.0, 5.0, 2.0, 8.0, 8.0, 8.0])
    picture = columns_of(np.stack([x, y], axis=1), 6, 10, RED)
    assert rows_of(picture, 1) == [2, 3, 4, 5, 6, 7]
    assert rows_of(picture, 2) == [8]
    assert rows_of(picture, 3) == [8], "between two points the line goes on"
    assert rows_of(picture, 5) == [], "behind the last point there is nothing"
    assert picture.pixelColor(1, 3) == RED


def test_gaps_and_what_lies_beyond_the_picture_are_not_filled() -> None:
    x = np.array([-3.0, 0.5, 2.5, 3.5, 5.5, 20.0])
    y = np.array([4.0, 4.0, np.nan, -50.0, 50.0, 4.0])
    picture = columns_of(np.stack([x, y], axis=1), 7, 10, RED)
    assert rows_of(picture, 1) == []
    assert rows_of(picture, 4) == list(range(10))
    assert rows_of(picture, 0) == [4]


def chart(qtbot: QtBot) -> Chart:
    made = Chart("loss")
    made.set_theme(LIGHT)
    qtbot.addWidget(made)
    made.resize(400, 240)
    made.show()
    return made


def line(name: str, y: np.ndarray[tuple[int], np.dtype[np.float64]], *, faint: bool = False) -> Line:
    return Line(name=name, words=name, x=np.arange(len(y), dtype=np.float64), y=y, colour=RED, faint=faint)


@pytest.mark.parametrize("count", [5, 100, 20_000])
def test_a_peak_is_seen_however_long_the_line_is(qtbot: QtBot, count: int) -> None:
    y = np.zeros(count)
    y[count // 3] = 1.0
    shown = chart(qtbot)
    for faint in (False, True):
        shown.strokes.show([line("a", y, faint=faint)], set(), {})
        shown.box.prepareForPaint()
        picture = shown.grab().toImage()
        top = shown.mapFromScene(shown.box.mapViewToScene(shown.box.viewRect().center())).y() - 40
        reddish = [
            (x, top)
            for x in range(60, picture.width())
            if picture.pixelColor(x, top).red() > picture.pixelColor(x, top).blue() + 20
        ]
        assert reddish, (count, faint)


def test_a_line_that_blew_up_has_a_gap_and_the_axes_fit_the_rest(qtbot: QtBot) -> None:
    shown = chart(qtbot)
    shown.strokes.show([line("a", np.array([1.0, 2.0, np.inf, np.nan, 3.0]))], set(), {})
    shown.box.prepareForPaint()
    low, high = shown.box.viewRange()[1]
    assert low < 1.0 < 3.0 < high < 4.0
    picture = QImage(400, 240, QImage.Format.Format_RGB32)
    with QPainter(picture) as painter:
        shown.render(painter)


def test_axes_follow_only_what_can_be_seen(qtbot: QtBot) -> None:
    shown = chart(qtbot)
    box: Box = shown.box
    y = np.zeros(100_000)
    shown.strokes.show([line("a", y[:50_000])], set(), {})
    box.prepareForPaint()
    before = box.viewRange()[0]
    shown.strokes.show([line("a", y[:50_010])], set(), {})
    box.prepareForPaint()
    assert box.viewRange()[0] == before, "less than half a pixel"
    shown.strokes.show([line("a", y[:50_400])], set(), {})
    box.prepareForPaint()
    assert box.viewRange()[0] != before
    assert box.viewRange()[0][1] > 50_399
    shown.strokes.show([line("a", y[:1000])], set(), {})
    box.prepareForPaint()
    assert box.viewRange()[0][1] < 1200
