from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from playground.catalog.analysis import analyse
from playground.gui.canvas import groups
from playground.gui.canvas.groups_card import GroupFace
from playground.gui.canvas.live import LiveValues
from playground.gui.canvas.menus import menu_for
from playground.gui.canvas.view import CanvasView
from playground.spec.edits import Set, SetGroups
from playground.spec.experiment import Edge, Experiment, Group, Network, Node
from playground.spec.groups import sound, with_group
from playground.spec.piece import piece_from_text, piece_of, piece_to_text
from playground.spec.problems import PlaygroundError
from playground.spec.values import Values
from playground.workbench.document import Document
from tests.gui.canvas.conftest import Hand, OpenCanvas, edges, ids, row

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def net(*, closed: bool = True, repeat: int = 1) -> Network:
    """Input → dense1 → (dense2 → dropout1) → dense3 → output."""
    plain = row("input", "dense", "dense", "dropout", "dense", "output")
    group = Group(id="group1", name="Core", members=("dense2", "dropout1"), closed=closed, repeat=repeat)
    return replace(plain, groups=(group,))


@pytest.fixture
def canvas(open_canvas: OpenCanvas) -> CanvasView:
    return open_canvas(net())


def group(canvas: CanvasView) -> Group:
    (found,) = canvas.document.experiment.network.groups
    return found


def middle(canvas: CanvasView) -> QPointF:
    return canvas.network_scene.cards["group1"].pos()


def test_grouping_and_naming_by_keys(open_canvas: OpenCanvas) -> None:
    canvas = open_canvas(row("input", "dense", "dense", "output"))
    hand = Hand(canvas)
    hand.click(hand.card("dense1"))
    hand.click(hand.card("dense2"), SHIFT)
    QTest.keyClick(canvas, Qt.Key.Key_G, CONTROL)
    assert set(canvas.network_scene.cards) == {"input1", "output1", "group1"}
    assert canvas.selection == ("group1",)
    (field,) = [child for child in canvas.findChildren(QLineEdit) if child.isVisible()]
    QTest.keyClicks(field, "Encoder")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert group(canvas) == Group(id="group1", name="Encoder", members=("dense1", "dense2"))
    assert canvas.network_scene.cards["group1"].face.title == "Encoder"
    QTest.keyClick(canvas, Qt.Key.Key_G, CONTROL | SHIFT)
    assert canvas.document.experiment.network.groups == ()
    assert list(canvas.selection) == ["dense1", "dense2"]
    assert canvas.document.undo_label == "Ungroup Encoder"
    canvas.document.undo()
    assert set(canvas.network_scene.cards) == {"input1", "output1", "group1"}


def test_a_closed_group_says_what_is_in_it(open_canvas: OpenCanvas) -> None:
    exposing = replace(net(repeat=4).groups[0], exposed=(("dense2", "units"), ("dense2", "activation")))
    canvas = open_canvas(replace(net(), groups=(exposing,)))
    face = canvas.network_scene.cards["group1"].face
    assert isinstance(face, GroupFace)
    assert face.lines()[0] == "2 blocks ×4 · 80 parameters"
    assert face.badges == ("Units 4", "tanh")
    canvas.apply(Set(path=("network", "dropout1", "keep_prob"), value=7.0))
    face = canvas.network_scene.cards["group1"].face
    assert face.severity == "error"
    assert any("keep_prob" in sentence for sentence in face.sentences)
    canvas.grab()


def test_edges_end_at_the_groups_ports(canvas: CanvasView) -> None:
    scene = canvas.network_scene
    assert {(edge.source, edge.target) for edge in scene.edges} == {
        ("input1", "dense1"),
        ("dense1", "dense2"),
        ("dropout1", "dense3"),
        ("dense3", "output1"),
    }
    assert scene.edges[Edge(source="dense1", target="dense2")].middle().y() == 0.0
    end = scene.cards["group1"].input_port(0)
    assert scene.edges[Edge(source="dense1", target="dense2")].boundingRect().contains(end)


