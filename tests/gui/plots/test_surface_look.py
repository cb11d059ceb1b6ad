"""What a person does with the surface: hovers a unit, clicks a point, chooses what is coloured, uses a tool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.catalog.prepare import prepare
from playground.gui.gaze import Example, Gaze, Unit
from playground.gui.plots.faces.face import Frame
from playground.gui.plots.faces.line import LineFace
from playground.gui.plots.faces.look import Look, look_from
from playground.gui.plots.faces.plane import PlaneFace
from playground.gui.plots.faces.relief import ReliefFace
from playground.gui.plots.surface import SurfaceView
from playground.gui.plots.unit_name import unit_name
from playground.gui.theme.tokens import DARK, LIGHT
from playground.spec.edits import RemoveNodes, Set
from playground.spec.values import Choice
from playground.wire.commands import Watch
from playground.wire.events import Picture
from playground.workbench.run import Run
from tests.gui.plots.conftest import document_on
from tests.workbench.support import Recorder

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

EXTENT = (-6.0, 6.0, -6.0, 6.0)


class Desk:
    """A surface over an engine that writes down what it is told."""

    def __init__(self, qtbot: QtBot, data: str) -> None:
        self.document = document_on(data)
        self.engine = Recorder()
        self.run = Run(self.document, self.engine)
        self.gaze = Gaze()
        self.view = SurfaceView(self.run, self.document, LIGHT, gaze=self.gaze)
        qtbot.addWidget(self.view)
        self.view.resize(348, 330)
        with qtbot.waitExposed(self.view):
            self.view.show()
        self.draw()

    def draw(self) -> None:
        self.view.refresh()
        self.view.canvas.grab()

    def watched(self) -> dict[str, Any]:
        asked = self.engine.last(Watch)
        return {item.key: item for item in asked.watched}

    def give(self, key: str, kind: str, **arrays: Any) -> None:
        self.run.pictures[key] = Picture(run_id=1, key=key, kind=kind, step=5, arrays=arrays, facts={"extent": EXTENT})

    def plane(self) -> PlaneFace:
        assert isinstance(self.view.face, PlaneFace)
        return self.view.face

    def pixel(self, part: str, row: int) -> QPoint:
        """Where an example is drawn."""
        prepared = prepare(self.document.experiment.data)
        frame = self.plane().ground
        assert frame is not None
        x, y = prepared.raw[prepared.rows(part)[row]]  # type: ignore[arg-type]
        return frame.at(float(x), float(y)).toPoint()


@pytest.fixture
def desk(qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[Desk]:
    made = Desk(qtbot, getattr(request, "param", "circle"))
    yield made
    made.run.close()


# A network that cannot be computed


@pytest.mark.parametrize(
    "without", [("output1",), ("input1", "dense1", "dense2", "output1")], ids=["no output", "nothing"]
)
def test_nothing_old_is_shown_of_a_network_that_cannot_be_computed(desk: Desk, without: tuple[str, ...]) -> None:
    desk.give("surface", "surface", prediction=np.zeros((8, 8, 2), dtype=np.float32))
    desk.draw()
    assert desk.plane().image is not None
    assert desk.view.canvas.notice == ""
    desk.document.apply(RemoveNodes(ids=without))
    desk.draw()
    assert desk.plane().image is None
    assert desk.view.canvas.notice == "No prediction: the network cannot be computed as it is."
    assert "the problems say why" in desk.view.readout.text()
    desk.document.undo()
    desk.draw()
    assert desk.plane().image is not None
    assert desk.view.canvas.notice == ""


# A unit that is gazed at


def test_a_hovered_unit_takes_the_place_of_the_prediction(desk: Desk) -> None:
    desk.give("canvas/units", "units", dense1=np.full((4, 24, 24), 0.25, dtype=np.float16))
    desk.gaze.look_at_unit(Unit("dense1", 2))
    assert desk.view.heading.text().startswith("Dense 1, unit 3")
    params = desk.watched()["surface/unit/dense1/2"].params
    assert (params["node"], params["unit"]) == ("dense1", 2)
    assert desk.plane().image is not None
    desk.view.canvas.grab()
    middle = QPointF(desk.view.canvas.rect().center())
    assert desk.plane().read(middle)[0].endswith("0.250")  # the canvas's little map, at once
    fine = np.full((96, 96), -0.5, dtype=np.float32)
    desk.give("surface/unit/dense1/2", "surface", unit=fine)
    desk.draw()
    assert desk.plane().read(middle)[0].endswith("−0.500")
    desk.gaze.look_at_unit(None)
    assert desk.view.heading.text() == "Decision surface"
    assert "surface/unit/dense1/2" not in desk.watched()


def test_a_late_map_of_another_unit_is_not_shown(desk: Desk) -> None:
    desk.gaze.look_at_unit(Unit("dense1", 1))
    desk.give("surface/unit/dense1/0", "surface", unit=np.full((96, 96), 7.0, dtype=np.float32))
    desk.draw()
    assert "7.000" not in desk.plane().read(QPointF(desk.view.canvas.rect().center()))[0]


def test_units_are_named_by_block_number_and_activation() -> None:
    document = document_on()
    facts = document.analysis.facts
    assert facts is not None
    named = {
        unit: unit_name(document.experiment, facts, Unit(unit, 1))
        for unit in ("input1", "dense1", "dense2", "output1", "nothing")
    }
    assert named["input1"] == "Input: x₂"
    assert named["dense1"].startswith("Dense 1, unit 2: ")
    assert named["dense1"].endswith(" output")
    assert named["dense2"].startswith("Dense 2, ")
    assert named["output1"] == "Output, unit 2: logit"
    assert named["nothing"] == ""


# The pointer


def test_the_place_under_the_pointer_is_told_and_taken_back(desk: Desk) -> None:
    frame = desk.plane().frame
    assert frame is not None
    QTest.mouseMove(desk.view.canvas, frame.at(2.0, -1.0).toPoint())
    assert desk.gaze.point == pytest.approx((2.0, -1.0), abs=0.1)
    assert "P(−)" in desk.view.readout.text()
    assert "P(+)" in desk.view.readout.text()
    QTest.mouseMove(desk.view.canvas, QPoint(1, 1))
    assert desk.gaze.point is None


def test_a_click_looks_into_an_example_and_away_again(desk: Desk) -> None:
    at = desk.pixel("train", 7)
    QTest.mouseClick(desk.view.canvas, Qt.MouseButton.LeftButton, pos=at)
    chosen = desk.gaze.example
    assert chosen is not None
    assert (desk.pixel(chosen.part, chosen.row) - at).manhattanLength() <= 9
    desk.draw()
    assert "example" in desk.view.readout.text() or "P(" in desk.view.readout.text()
    QTest.mouseClick(desk.view.canvas, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert desk.gaze.example is None
    QTest.mouseClick(desk.view.canvas, Qt.MouseButton.LeftButton, pos=at)
    QTest.keyClick(desk.view.canvas, Qt.Key.Key_Escape)
    assert desk.gaze.example is None


def test_arrows_go_through_the_examples(desk: Desk) -> None:
    truth = prepare(desk.document.experiment.data)
    y = truth.y[truth.rows("train")]
    wrong = y.copy()
    wrong[[3, 11]] = 1 - wrong[[3, 11]]
    confusion = np.zeros((2, 2), dtype=np.int64)
    desk.give("surface/train", "predictions", predicted=wrong, truth=y, confusion=confusion)
    desk.view.chips["dev"].click()
    desk.draw()
    assert "train 2/" in desk.view.readout.text()
    QTest.keyClick(desk.view.canvas, Qt.Key.Key_Right)
    assert desk.gaze.example == Example("train", 0)
    QTest.keyClick(desk.view.canvas, Qt.Key.Key_Right)
    assert desk.gaze.example == Example("train", 1)
    visited = []
    for _ in range(3):
        QTest.keyClick(desk.view.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        visited.append(desk.gaze.example)
    assert visited == [Example("train", 3), Example("train", 11), Example("train", 3)]
    assert "misclassified" in desk.view.readout.text()


# What is misclassified


def test_misclassified_points_carry_a_ring(desk: Desk) -> None:
    prepared = prepare(desk.document.experiment.data)
    y = prepared.y[prepared.rows("train")]
    right = {"predicted": y, "truth": y, "confusion": np.zeros((2, 2), dtype=np.int64)}
    desk.view.chips["dev"].click()
    desk.give("surface/train", "predictions", **right)
    desk.draw()
    before = desk.view.canvas.grab().toImage()
    wrong = y.copy()
    wrong[4] = 1 - wrong[4]
    desk.give("surface/train", "predictions", **{**right, "predicted": wrong})
    desk.draw()
    after = desk.view.canvas.grab().toImage()
    at = desk.pixel("train", 4)
    changed = [
        (x, y) for x in range(before.width()) for y in range(before.height()) if before.pixel(x, y) != after.pixel(x, y)
    ]
    assert changed
    assert all((QPoint(x, y) - at).manhattanLength() <= 14 for x, y in changed)
    QTest.mouseClick(desk.view.gear, Qt.MouseButton.LeftButton)
    desk.view.options.wrong.click()
    desk.draw()
    assert "surface/train" not in desk.watched()
    assert "errors" not in desk.view.readout.text()


def test_no_point_carries_a_ring_before_the_first_step(desk: Desk) -> None:
    prepared = prepare(desk.document.experiment.data)
    y = prepared.y[prepared.rows("train")]
    facts = {"truth": y, "confusion": np.zeros((2, 2), dtype=np.int64)}
    desk.view.chips["dev"].click()
    pictures = []
    for predicted in (y, 1 - y):
        desk.give("surface/train", "predictions", predicted=predicted, **facts)
        desk.run.pictures["surface/train"] = replace(desk.run.pictures["surface/train"], step=0)
        desk.draw()
        pictures.append(desk.view.canvas.grab().toImage())
    assert pictures[0] == pictures[1]
    assert f"train {len(y)}/{len(y)}" in desk.view.readout.text(), "they are counted all the same"


@pytest.mark.parametrize("desk", ["curve_1d"], indirect=True)
def test_a_hovered_unit_s_curve_takes_the_place_of_the_fitted_one(desk: Desk) -> None:
    face = desk.view.face
    assert isinstance(face, LineFace)
    middle = QPointF(desk.view.canvas.rect().center())
    desk.gaze.look_at_unit(Unit("dense1", 1))
    assert desk.view.heading.text().startswith("Dense 1, unit 2")
    watched = desk.watched()["surface/unit/dense1/1"]
    assert (watched.kind, watched.params["node"], watched.params["unit"]) == ("curve", "dense1", 1)
    desk.give("surface/unit/dense1/1", "curve", x=np.linspace(0, 1, 200), unit=np.full(200, 0.3, dtype=np.float32))
    desk.draw()
    assert face.read(middle)[0].endswith("0.300")
    assert face.frame is not None
    assert (face.frame.low, face.frame.high) == pytest.approx((-0.62, 0.62)), "nice ends around zero and a margin"
    desk.gaze.look_at_unit(None)
    assert desk.view.heading.text() == "Fitted curve"
    desk.draw()
    assert not face.read(middle)[0].endswith("0.300")


def test_steps_alone_draw_no_surface_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    monkeypatch.setattr(desk.view, "mark_stale", lambda: drawn.append(1))
    desk.run.steps_arrived.emit()
    assert drawn, "the untrained network's, as long as nothing was measured"
    desk.give("surface", "surface", prediction=np.zeros((4, 4, 2), dtype=np.float32))
    drawn.clear()
    desk.run.steps_arrived.emit()
    assert not drawn


def test_rings_of_the_data_before_are_not_drawn(desk: Desk) -> None:
    none = np.zeros((2, 2), dtype=np.int64)
    desk.give("surface/train", "predictions", predicted=np.zeros(3), truth=np.zeros(3), confusion=none)
    desk.draw()
    assert "train" not in desk.view.readout.text()


def test_after_training_no_untrained_network_is_shown(desk: Desk) -> None:
    desk.run.status = replace(desk.run.status, step=40)
    desk.document.apply(Set(path=("data", "source"), value=Choice("blobs")))
    desk.draw()
    assert desk.view.picture is None
    assert "before" not in desk.view.readout.text()


# The options


@pytest.mark.parametrize("desk", ["circle", "blobs", "plane", "curve_1d", "iris"], indirect=True)
def test_every_choice_can_be_drawn_and_kept(qtbot: QtBot, desk: Desk) -> None:
    view = desk.view
    for look in (
        Look(bands=True, border=True),
        Look(quantity="class"),
        Look(quantity="class", only=1),
        Look(only=0, bands=True),
        Look(own_range=True, low=0.25, high=0.75, wrong=False),
        Look(relief=True),
        Look(relief=True, only=1),
        Look(space="features", across=1, up=0),
        Look(space="components", relief=True),
    ):
        view.set_look(look)
        desk.draw()
        view.set_theme(DARK)
        desk.draw()
        kept = view.state()
        view.set_look(Look())
        view.restore(kept)
        assert view.look == look
        assert view.state() == kept


def test_what_is_no_look_is_passed_over() -> None:
    kept = {"quantity": "colour", "only": "all", "bands": 1, "low": float("nan"), "held": {"a": "b", "c": 2}, "x": 1}
    assert look_from(kept) == Look(held={"c": 2.0})


def test_an_own_range_must_be_one(desk: Desk) -> None:
    view = desk.view
    view.gear.click()
    view.options.own_range.click()
    assert (view.look.own_range, view.look.low, view.look.high) == (True, 0.0, 1.0)
    field = view.options.low
    field.setFocus()
    field.setText("0,4")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert view.look.low == 0.4
    for text, sentence in (("2", "2"), ("low", "“low”")):
        field.setText(text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert sentence in view.readout.text()
        assert field.property("wrong") == "true"
        assert view.look.low == 0.4


# Confusion


@pytest.mark.parametrize("desk", ["iris"], indirect=True)
def test_clicks_on_a_cell_step_through_its_examples(desk: Desk) -> None:
    truth = np.array([0, 1, 1, 2, 1], dtype=np.int64)
    predicted = np.array([0, 2, 1, 2, 2], dtype=np.int64)
    confusion = np.array([[1, 0, 0], [0, 1, 2], [0, 0, 1]])
    desk.give("surface", "predictions", truth=truth, predicted=predicted, confusion=confusion)
    desk.draw()
    face = desk.view.face
    assert face is not None
    # The cell of class 1 taken for class 2, found by what it says of itself.
    spots = [QPoint(x, y) for x in range(0, 340, 12) for y in range(0, 260, 12)]
    at = next(at for at in spots if (face.read(QPointF(at)) or ("",))[0].startswith("2 of 3"))
    visited = []
    for _ in range(3):
        QTest.mouseClick(desk.view.canvas, Qt.MouseButton.LeftButton, pos=at)
        visited.append(desk.gaze.example)
    assert visited == [Example("dev", 1), Example("dev", 4), Example("dev", 1)]
    assert "example 1 of 2" in face.read(QPointF(at))[1]


# Tools


class Pencil:
    """Takes everything, and writes it down."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []

    def press(self, point: tuple[float, float], event: QMouseEvent) -> bool:
        self.heard.append(("press", point))
        return True

    def move(self, point: tuple[float, float], event: QMouseEvent) -> bool:
        self.heard.append(("move", point))
        return True

    def release(self, point: tuple[float, float], event: QMouseEvent) -> bool:
        self.heard.append(("release", point))
        return True

    def leave(self) -> None:
        self.heard.append(("leave", None))

    def key(self, event: QKeyEvent) -> bool:
        self.heard.append(("key", event.key()))
        return event.key() != Qt.Key.Key_Escape

    def paint(self, painter: QPainter, frame: Frame) -> None:
        painter.fillRect(frame.box, Qt.GlobalColor.magenta)


