from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtTest import QTest

from playground.gui.canvas.view import CanvasView
from playground.gui.theme.tokens import DARK
from playground.spec.edits import Set

ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


def test_it_is_there_while_something_is_out_of_sight(canvas: CanvasView) -> None:
    assert not canvas.minimap.isVisible()
    canvas.look_at(QPointF(900, 0))
    assert canvas.minimap.isVisible()
    viewport = canvas.viewport().geometry()
    assert viewport.contains(canvas.minimap.geometry())
    assert canvas.minimap.geometry().right() > viewport.right() - 20
    canvas.fit()
    assert not canvas.minimap.isVisible()


def test_a_click_and_a_drag_move_the_view(canvas: CanvasView) -> None:
    canvas.look_at(QPointF(2000, 1000))
    minimap = canvas.minimap
    QTest.mouseClick(minimap, LEFT, pos=minimap.to_map(QPointF(200, 0)).toPoint())
    assert (canvas.in_sight().center() - QPointF(200, 0)).manhattanLength() < 12
    canvas.look_at(QPointF(2000, 1000))
    QTest.mousePress(minimap, LEFT, pos=minimap.to_map(QPointF(0, 0)).toPoint())
    QTest.mouseMove(minimap, minimap.to_map(QPointF(600, 0)).toPoint())
    QTest.mouseRelease(minimap, LEFT)
    assert canvas.in_sight().center().x() < 900


def test_the_key_hides_it_and_brings_it_back(canvas: CanvasView) -> None:
    wished: list[str] = []
    canvas.minimap.wished.connect(wished.append)
    QTest.keyClick(canvas, Qt.Key.Key_M, ALT)
    assert canvas.minimap.isVisible()
    QTest.keyClick(canvas, Qt.Key.Key_M, ALT)
    canvas.look_at(QPointF(2000, 0))
    assert not canvas.minimap.isVisible()
    QTest.keyClick(canvas, Qt.Key.Key_M, ALT)
    assert canvas.minimap.isVisible()
    assert wished == ["on", "off", "auto"]


def test_problems_and_changes_are_drawn(canvas: CanvasView) -> None:
    canvas.minimap.set_wish("on")
    before = canvas.minimap.grab().toImage()
    canvas.apply(Set(path=("network", "dense1", "units"), value=0))
    wrong = canvas.minimap.grab().toImage()
    assert before != wrong
    canvas.document.undo()
    assert canvas.minimap.grab().toImage() == before
    canvas.set_theme(DARK)
    assert canvas.minimap.grab().toImage() != before


def test_no_room_no_map(canvas: CanvasView) -> None:
    canvas.minimap.set_wish("on")
    canvas.resize(200, 150)
    assert not canvas.minimap.isVisible()
    canvas.resize(900, 500)
    assert canvas.minimap.isVisible()
    canvas.select_all()
    canvas.delete_selection()
    assert not canvas.minimap.isVisible()


def test_it_steps_aside(canvas: CanvasView) -> None:
    canvas.look_at(QPointF(900, 0))
    minimap, usual = canvas.minimap, canvas.minimap.geometry()
    canvas.minimap.step_aside(canvas.mapToScene(usual).boundingRect())
    assert not minimap.geometry().intersects(usual)
    assert canvas.viewport().geometry().contains(minimap.geometry())
    assert minimap.geometry().bottom() == usual.bottom(), "the other corner below"
    canvas.minimap.step_aside(canvas.in_sight().adjusted(0, canvas.in_sight().height() / 2, 0, 0))
    assert minimap.geometry().top() < canvas.viewport().height() / 2
    canvas.minimap.step_aside(QRectF())
    assert minimap.geometry() == usual


def test_what_is_larger_than_the_view_is_seen_from_its_beginning(canvas: CanvasView) -> None:
    canvas.look_at(QPointF(5000, 5000))
    sight = canvas.in_sight()
    canvas.see(QRectF(0, 0, 3 * sight.width(), 3 * sight.height()))
    assert canvas.in_sight().contains(QRectF(0, 0, 100, 100))
    small = QRectF(2000, 2000, 0.9 * sight.width(), 50)
    canvas.see(small, beside=500.0)
    assert canvas.in_sight().contains(small)
    canvas.see(QRectF(0, 0, 100, 50), beside=100.0)
    assert canvas.in_sight().contains(QRectF(-100, 0, 300, 50))


def test_it_steps_aside_where_it_hides_least(canvas: CanvasView) -> None:
    minimap, cards = canvas.minimap, canvas.network_scene.cards
    minimap.set_wish("on")
    first, last = cards["input1"].place(), cards["output1"].place()
    canvas.zoom_at(canvas.viewport().rect().center(), 1 / canvas.zoom)
    canvas.centerOn(last.center() - QPointF(canvas.viewport().width() / 2 - 100, canvas.viewport().height() / 2 - 60))

    def hides(place: QRectF) -> bool:
        return minimap.geometry().intersects(canvas.mapFromScene(place).boundingRect())

    minimap.step_aside(QRectF())
    assert hides(last)
    minimap.step_aside(first)  # it is elsewhere, but what is to be seen is not all that there is
    assert not hides(first)
    assert not hides(last)
