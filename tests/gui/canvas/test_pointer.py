from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.gui.canvas.palette import Palette
from playground.gui.canvas.view import CanvasView
from tests.gui.canvas.conftest import Hand, OpenCanvas, branch, edges, ids

SHIFT = Qt.KeyboardModifier.ShiftModifier
MIDDLE = Qt.MouseButton.MiddleButton


def test_a_click_selects_and_shift_toggles(canvas: CanvasView, hand: Hand, qtbot: QtBot) -> None:
    told: list[object] = []
    canvas.selection_changed.connect(told.append)
    hand.click(hand.card("dense2"))
    hand.click(hand.card("input1"), SHIFT)
    assert list(canvas.selection) == ["input1", "dense2"]
    hand.click(hand.card("dense2"), SHIFT)
    assert told == [("dense2",), ("input1", "dense2"), ("input1",)]
    hand.click(QPointF(300, 250))
    assert list(canvas.selection) == []


def test_a_click_on_one_of_several_selects_it_alone(canvas: CanvasView, hand: Hand) -> None:
    canvas.select_all()
    hand.click(hand.card("dense1"))
    assert list(canvas.selection) == ["dense1"]


def test_the_band_selects_what_it_touches(canvas: CanvasView, hand: Hand) -> None:
    hand.drag(QPointF(120, -100), QPointF(380, 100))
    assert list(canvas.selection) == ["dense1", "dense2"]
    hand.drag(QPointF(520, -100), QPointF(620, 100), SHIFT)
    assert list(canvas.selection) == ["dense1", "dense2", "output1"]
    assert canvas.document.present == 0


def test_moving_is_one_undo_and_snaps(canvas: CanvasView, hand: Hand) -> None:
    canvas.select(("dense1", "dense2"))
    start = hand.card("dense1")
    hand.drag(start, start + QPointF(33, 58))
    network = canvas.document.experiment.network
    assert (network.node("dense1").position, network.node("dense2").position) == ((230.0, 60.0), (430.0, 60.0))
    assert network.node("input1").position == (0.0, 0.0)
    assert canvas.document.undo_label == "Move 2 blocks"
    hand.drag(hand.card("dense1"), hand.card("dense1") + QPointF(0, 40))
    assert canvas.document.present == 2
    canvas.document.undo()
    canvas.document.undo()
    assert canvas.network_scene.cards["dense1"].pos() == QPointF(200, 0)


def test_escape_puts_a_dragged_card_back(canvas: CanvasView, hand: Hand) -> None:
    start = hand.card("dense1")
    hand.press(start)
    hand.move(start + QPointF(90, 90))
    assert canvas.network_scene.cards["dense1"].pos() == QPointF(290, 90)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    hand.release(start + QPointF(90, 90))
    assert canvas.network_scene.cards["dense1"].pos() == QPointF(200, 0)
    assert canvas.document.present == 0


def test_a_change_of_the_document_ends_the_gesture(canvas: CanvasView, hand: Hand) -> None:
    canvas.add_block("dropout", QPointF(0, 200))
    start = hand.card("dense1")
    hand.press(start)
    hand.move(start + QPointF(0, 90))
    canvas.document.undo()
    hand.release(start + QPointF(0, 90))
    assert canvas.network_scene.cards["dense1"].pos() == QPointF(200, 0)


def test_connecting_port_to_port(open_canvas: OpenCanvas) -> None:
    canvas = open_canvas(branch())
    hand = Hand(canvas)
    hand.drag(hand.out("input1"), hand.into("dense2"))
    hand.drag(hand.out("dense2"), hand.into("add1", 1))
    assert {("input1", "dense2"), ("dense2", "add1"), ("dense1", "add1")} <= edges(canvas)
    assert canvas.document.undo_label == "Connect Dense → Add"
    assert canvas.document.analysis.trainable


def test_connecting_onto_a_card_and_backwards(open_canvas: OpenCanvas) -> None:
    canvas = open_canvas(branch())
    hand = Hand(canvas)
    hand.drag(hand.out("dense2"), hand.card("add1"))
    hand.drag(hand.into("dense2"), hand.out("input1"))
    assert {("input1", "dense2"), ("dense2", "add1"), ("dense1", "add1")} <= edges(canvas)


def test_only_what_fits_is_lit_and_a_loop_is_refused(canvas: CanvasView, hand: Hand) -> None:
    said: list[str] = []
    canvas.message.connect(said.append)
    hand.press(hand.out("dense2"))
    hand.move(QPointF(300, 150))
    opacity = {id: card.opacity() for id, card in canvas.network_scene.cards.items()}
    assert opacity["dense1"] < 1.0
    assert opacity["input1"] < 1.0
    assert opacity["dense2"] == 1.0
    hand.move(hand.card("dense1"))
    hand.release(hand.card("dense1"))
    assert canvas.document.present == 0
    assert said == ["Dense → Dense would be a loop: what a block gives may not flow back into it."]
    assert all(card.opacity() == 1.0 for card in canvas.network_scene.cards.values())


