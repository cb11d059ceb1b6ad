from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from playground.gui.canvas import geometry
from playground.gui.canvas.menus import canvas_menu, menu_for
from playground.gui.canvas.palette import Palette
from playground.gui.canvas.quick_search import QuickSearch
from playground.gui.canvas.view import CanvasView
from playground.spec.experiment import Network
from playground.spec.values import Values
from tests.gui.canvas.conftest import Hand, OpenCanvas, branch, edges, ids, pair, row

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def search_of(canvas: CanvasView) -> QuickSearch:
    (found,) = [child for child in canvas.findChildren(QuickSearch) if child.isVisible()]
    return found


def test_delete_heals(canvas: CanvasView) -> None:
    canvas.select(("dense2",))
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert edges(canvas) == {("input1", "dense1"), ("dense1", "output1")}
    assert canvas.selection == ()
    assert canvas.document.undo_label == "Delete Dense"


def test_shift_delete_cuts(canvas: CanvasView) -> None:
    canvas.select(("dense2",))
    QTest.keyClick(canvas, Qt.Key.Key_Delete, SHIFT)
    assert edges(canvas) == {("input1", "dense1")}


def test_the_ends_can_be_deleted(canvas: CanvasView) -> None:
    QTest.keyClick(canvas, Qt.Key.Key_A, CONTROL)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert ids(canvas) == []
    assert canvas.network_scene.cards == {}
    canvas.fit()
    (welcome,) = [label for label in canvas.findChildren(QLabel) if label.text().startswith("Drag a block")]
    assert welcome.isVisible()
    canvas.add_block("dense")
    assert ids(canvas) == ["dense1"]
    assert not welcome.isVisible()


def test_typing_finds_a_block_and_enter_adds_it(canvas: CanvasView) -> None:
    canvas.select(("dense1",))
    QTest.keyClick(canvas, Qt.Key.Key_D)
    search = search_of(canvas)
    QTest.keyClicks(search.field, "rop")
    assert search.list.kinds()[0] == "dropout"
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    assert {("dense1", "dropout1"), ("dropout1", "dense2")} <= edges(canvas)
    assert canvas.selection == ("dropout1",)
    assert not search.isVisible()
    assert canvas.hasFocus()


def test_tab_opens_and_escape_closes_the_search(canvas: CanvasView) -> None:
    QTest.keyClick(canvas, Qt.Key.Key_Tab)
    search = search_of(canvas)
    QTest.keyClicks(search.field, "no such block")
    assert search.list.kinds() == []
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    QTest.keyClick(search.field, Qt.Key.Key_Escape)
    assert not search.isVisible()
    assert canvas.document.present == 0


def test_a_double_click_on_paper_adds_where_it_was(canvas: CanvasView, hand: Hand) -> None:
    hand.double_click(QPointF(300, 200))
    search = search_of(canvas)
    QTest.keyClicks(search.field, "fully")
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    assert canvas.document.experiment.network.node("dense3").position == (300.0, 200.0)


def test_a_connection_let_go_on_paper_brings_a_connected_block(canvas: CanvasView, hand: Hand) -> None:
    hand.drag(hand.out("dense1"), QPointF(330, 180))
    search = search_of(canvas)
    assert "input" not in search.list.kinds()
    QTest.keyClicks(search.field, "batch")
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    assert ("dense1", "batch_norm1") in edges(canvas)
    assert ("dense1", "dense2") in edges(canvas)
    assert canvas.document.present == 1
    assert all(card.opacity() == 1.0 for card in canvas.network_scene.cards.values())


def test_a_connection_drawn_backwards_brings_what_comes_before(open_canvas: OpenCanvas) -> None:
    canvas = open_canvas(branch())
    hand = Hand(canvas)
    hand.drag(hand.into("dense2"), QPointF(60, 200))
    search = search_of(canvas)
    assert "output" not in search.list.kinds()
    QTest.keyClicks(search.field, "dropout")
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    assert ("dropout1", "dense2") in edges(canvas)


def test_a_new_block_goes_before_the_output_where_nothing_is_selected(canvas: CanvasView, palette: Palette) -> None:
    palette.block_chosen.connect(canvas.add_block)
    palette.field.setText("dropout")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert {("dense2", "dropout1"), ("dropout1", "output1")} <= edges(canvas)