@pytest.mark.parametrize("how", ["key", "double click", "sign"])
def test_opening_and_closing(canvas: CanvasView, how: str) -> None:
    hand = Hand(canvas)
    if how == "key":
        hand.click(hand.card("group1"))
        QTest.keyClick(canvas, Qt.Key.Key_O)
    elif how == "double click":
        hand.double_click(hand.card("group1"))
    else:
        hand.click(middle(canvas) + QPointF(60, 16))
    assert not group(canvas).closed
    assert "group1" not in canvas.network_scene.cards
    frame = canvas.network_scene.frames.items["group1"]
    assert frame.place().contains(canvas.network_scene.bounds(("dense2", "dropout1")))
    assert canvas.selection == ("group1",)
    if how == "key":
        QTest.keyClick(canvas, Qt.Key.Key_O)
    elif how == "double click":
        hand.double_click(frame.bar().center())
    else:
        hand.click(frame.closer().center())
    assert group(canvas).closed
    assert canvas.document.undo_label == "Close Core"


def test_a_closed_group_moves_its_blocks(canvas: CanvasView) -> None:
    hand = Hand(canvas)
    start = hand.card("group1")
    hand.drag(start, start + QPointF(0, 203))
    network = canvas.document.experiment.network
    assert network.node("dense2").position == (400.0, 200.0)
    assert network.node("dropout1").position == (600.0, 200.0)
    assert network.node("dense3").position == (800.0, 0.0)
    assert canvas.document.undo_label == "Move Core"
    assert middle(canvas) == QPointF(500, 200)
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert middle(canvas) == QPointF(500, 210)


def test_a_frame_is_moved_by_its_title(open_canvas: OpenCanvas) -> None:
    canvas = open_canvas(net(closed=False))
    hand = Hand(canvas)
    bar = canvas.network_scene.frames.items["group1"].bar()
    start = bar.center() - QPointF(60, 0)
    hand.press(start)
    hand.move(start + QPointF(0, 100))
    hand.move(start + QPointF(0, 150))
    moved = canvas.network_scene.frames.items["group1"].bar()
    assert moved.top() > bar.top() + 100
    hand.release(start + QPointF(0, 150))
    network = canvas.document.experiment.network
    assert network.node("dense2").position[1] == network.node("dropout1").position[1] > 100.0
    assert network.node("dense1").position == (200.0, 0.0)
    hand.press(start + QPointF(0, 150))
    hand.move(start)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.network_scene.frames.items["group1"].bar() == moved


def test_connecting_with_a_closed_group(canvas: CanvasView) -> None:
    hand = Hand(canvas)
    hand.drag(hand.out("input1"), hand.into("group1"))
    assert ("input1", "dense2") in edges(canvas)
    assert ("dense1", "dense2") not in edges(canvas)
    hand.drag(hand.out("group1"), hand.into("output1"))
    assert ("dropout1", "output1") in edges(canvas)
    said: list[str] = []
    canvas.message.connect(said.append)
    hand.drag(hand.out("dense3"), hand.card("group1"))
    assert said == ["Dense → Dense would be a loop: what a block gives may not flow back into it."]


def test_only_fitting_groups_are_lit(canvas: CanvasView) -> None:
    hand = Hand(canvas)
    hand.press(hand.out("dense3"))
    hand.move(QPointF(500, 200))
    assert canvas.network_scene.cards["group1"].opacity() < 1.0
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    hand.release(QPointF(500, 200))
    hand.press(hand.out("input1"))
    hand.move(QPointF(500, 200))
    assert canvas.network_scene.cards["group1"].opacity() == 1.0
    QTest.keyClick(canvas, Qt.Key.Key_Escape)


def test_rerouting_at_a_groups_port(canvas: CanvasView) -> None:
    hand = Hand(canvas)
    hand.drag(hand.into("group1"), QPointF(450, 250))
    assert ("dense1", "dense2") not in edges(canvas)
    hand.drag(hand.into("group1"), hand.out("dense1"))
    assert ("dense1", "dense2") in edges(canvas)