def test_a_tool_gets_pointer_and_keys_in_the_datas_numbers(desk: Desk) -> None:
    pencil, view = Pencil(), desk.view
    view.set_look(Look(relief=True))
    view.set_tool(pencil)
    desk.draw()
    desk.plane()  # a relief lies down
    frame = desk.plane().frame
    assert frame is not None
    assert view.canvas.grab().toImage().pixelColor(frame.at(0, 0).toPoint()) == Qt.GlobalColor.magenta
    QTest.mousePress(view.canvas, Qt.MouseButton.LeftButton, pos=frame.at(1.0, 2.0).toPoint())
    QTest.mouseRelease(view.canvas, Qt.MouseButton.LeftButton, pos=frame.at(-7.0, 0.0).toPoint())
    (first, point), (last, outside) = pencil.heard[0], pencil.heard[-1]
    assert (first, last) == ("press", "release")
    assert point == pytest.approx((1.0, 2.0), abs=0.1)
    assert outside == pytest.approx((-7.0, 0.0), abs=0.1)
    assert desk.gaze.example is None
    QTest.keyClick(view.canvas, Qt.Key.Key_3)
    assert pencil.heard[-1] == ("key", Qt.Key.Key_3)
    QTest.keyClick(view.canvas, Qt.Key.Key_Escape)
    assert view.tool is None
    assert isinstance(view.face, ReliefFace)