def test_a_second_input_is_not_added(canvas: CanvasView) -> None:
    said: list[str] = []
    canvas.message.connect(said.append)
    canvas.add_block("input")
    assert canvas.selection == ("input1",)
    assert said == ["A network has one Input block; it is there already."]
    assert canvas.document.present == 0


def test_palette_double_click_and_groups(palette: Palette) -> None:
    chosen: list[str] = []
    palette.block_chosen.connect(chosen.append)
    item = palette.list.findItems("Dense", Qt.MatchFlag.MatchFixedString)[0]
    palette.list.itemDoubleClicked.emit(item)
    heading = palette.list.item(0)
    assert heading.flags() == Qt.ItemFlag.NoItemFlags
    palette.list.itemDoubleClicked.emit(heading)
    assert chosen == ["dense"]
    assert palette.list.kinds()[-2:] == ["input", "output"]
    palette.field.setText("zzz")
    assert palette.list.kinds() == []


def test_copy_and_paste(canvas: CanvasView) -> None:
    canvas.select(("dense1", "dense2"))
    QTest.keyClick(canvas, Qt.Key.Key_C, CONTROL)
    QTest.keyClick(canvas, Qt.Key.Key_V, CONTROL)
    assert ids(canvas)[-2:] == ["dense3", "dense4"]
    assert ("dense3", "dense4") in edges(canvas)
    assert canvas.selection == ("dense3", "dense4")
    assert canvas.document.undo_label == "Paste 2 blocks"
    assert canvas.document.present == 1
    canvas.paste(QPointF(1000, 500))
    network = canvas.document.experiment.network
    assert (network.node("dense5").position, network.node("dense6").position) == ((900.0, 500.0), (1100.0, 500.0))


def test_cut(canvas: CanvasView) -> None:
    canvas.select(("dense2",))
    QTest.keyClick(canvas, Qt.Key.Key_X, CONTROL)
    assert edges(canvas) == {("input1", "dense1"), ("dense1", "output1")}
    assert '"dense2"' in canvas.clipboard_text()


@pytest.mark.parametrize("text", ["", "hello", '{"playground-blocks": 1}', "[" * 100_000 + "playground-blocks"])
def test_foreign_text_is_not_pasted(canvas: CanvasView, text: str) -> None:
    said: list[str] = []
    canvas.message.connect(said.append)
    QGuiApplication.clipboard().setText(text)
    canvas.paste()
    assert len(said) == 1
    assert canvas.document.present == 0


def test_duplicate(canvas: CanvasView) -> None:
    canvas.select_all()
    QTest.keyClick(canvas, Qt.Key.Key_D, CONTROL)
    assert ids(canvas) == ["input1", "dense1", "dense2", "output1", "dense3", "dense4"]
    assert ("dense3", "dense4") in edges(canvas)
    canvas.select(("input1",))
    said: list[str] = []
    canvas.message.connect(said.append)
    canvas.duplicate_selection()
    assert len(said) == 1


def test_arrows_move_and_merge(canvas: CanvasView) -> None:
    canvas.select(("dense1",))
    for _ in range(3):
        QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.document.experiment.network.node("dense1").position == (200.0, 30.0)
    assert canvas.document.present <= 3


def test_control_arrows_walk_along_connections(canvas: CanvasView) -> None:
    QTest.keyClick(canvas, Qt.Key.Key_Right, CONTROL)
    QTest.keyClick(canvas, Qt.Key.Key_Right, CONTROL)
    assert canvas.selection == ("dense1",)
    QTest.keyClick(canvas, Qt.Key.Key_Left, CONTROL)
    QTest.keyClick(canvas, Qt.Key.Key_Left, CONTROL)
    assert canvas.selection == ("input1",)


def test_rename(canvas: CanvasView) -> None:
    canvas.select(("dense1",))
    QTest.keyClick(canvas, Qt.Key.Key_F2)
    (field,) = [child for child in canvas.findChildren(QLineEdit) if child.isVisible()]
    QTest.keyClicks(field, "First")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert canvas.document.experiment.network.node("dense1").name == "First"
    assert canvas.network_scene.cards["dense1"].face.title == "First"
    QTest.keyClick(canvas, Qt.Key.Key_F2)
    (field,) = [child for child in canvas.findChildren(QLineEdit) if child.isVisible()]
    QTest.keyClicks(field, "Other")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert canvas.document.experiment.network.node("dense1").name == "First"