def test_a_new_block_goes_behind_the_selected_group(canvas: CanvasView) -> None:
    canvas.select(("group1",))
    canvas.add_block("batch_norm")
    assert {("dropout1", "batch_norm1"), ("batch_norm1", "dense3")} <= edges(canvas)
    assert group(canvas).members == ("dense2", "dropout1")


def test_inserting_before_a_closed_group_makes_room(canvas: CanvasView) -> None:
    canvas.insert_block("batch_norm", Edge(source="dense1", target="dense2"))
    places = {id: card.pos().x() for id, card in canvas.network_scene.cards.items()}
    row_ = sorted(places, key=places.__getitem__)
    assert row_ == ["input1", "dense1", "batch_norm1", "group1", "dense3", "output1"]
    boxes = [canvas.network_scene.bounds((id,)) for id in row_]
    assert all(a.right() < b.left() for a, b in pairwise(boxes))


def test_deleting_a_closed_group_heals(canvas: CanvasView) -> None:
    hand = Hand(canvas)
    hand.click(hand.card("group1"))
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert edges(canvas) == {("input1", "dense1"), ("dense1", "dense3"), ("dense3", "output1")}
    assert canvas.document.experiment.network.groups == ()
    assert canvas.document.undo_label == "Delete Core"
    canvas.document.undo()
    canvas.select(("group1",))
    QTest.keyClick(canvas, Qt.Key.Key_Delete, SHIFT)
    assert edges(canvas) == {("input1", "dense1"), ("dense3", "output1")}


def test_copies_of_groups_are_groups(canvas: CanvasView) -> None:
    canvas.select(("group1",))
    QTest.keyClick(canvas, Qt.Key.Key_D, CONTROL)
    network = canvas.document.experiment.network
    assert canvas.selection == ("group2",)
    assert network.groups[1].members == ("dense4", "dropout2")
    QTest.keyClick(canvas, Qt.Key.Key_C, CONTROL)
    QTest.keyClick(canvas, Qt.Key.Key_V, CONTROL)
    assert [group.name for group in canvas.document.experiment.network.groups] == ["Core"] * 3
    assert "group3" in canvas.network_scene.cards
    assert canvas.document.analysis.problems == analyse(canvas.document.experiment).problems
    assert sound(canvas.document.experiment.network).problems == ()


def test_what_cuts_through_a_group_cannot_be_grouped(open_canvas: OpenCanvas) -> None:
    canvas = open_canvas(net(closed=False))
    said: list[str] = []
    canvas.message.connect(said.append)
    canvas.select(("dropout1", "dense3"))
    canvas.group_selection()
    canvas.select(("group1",))
    canvas.group_selection()
    canvas.select(())
    canvas.group_selection()
    assert "“Core” lies half inside the selection" in said[0]
    assert "already" in said[1]
    assert "Select" in said[2]
    assert canvas.document.present == 0


def test_walking_out_of_and_into_groups(open_canvas: OpenCanvas) -> None:
    canvas = open_canvas(net(closed=False))
    canvas.select(("dropout1",))
    QTest.keyClick(canvas, Qt.Key.Key_Up, CONTROL)
    assert canvas.selection == ("group1",)
    QTest.keyClick(canvas, Qt.Key.Key_Down, CONTROL)
    assert canvas.selection == ("dense2",)
    canvas.toggle_group("group1")
    QTest.keyClick(canvas, Qt.Key.Key_Right, CONTROL)
    assert canvas.selection == ("dense3",)
    QTest.keyClick(canvas, Qt.Key.Key_Left, CONTROL)
    assert canvas.selection == ("group1",)


def test_a_hidden_block_is_selected_by_its_group(canvas: CanvasView) -> None:
    canvas.select(("dropout1",))
    assert canvas.selection == ("group1",)
    assert canvas.selected_nodes == ("dense2", "dropout1")


def test_the_live_strip_is_the_last_copys(open_canvas: OpenCanvas) -> None:
    canvas = open_canvas(net(repeat=2))
    quiet = canvas.grab().toImage()
    canvas.set_live({"dropout1": LiveValues(histogram=(1.0, 2.0)), "dense2": LiveValues(histogram=(1.0, 2.0))})
    assert canvas.grab().toImage() == quiet
    canvas.set_live({"dropout1@2": LiveValues(histogram=(1.0, 2.0, 3.0))})
    assert canvas.grab().toImage() != quiet