def test_a_block_with_one_input_takes_the_new_connection(canvas: CanvasView, hand: Hand) -> None:
    hand.drag(hand.out("dense1"), hand.into("output1"))
    assert ("dense1", "output1") in edges(canvas)
    assert ("dense2", "output1") not in edges(canvas)


def test_rerouting_and_cutting_an_edge(open_canvas: OpenCanvas) -> None:
    canvas = open_canvas(branch())
    hand = Hand(canvas)
    hand.drag(hand.into("dense1"), hand.into("dense2"))
    assert ("input1", "dense2") in edges(canvas)
    assert ("input1", "dense1") not in edges(canvas)
    assert canvas.document.present == 1
    hand.drag(hand.into("dense2"), QPointF(90, 260))
    assert ("input1", "dense2") not in edges(canvas)


def test_a_selected_edge_is_deleted(canvas: CanvasView, hand: Hand) -> None:
    hand.click(QPointF(300, 0))
    assert canvas.selected_edge is not None
    assert list(canvas.selection) == []
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert ("dense1", "dense2") not in edges(canvas)
    assert canvas.selected_edge is None


def test_a_block_dropped_on_paper_stands_there(canvas: CanvasView, hand: Hand, palette: Palette) -> None:
    assert hand.drop(palette, "dropout", QPointF(303, 198))
    assert canvas.document.experiment.network.node("dropout1").position == (300.0, 200.0)
    assert list(canvas.selection) == ["dropout1"]
    assert canvas.document.undo_label == "Add Dropout"


def test_a_block_dropped_on_an_edge_is_inserted(canvas: CanvasView, hand: Hand, palette: Palette) -> None:
    assert hand.drop(palette, "dropout", QPointF(300, 8))
    assert {("dense1", "dropout1"), ("dropout1", "dense2")} <= edges(canvas)
    assert ("dense1", "dense2") not in edges(canvas)
    network = canvas.document.experiment.network
    assert [node.position[0] for node in network.nodes] == [0.0, 200.0, 600.0, 800.0, 400.0]
    assert canvas.document.present == 1


def test_zoom_keeps_the_point_under_the_pointer(canvas: CanvasView, hand: Hand) -> None:
    at = QPointF(130, 40)
    pixel = hand.pixel(at)
    for turns in (3, -9, 5):
        hand.wheel(canvas.mapToScene(pixel), turns)
        assert (canvas.mapFromScene(at) - pixel).manhattanLength() <= 3
    canvas.reset_zoom()
    assert canvas.zoom == 1.0


def test_zoom_has_ends(canvas: CanvasView) -> None:
    for _ in range(60):
        canvas.zoom_in()
    assert canvas.zoom == 4.0
    for _ in range(60):
        canvas.zoom_out()
    assert canvas.zoom == 0.1


def test_panning_with_the_middle_button_and_with_space(canvas: CanvasView, hand: Hand) -> None:
    before = canvas.mapFromScene(QPointF())
    start = QPointF(300, 200)
    hand.press(start, button=MIDDLE)
    hand.move(start + QPointF(50, 20), button=MIDDLE)
    hand.release(start, button=MIDDLE)
    assert (canvas.mapFromScene(QPointF()) - before).toTuple() == (50, 20)
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    hand.drag(hand.card("dense1"), hand.card("dense1") + QPointF(-10, 0))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.document.present == 0
    assert canvas.mapFromScene(QPointF()) != before
    assert list(canvas.selection) == []


def test_foreign_drops_are_not_taken(canvas: CanvasView, hand: Hand) -> None:
    from PySide6.QtCore import QMimeData

    from playground.gui.canvas.block_list import MIME
    from playground.gui.canvas.drop import kind_in

    data = QMimeData()
    data.setText("dense")
    assert kind_in(data) is None
    data.setData(MIME, b"\xff../evil")
    assert kind_in(data) is None
    assert ids(canvas) == ["input1", "dense1", "dense2", "output1"]


def test_what_is_fitted_stays_fitted_until_someone_zooms(canvas: CanvasView) -> None:
    canvas.fit()
    canvas.resize(500, 400)
    seen = canvas.mapToScene(canvas.viewport().rect()).boundingRect()
    assert seen.contains(canvas.network_scene.bounds())
    canvas.reset_zoom()
    canvas.resize(900, 400)
    assert canvas.zoom == 1.0
