from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsScene

from playground.gui.canvas.guides import Guides, along, gaps, pulls
from playground.gui.canvas.view import CanvasView
from playground.gui.theme.tokens import LIGHT
from playground.spec.edits import MoveNodes
from playground.spec.values import Values
from tests.gui.canvas.conftest import LEFT, Hand

ALT = Qt.KeyboardModifier.AltModifier


def box(x: float, y: float = 0.0, width: float = 100.0, height: float = 60.0) -> QRectF:
    return QRectF(x, y, width, height)


def test_edges_and_middles_pull() -> None:
    found = pulls(along(box(7, 500), across=True), [along(box(0, width=200.0), across=True)])
    assert found == [-7.0, 43.0, 93.0]


@pytest.mark.parametrize(
    ("others", "x", "lined_up"),
    [((0, 150), 303.0, 300.0), ((0, 150), -152.0, -150.0), ((-300, 150), -72.0, -75.0)],
    ids=["after two", "before two", "half way"],
)
def test_equal_gaps_pull(others: tuple[int, int], x: float, lined_up: float) -> None:
    found = pulls(along(box(x), across=True), [along(box(other), across=True) for other in others])
    assert lined_up - x in found


def test_gaps_that_are_seen() -> None:
    others = [along(rect, across=True) for rect in (box(0), box(150), box(0, 900))]
    assert [(a.high, b.low) for a, b in gaps(along(box(300), across=True), others)] == [(250.0, 300.0), (100.0, 150.0)]
    assert gaps(along(box(310), across=True), others) == []


def test_lines_are_drawn_where_it_lines_up() -> None:
    scene = QGraphicsScene()
    guides = Guides(scene, LIGHT, [box(0), box(0, 200)])
    assert guides.pull(box(4, 405), 1.0) == QPointF(-4, -5)
    assert guides.pull(box(57, 405), 1.0).x() == 3.0  # to the grid
    guides.show_for(box(0, 400))
    upright = [(round(line.x1()), round(abs(line.dy()))) for line in guides.lines if line.dx() == 0]
    assert sorted(upright) == [(0, 460), (50, 140), (50, 140), (100, 460)]  # both edges, and two equal gaps
    guides.end()
    assert not scene.items()


def test_a_dragged_card_lines_up_and_alt_lets_it_go(canvas: CanvasView, hand: Hand) -> None:
    canvas.apply(MoveNodes(positions=Values({"dense2": (404.0, 203.0)})))
    start = hand.card("dense1")
    hand.press(start)
    hand.move(start + QPointF(100, 100))
    hand.move(start + QPointF(1, 201))
    scene = canvas.network_scene
    assert scene.cards["dense1"].pos() == QPointF(200, 203)
    assert any(isinstance(item, Guides) for item in scene.items())
    viewport = canvas.viewport()
    for kind, held in ((QEvent.Type.MouseMove, LEFT), (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton)):
        local = QPointF(hand.pixel(start + QPointF(1, 201)))
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
        QApplication.sendEvent(viewport, QMouseEvent(kind, local, viewport.mapToGlobal(local), button, held, ALT))
        if kind == QEvent.Type.MouseMove:
            assert scene.cards["dense1"].pos() == QPointF(201, 201)
    assert canvas.document.experiment.network.node("dense1").position == (201.0, 201.0)
    assert not any(isinstance(item, Guides) for item in scene.items())


def test_escape_takes_the_guides_away(canvas: CanvasView, hand: Hand) -> None:
    start = hand.card("dense1")
    hand.press(start)
    hand.move(start + QPointF(0, 60))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    hand.release(start)
    assert not any(isinstance(item, Guides) for item in canvas.network_scene.items())
    assert canvas.network_scene.cards["dense1"].pos() == QPointF(200, 0)