def test_arranging_moves_groups_as_one(canvas: CanvasView) -> None:
    QTest.keyClick(canvas, Qt.Key.Key_A, SHIFT)
    places = [canvas.network_scene.cards[id].pos().x() for id in ("input1", "dense1", "group1", "dense3", "output1")]
    assert [b - a for a, b in pairwise(places)] == [200.0] * 4
    network = canvas.document.experiment.network
    assert network.node("dropout1").position[0] - network.node("dense2").position[0] == 200.0


def test_opening_covers_nothing(canvas: CanvasView) -> None:
    canvas.arrange()
    canvas.toggle_group("group1")
    scene = canvas.network_scene
    frame = scene.frames.items["group1"].place()
    others = [scene.bounds((id,)) for id in ("input1", "dense1", "dense3", "output1")]
    assert not any(frame.intersects(place) for place in others)
    assert scene.bounds(("dense1",)).right() < frame.left()
    assert frame.right() < scene.bounds(("dense3",)).left()
    canvas.document.undo()
    assert group(canvas).closed


def test_menu_of_a_group(canvas: CanvasView) -> None:
    hand = Hand(canvas)
    canvas.select(("group1",))
    menu = menu_for(canvas, canvas.network_scene.hit(hand.card("group1")), QPointF())
    texts = {action.text().split("\t")[0]: action for action in menu.actions() if action.text()}
    assert {"Open", "Rename", "Ungroup", "Save to my blocks", "Export block…", "Delete"} <= set(texts)
    texts["Open"].trigger()
    assert not group(canvas).closed


def test_into_a_group_and_out_again(open_canvas: OpenCanvas) -> None:
    outer = Group(id="outer", name="Outer", members=("dense1", "dense2", "dropout1"), closed=False)
    canvas = open_canvas(replace(net(closed=False), groups=(*net(closed=False).groups, outer)))
    hand = Hand(canvas)
    canvas.select(("group1", "dense3"))
    menu = menu_for(canvas, canvas.network_scene.hit(hand.card("dense3")), QPointF())
    texts = {action.text().split("\t")[0]: action for action in menu.actions() if action.text()}
    texts["Put into Core"].trigger()
    core, around = canvas.document.experiment.network.groups
    assert core.members == ("dense2", "dropout1", "dense3")
    assert set(around.members) == {"dense1", *core.members}
    assert canvas.document.undo_label == "Put into Core"
    canvas.select(("dropout1",))
    menu = menu_for(canvas, canvas.network_scene.hit(hand.card("dropout1")), QPointF())
    texts = {action.text().split("\t")[0]: action for action in menu.actions() if action.text()}
    assert "Put into Core" not in texts
    texts["Take out of Core"].trigger()
    core, around = canvas.document.experiment.network.groups
    assert core.members == ("dense2", "dense3")
    assert "dropout1" in around.members
    canvas.leave_group()
    assert "dropout1" not in canvas.document.experiment.network.groups[1].members
    assert sound(canvas.document.experiment.network).problems == ()


def test_renaming_a_group(canvas: CanvasView) -> None:
    canvas.select(("group1",))
    QTest.keyClick(canvas, Qt.Key.Key_F2)
    (field,) = [child for child in canvas.findChildren(QLineEdit) if child.isVisible()]
    QTest.keyClicks(field, "Body")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert group(canvas).name == "Body"
    assert canvas.document.undo_label == "Rename to Body"


def test_groups_inside_groups(open_canvas: OpenCanvas) -> None:
    inner = Group(id="inner", name="Inner", members=("dropout1",), closed=True)
    outer = Group(id="outer", name="Outer", members=("dense2", "dropout1"), closed=False)
    canvas = open_canvas(replace(net(), groups=(inner, outer)))
    assert set(canvas.network_scene.cards) == {"input1", "dense1", "dense2", "inner", "dense3", "output1"}
    canvas.toggle_group("inner")
    frames = canvas.network_scene.frames.items
    assert frames["outer"].place().contains(frames["inner"].place())
    canvas.toggle_group("outer")
    assert set(canvas.network_scene.cards) == {"input1", "dense1", "outer", "dense3", "output1"}
    canvas.grab()


