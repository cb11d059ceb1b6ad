"""The relief, the border of the classes, and planes through data of many features, by hand-made numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.catalog.prepare import prepare
from playground.gui.gaze import Gaze
from playground.gui.plots.faces.border import class_borders, zero_line
from playground.gui.plots.faces.field import finer, nice
from playground.gui.plots.faces.horizon import TALL, Camera, look_at, shaded
from playground.gui.plots.faces.plane import PlaneFace
from playground.gui.plots.faces.relief import ReliefFace
from playground.gui.plots.surface import SurfaceView
from playground.gui.theme.tokens import LIGHT
from playground.wire.commands import Watch
from playground.workbench.run import Run
from tests.gui.plots.conftest import document_on
from tests.workbench.support import Recorder

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def test_the_border_of_a_plane_is_a_straight_line() -> None:
    column, row = np.meshgrid(np.arange(9.0), np.arange(7.0))
    pieces = zero_line(column + 2 * row - 9.3)
    assert len(pieces)
    assert pieces[..., 0] + 2 * pieces[..., 1] == pytest.approx(np.full(pieces.shape[:2], 9.3))


def test_the_border_of_a_disc_has_its_length() -> None:
    column, row = np.meshgrid(np.arange(81.0), np.arange(81.0))
    ends = zero_line(25.0 - np.hypot(column - 40, row - 40))
    length = np.hypot(*(ends[:, 0] - ends[:, 1]).T).sum()
    assert length == pytest.approx(2 * np.pi * 25, rel=0.01)


def test_borders_of_many_classes_lie_where_two_are_as_probable() -> None:
    logits = np.stack(np.broadcast_arrays(*np.ogrid[0:6:1.0, 0:6:1.0], np.full((6, 6), 2.5)), axis=-1)
    for x, y in class_borders(logits, -1).reshape(-1, 2):
        here = sorted((x, y, 2.5))
        assert here[2] - here[1] < 0.51  # a triangle may hold all three
    assert len(class_borders(logits, 2)) < len(class_borders(logits, -1))
    assert not len(class_borders(np.eye(3)[np.zeros((4, 4), dtype=int)], -1))


def test_enlarging_keeps_straight_what_is_straight() -> None:
    column, row = np.meshgrid(np.arange(5.0), np.arange(4.0))
    large = finer(column + 10 * row, 3)
    assert large.shape == (12, 15)
    inner = large[2:-2, 2:-2]
    assert np.diff(inner, axis=1) == pytest.approx(np.full((8, 10), 1 / 3))
    assert np.diff(inner, axis=0) == pytest.approx(np.full((7, 11), 10 / 3))


def test_a_scale_ends_at_round_numbers() -> None:
    assert [nice(value) for value in (0.0, 0.13, 0.2, 0.7, 1.0, 3.1, float("nan"))] == [1, 0.2, 0.2, 1, 1, 5, 1]


@pytest.mark.parametrize(("azimuth", "tilt"), [(0.0, 30.0), (40.0, 55.0), (-130.0, 20.0), (90.0, 80.0)])
def test_a_level_surface_covers_just_its_square(azimuth: float, tilt: float) -> None:
    camera = Camera(azimuth=azimuth, tilt=tilt, x=100.0, y=80.0, scale=50.0)
    white = np.full((8, 8, 4), 255, dtype=np.uint8)
    view = look_at(np.zeros((8, 8)), white, camera, 200, 160)
    covered = int(np.isfinite(view.depth).sum())
    assert covered == pytest.approx(100**2 * np.sin(np.radians(tilt)), rel=0.04)
    x, y = camera.pixels(np.array([0.5]), np.array([-0.3]), np.array([0.0]))
    depth = camera.depth(np.array([0.5]), np.array([-0.3]))
    assert view.depth[int(y[0]), int(x[0])] == pytest.approx(depth[0], abs=0.06)


@pytest.mark.parametrize(("azimuth", "seen", "hidden"), [(0.0, -0.6, 0.6), (180.0, 0.6, -0.6)])
def test_a_wall_hides_what_is_behind_it(azimuth: float, seen: float, hidden: float) -> None:
    heights = np.full((40, 40), -TALL)
    heights[18:22] = TALL  # a wall across the middle
    colours = np.zeros((40, 40, 4), dtype=np.uint8)
    colours[..., 2:] = 255
    colours[17:23] = (255, 0, 0, 255)
    camera = Camera(azimuth=azimuth, tilt=30.0, x=100.0, y=100.0, scale=60.0)
    view = look_at(heights, colours, camera, 200, 200)
    for v, colour in ((seen, [0, 0, 255, 255]), (hidden, [255, 0, 0, 255])):
        x, y = camera.pixels(np.array([0.0]), np.array([v]), np.array([-TALL]))
        assert view.colours[int(y[0]), int(x[0])].tolist() == colour


# In the window


@pytest.fixture
def made(qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[tuple[SurfaceView, Run, Recorder]]:
    document = document_on(getattr(request, "param", "circle"))
    engine = Recorder()
    run = Run(document, engine)
    view = SurfaceView(run, document, LIGHT, gaze=Gaze())
    qtbot.addWidget(view)
    view.resize(348, 360)
    with qtbot.waitExposed(view):
        view.show()
    yield view, run, engine
    run.close()


@pytest.mark.parametrize("made", ["plane"], indirect=True)
def test_the_relief_is_turned_tilted_and_read(made: tuple[SurfaceView, Run, Recorder]) -> None:
    view, _, _ = made
    QTest.mouseClick(view.gear, Qt.MouseButton.LeftButton)
    QTest.mouseClick(view.options.relief, Qt.MouseButton.LeftButton)
    view.canvas.grab()
    face = view.face
    assert isinstance(face, ReliefFace)
    first = face.camera
    middle = view.canvas.rect().center()
    QTest.mousePress(view.canvas, Qt.MouseButton.LeftButton, pos=middle)
    for step in range(1, 5):
        QTest.mouseMove(view.canvas, middle + QPoint(10 * step, 3 * step))
    QTest.mouseRelease(view.canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(40, 12))
    view.canvas.grab()
    assert (face.camera.azimuth - first.azimuth) % 360 == pytest.approx(340.0)
    assert face.camera.tilt == pytest.approx(first.tilt + 6.0)
    QTest.keyClick(view.canvas, Qt.Key.Key_Plus)
    view.canvas.grab()
    assert face.camera.scale > first.scale
    QTest.keyClick(view.canvas, Qt.Key.Key_0)
    view.canvas.grab()
    assert face.camera == first
    # A place on the plane is found again through its pixel.
    assert face.heights is not None
    x, y = first.pixels(np.array([0.2]), np.array([-0.4]), np.array([float(face.heights[28, 57])]))
    point = face.place(QPointF(float(x[0]), float(y[0])))
    assert point is not None
    extent = prepare(document_on("plane").experiment.data).extent()
    half = (extent[1] - extent[0]) / 2
    assert point == pytest.approx((0.2 * half, -0.4 * half), abs=0.12 * half)
    assert len(face.read(QPointF(float(x[0]), float(y[0])))) == 1


@pytest.mark.parametrize("made", ["iris"], indirect=True)
def test_four_features_are_shown_on_a_plane_of_two(made: tuple[SurfaceView, Run, Recorder]) -> None:
    view, _, engine = made
    assert view.axes.isVisible()
    QTest.mouseClick(view.axes.spaces["features"], Qt.MouseButton.LeftButton)
    assert isinstance(view.face, PlaneFace)
    assert "at their mean" in view.readout.text()
    assert (view.axes.across.currentText(), view.axes.up.currentText()) == ("sepal length (cm)", "petal width (cm)")
    view.axes.up.setCurrentIndex(1)
    view.axes.up.activated.emit(1)  # as a hand does
    view.axes.across.setCurrentIndex(1)
    view.axes.across.activated.emit(1)  # the feature that is up changes places with it
    params = engine.last(Watch).watched[0].params
    assert (params["across"], params["up"]) == (1, 0)
    view.axes.others.click()
    assert len(view.axes.sliders) == 2
    name, slider = next(iter(view.axes.sliders.items()))
    slider.setValue(slider.maximum())
    column = prepare(document_on("iris").experiment.data).raw[:, 2]
    assert view.look.held[name] == pytest.approx(float(column.max()))
    held = engine.last(Watch).watched[0].params["held"]
    assert held[2] == pytest.approx(float(column.max()))
    assert "chosen values" in view.readout.text()
    view.canvas.grab()
    point = view.face.place(QPointF(view.canvas.rect().center()))
    assert point is not None
    assert len(point) == 4
    assert point[2] == pytest.approx(float(column.max()))
    QTest.mouseClick(view.axes.spaces["components"], Qt.MouseButton.LeftButton)
    assert engine.last(Watch).watched[0].params["components"] is True
    assert "variance" in view.readout.text()
    QTest.mouseClick(view.axes.spaces["summary"], Qt.MouseButton.LeftButton)
    assert view.heading.text() == "Confusion"
    assert view.parts == ("dev",)


@pytest.mark.parametrize("size", [2, 3, 11, 12, 13, 40])
def test_lines_are_drawn_on_a_relief_where_there_is_room_for_them(size: int) -> None:
    white = np.full((size, size, 4), 255, dtype=np.uint8)
    light = shaded(white, np.zeros((size, size), dtype=np.float32))[..., 0]
    assert len(np.unique(light)) == (1 if size <= 12 else 3)  # bare, under a line, where two cross