def test_arrange_is_one_undo(open_canvas: OpenCanvas) -> None:
    canvas = open_canvas(branch())
    QTest.keyClick(canvas, Qt.Key.Key_A, SHIFT)
    assert canvas.document.undo_label == "Arrange"
    assert canvas.document.present == 1


def test_menus_do_what_they_say(canvas: CanvasView, hand: Hand) -> None:
    scene = canvas.network_scene
    canvas.select(("dense1",))
    menu = menu_for(canvas, scene.hit(hand.card("dense1")), QPointF())
    texts = {action.text().split("\t")[0]: action for action in menu.actions() if action.text()}
    assert {"Insert after…", "Rename", "Duplicate", "Delete"} <= set(texts)
    texts["Delete"].trigger()
    assert "dense1" not in ids(canvas)
    edge = scene.hit(QPointF(200, 0))
    assert edge.edge is not None
    menu = menu_for(canvas, edge, QPointF(200, 0))
    menu.actions()[0].trigger()
    search = search_of(canvas)
    QTest.keyClicks(search.field, "dropout")
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    assert ("input1", "dropout1") in edges(canvas)
    QGuiApplication.clipboard().setText("nothing")
    paste = {action.text().split("\t")[0]: action for action in canvas_menu(canvas, QPointF()).actions()}["Paste"]
    assert not paste.isEnabled()


def test_only_what_changed_is_redrawn(canvas: CanvasView) -> None:
    from playground.spec.edits import Set

    scene = canvas.network_scene
    before = {id: (card, card.face) for id, card in scene.cards.items()}
    canvas.apply(Set(path=("network", "dense2", "units"), value=7))
    assert all(scene.cards[id] is card for id, (card, _) in before.items())
    same = {id for id, (_, face) in before.items() if scene.cards[id].face is face}
    assert same == {"input1", "dense1"}


def test_a_block_that_the_catalogue_does_not_know_is_shown(open_canvas: OpenCanvas) -> None:
    from playground.spec.experiment import Node

    plain = row("input", "dense", "output")
    odd = Node(id="quantum1", kind="quantum", position=(300.0, 200.0), params=Values(q=1))
    edges = (plain.edges[0], pair("dense1", "quantum1"), pair("quantum1", "output1"))
    network = Network(nodes=(*plain.nodes, odd), edges=edges)
    canvas = open_canvas(network)
    card = canvas.network_scene.cards["quantum1"]
    assert (card.face.title, card.face.colour, card.face.severity) == ("quantum", "unknown", "error")
    assert "not known" in canvas.tip_at(card.pos())
    canvas.grab()


def test_the_search_goes_when_something_is_pressed_that_takes_no_focus(canvas: CanvasView, qtbot: QtBot) -> None:
    beside = QWidget()
    button = QToolButton(beside)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    qtbot.addWidget(beside)
    beside.resize(300, 200)
    beside.move(canvas.width() + 100, 0)
    beside.show()
    canvas.search_block(QPointF(0, 200))
    search = search_of(canvas)
    QApplication.processEvents()
    QTest.mouseClick(search.list.viewport(), Qt.MouseButton.RightButton)
    assert search.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not search.isVisible()


def test_a_fitted_view_follows_a_network_that_shrinks(open_canvas: OpenCanvas) -> None:
    canvas = open_canvas(row("input", *["dense"] * 8, "output"))
    canvas.fit()
    far = canvas.zoom
    canvas.select(("dense8",))
    canvas.delete_selection()
    assert canvas.zoom == far, "a little room is no reason to move"
    canvas.select(("output1", *(f"dense{number}" for number in range(4, 8))))
    canvas.delete_selection()
    assert canvas.zoom > 1.3 * far
    canvas.document.undo()
    assert canvas.zoom == far


def test_blocks_placed_on_empty_paper_stay_where_the_hand_puts_them(open_canvas: OpenCanvas) -> None:
    canvas = open_canvas(row("input", *["dense"] * 8, "output"))
    canvas.fit()
    canvas.select(tuple(canvas.network_scene.cards))
    canvas.delete_selection()
    assert canvas.zoom == 1.0
    middle = canvas.viewport().rect().center().y()
    for number, kind in enumerate(("input", "dense", "dense", "output")):
        pixel = QPoint(150 + 250 * number, middle)
        canvas.add_block(kind, canvas.mapToScene(pixel))
        added = canvas.document.experiment.network.nodes[-1].position
        off = canvas.mapFromScene(QPointF(*added)) - pixel
        assert off.manhattanLength() <= geometry.GRID, "no farther than the nearest dots"