def test_a_damaged_group_is_no_crash(open_canvas: OpenCanvas) -> None:
    odd = (
        Group(id="dense1", name="", members=("dense2",)),
        Group(id="x", name="", members=("gone",)),
        Group(id="y", name="", members=("dense1", "dense2", "gone"), repeat=9),
        Group(id="z", name="", members=("dense2", "dense3")),
    )
    canvas = open_canvas(replace(net(), groups=odd))
    assert set(canvas.network_scene.cards) == {"input1", "y", "dropout1", "dense3", "output1"}
    canvas.grab()
    for _ in range(9):
        wrong = [problem for problem in canvas.document.analysis.problems if "group" in problem.sentence]
        if not wrong:
            break
        canvas.apply(wrong[0].fixes[0].edit)
    assert sound(canvas.document.experiment.network).problems == ()


def test_a_piece_with_groups_as_text_and_back() -> None:
    network = net(repeat=3)
    piece = piece_from_text(piece_to_text(piece_of(network, ("dense1", "dense2", "dropout1"))))
    assert piece.groups == network.groups
    assert piece_of(network, ("dense1", "dense2")).groups == ()


def test_paste_says_why_not(canvas: CanvasView) -> None:
    QGuiApplication.clipboard().setText("just words")
    assert canvas.paste_refusal() == "The clipboard holds no blocks."
    canvas.select(("group1",))
    canvas.copy()
    assert canvas.paste_refusal() == ""


json_like = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(("nodes", "edges", "groups", "x")), json_like, max_size=4), json_like)
def test_no_foreign_piece_does_harm(parts: dict[str, object], version: object) -> None:
    text = json.dumps({"playground-blocks": version if version else 1, **parts})
    with suppress(PlaygroundError):
        assert piece_from_text(text).nodes


moves = st.lists(
    st.sampled_from(
        ("group", "ungroup", "toggle", "delete", "duplicate", "undo", "redo", "insert", "repeat", "join", "leave")
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), moves)
def test_any_edits_of_groups_leave_sound_ones_and_undo_brings_all_back(
    open_canvas: OpenCanvas, data: st.DataObject, moves: list[str]
) -> None:
    first = Experiment(network=net())
    document = Document(first)
    canvas = open_canvas(first.network)
    canvas.document.open(first)
    document = canvas.document
    for move in moves:
        things = [*canvas.network_scene.cards, *canvas.network_scene.frames.items]
        canvas.select(data.draw(st.sets(st.sampled_from(things), max_size=3)) if things else ())
        match move:
            case "group":
                canvas.group_selection()
            case "ungroup":
                canvas.ungroup_selection()
            case "toggle":
                canvas.toggle_group()
            case "delete":
                canvas.delete_selection()
            case "duplicate" if canvas.selection:
                canvas.duplicate_selection()
            case "join":
                canvas.join_group()
            case "leave":
                canvas.leave_group()
            case "undo":
                document.undo()
            case "redo":
                document.redo()
            case "insert" if canvas.network_scene.edges:
                canvas.insert_block("dropout", data.draw(st.sampled_from(list(canvas.network_scene.edges))))
            case "repeat" if id := canvas.selected_group:
                document.apply(with_group(document.experiment.network, id, "Repeat", repeat=2))
        network = document.experiment.network
        assert sound(network).problems == ()
        seen = groups.shown(network)
        assert set(canvas.network_scene.cards) == {node.id for node in seen.cards}
        assert set(seen.card) == set(ids(canvas))
    document.go_to(0)
    assert document.experiment is first


def test_an_edit_of_nothing_is_none() -> None:
    network = net()
    assert groups.ungrouped(network, ()) is None
    assert isinstance(groups.toggled(network, "group1"), SetGroups)
    empty = groups.shown(replace(network, nodes=(Node(id="a", kind="output", params=Values()),), edges=(), groups=()))
    assert empty.exits == {}
