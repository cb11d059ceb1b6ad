from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.gui.canvas.live import UnitValues
from playground.gui.canvas.story.layer import StoryLayer
from playground.gui.canvas.story.story import Story
from playground.gui.canvas.units import spot
from playground.gui.canvas.units.callout import Callout
from playground.gui.canvas.units.layer import layer_of
from playground.gui.canvas.units.menus import spot_menu
from playground.gui.canvas.units.spot import Spot
from playground.gui.canvas.units.tips import tip
from playground.gui.canvas.view import CanvasView
from playground.gui.gaze import Unit
from playground.gui.theme.tokens import LIGHT
from playground.spec.experiment import Network, Node
from playground.spec.values import Choice, Values
from tests.gui.canvas.conftest import Hand, OpenCanvas, row

Key = Qt.Key


def opened(*kinds: str) -> Network:
    """Blocks in a row, every one opened, 60 canvas units apart."""
    network = row(*kinds)
    nodes = tuple(replace(node, opened=True, position=(170.0 * place, 0.0)) for place, node in enumerate(network.nodes))
    return replace(network, nodes=nodes)


@pytest.fixture
def canvas(open_canvas: OpenCanvas) -> CanvasView:
    """Input (2 units) → dense1 (4) → dense2 (4) → output (1), opened, with maps and weights."""
    canvas = open_canvas(opened("input", "dense", "dense", "output"))
    canvas.network_scene.show_units(values())
    return canvas


def values() -> UnitValues:
    draw = np.random.default_rng(0)
    shapes = {"dense1.weight": (4, 2), "dense1.bias": (4,), "dense2.weight": (4, 4), "dense2.bias": (4,)}
    return UnitValues(
        maps={
            id: draw.uniform(-1, 1, (units, 24, 24)).astype(np.float16)
            for id, units in {"input1": 2, "dense1": 4, "dense2": 4, "output1": 1}.items()
        },
        extent=(-6.0, 6.0, -6.0, 6.0),
        weights={name: draw.normal(size=shape).astype(np.float32) for name, shape in shapes.items()},
        gradients={"dense1.weight": np.full((4, 2), 0.25, dtype=np.float32)},
    )


def place(canvas: CanvasView, here: Spot) -> QPointF:
    return canvas.network_scene.place_of(here).center()


def node(canvas: CanvasView, id: str) -> Node:
    return canvas.document.experiment.network.node(id)


def chosen(canvas: CanvasView) -> Spot | None:
    return canvas.inside.chosen


def open_now(canvas: CanvasView) -> tuple[str, ...]:
    return canvas.network_scene.opened


WEIGHT = spot.number("dense1", "weight", 2, 1)


def test_hovering_a_unit_looks_at_it(canvas: CanvasView, hand: Hand) -> None:
    hand.hover(place(canvas, spot.unit("dense1", 2)))
    assert canvas.gaze.unit == Unit("dense1", 2)
    hand.hover(QPointF(-400, -200))
    assert canvas.gaze.unit is None


def test_hovering_a_weight_tells_value_and_gradient(canvas: CanvasView, hand: Hand) -> None:
    hand.hover(place(canvas, WEIGHT))
    words = tip(canvas.inside, WEIGHT)
    value = float(canvas.network_scene.units.weights["dense1.weight"][2, 1])
    assert f"{value:.3g}".replace("-", "−") in words
    assert "∂J/∂w = 0.25" in words
    assert "x₂ → unit 3 of Dense 1" in words
    assert canvas.gaze.unit is None


def test_a_click_on_a_weight_sets_what_is_typed(canvas: CanvasView, hand: Hand) -> None:
    before = float(canvas.network_scene.units.weights["dense1.weight"][2, 1])
    canvas.steps_done = lambda: 7
    hand.click(place(canvas, WEIGHT))
    field = canvas.inside.field
    assert field is not None
    QTest.keyClicks(field.line, "-1.5")
    QTest.keyClick(field.line, Key.Key_Return)
    assert canvas.inside.field is None
    (touch,) = canvas.document.experiment.touches
    assert (touch.weight, touch.index, touch.value, touch.step) == ("dense1.weight", (2, 1), -1.5, 7)
    assert touch.before == pytest.approx(before)
    assert canvas.document.undo_label == "Set x₂ → unit 3 of Dense 1"
    canvas.document.undo()
    assert canvas.document.experiment.touches == ()


def test_a_bias_is_set_by_arrows_and_given_up_by_escape(canvas: CanvasView, hand: Hand) -> None:
    bias = spot.number("dense1", "bias", 0)
    before = float(canvas.network_scene.units.weights["dense1.bias"][0])
    hand.click(place(canvas, bias))
    field = canvas.inside.field
    assert field is not None
    QTest.keyClick(field.line, Key.Key_Up)
    QTest.keyClick(field.line, Key.Key_Up)
    (touch,) = canvas.document.experiment.touches  # one hand, one undo
    assert touch.value == pytest.approx(before + 0.2, abs=1e-5)
    QTest.keyClick(field.line, Key.Key_Escape)
    assert canvas.document.experiment.touches == ()
    assert canvas.inside.field is None


def test_what_is_no_number_is_refused_in_words(canvas: CanvasView, hand: Hand) -> None:
    said: list[str] = []
    canvas.message.connect(said.append)
    hand.click(place(canvas, WEIGHT))
    field = canvas.inside.field
    assert field is not None
    QTest.keyClicks(field.line, "much")
    QTest.keyClick(field.line, Key.Key_Return)
    assert said == ["A weight is a number of at most 3.4e38 in size, such as −0.5; “much” is none."]
    assert canvas.inside.field is field
    field.close_field()


def test_a_double_click_inside_renames_nothing(canvas: CanvasView, hand: Hand) -> None:
    hand.double_click(place(canvas, spot.unit("dense1", 0)))
    assert canvas.findChild(type(canvas), "rename") is None
    assert canvas._rename is None
    more = place(canvas, spot.button("dense1", "more"))
    hand.double_click(more)
    assert node(canvas, "dense1").params["units"] == 6  # one unit for each press
    assert place(canvas, spot.button("dense1", "more")) != more  # although the button has gone up with the block


def test_units_come_and_go(canvas: CanvasView, hand: Hand) -> None:
    hand.click(place(canvas, spot.button("dense1", "more")))
    assert node(canvas, "dense1").params["units"] == 5
    canvas.inside.freeze(spot.unit("dense1", 4))
    canvas.inside.freeze(spot.unit("dense1", 1))
    hand.click(place(canvas, spot.button("dense1", "fewer")))
    assert node(canvas, "dense1").params["units"] == 4
    assert node(canvas, "dense1").frozen == ("1",)  # the word for the unit that went is gone
    assert canvas.document.undo_label == "Remove a unit from Dense 1"
    said: list[str] = []
    canvas.message.connect(said.append)
    for _ in range(4):
        canvas.inside.grow("dense1", -1)
    assert node(canvas, "dense1").params["units"] == 1
    assert said == ["units must be between 1 and 65536, not 0."]


def test_freezing_a_weight_a_unit_and_a_layer(canvas: CanvasView, hand: Hand) -> None:
    hand.hover(place(canvas, WEIGHT))
    QTest.keyClick(canvas, Key.Key_K)
    hand.hover(place(canvas, spot.unit("dense1", 0)))
    QTest.keyClick(canvas, Key.Key_K)
    hand.click(place(canvas, spot.button("dense1", "lock")))
    assert node(canvas, "dense1").frozen == ("weight[2,1]", "0", "*")
    assert canvas.document.undo_label == "Freeze Dense 1"
    hand.click(place(canvas, spot.button("dense1", "lock")))
    assert node(canvas, "dense1").frozen == ("weight[2,1]", "0")
    assert not canvas.grab().isNull()


def test_a_layer_that_learns_nothing_says_so(canvas: CanvasView) -> None:
    said: list[str] = []
    canvas.message.connect(said.append)
    canvas.inside.freeze(spot.unit("input1", 0))
    assert said == ["Input learns nothing, so there is nothing to freeze."]


def test_opening_and_closing(open_canvas: OpenCanvas) -> None:
    canvas = open_canvas(row("input", "dense", "output"))
    hand, scene = Hand(canvas), canvas.network_scene
    card = scene.cards["dense1"]
    hand.click(card.pos() + QPointF(62, 12))
    assert node(canvas, "dense1").opened
    assert open_now(canvas) == ("dense1",)
    assert canvas.document.undo_label == "Open Dense"
    assert scene.sizes()["dense1"][1] > 200
    assert scene.cards_in(card.place().adjusted(0, 5, 0, 0).intersected(card.place().adjusted(0, 200, 0, 0)))
    hand.click(place(canvas, spot.button("dense1", "close")))
    assert open_now(canvas) == ()
    canvas.select(())
    QTest.keyClick(canvas, Key.Key_O)
    assert open_now(canvas) == ("input1", "dense1", "output1")
    canvas.document.undo()
    assert open_now(canvas) == ()


def test_close_in_layers_open_by_themselves_where_there_is_room(open_canvas: OpenCanvas) -> None:
    network = row("input", "dense", "output")
    nodes = list(network.nodes)
    nodes[2] = replace(nodes[2], position=(nodes[1].position[0], 100.0))  # right below: no room for four units
    canvas = open_canvas(replace(network, nodes=tuple(nodes)))
    middle = canvas.viewport().rect().center()
    assert open_now(canvas) == ()
    canvas.zoom_at(middle, 1.8)
    assert "input1" in open_now(canvas)
    assert "dense1" not in open_now(canvas)
    assert not any(node.opened for node in canvas.document.experiment.network.nodes)
    canvas.inside.toggle_open(("input1",))
    assert "input1" not in open_now(canvas)  # closed by hand, it stays closed
    canvas.zoom_at(middle, 0.5)
    assert open_now(canvas) == ()


def test_walking_by_keys_alone(canvas: CanvasView) -> None:
    canvas.select(("dense1",))
    QTest.keyClick(canvas, Key.Key_Return)
    assert chosen(canvas) == spot.unit("dense1", 0)
    assert canvas.gaze.unit == Unit("dense1", 0)
    QTest.keyClick(canvas, Key.Key_Down)
    assert canvas.accessibleDescription() == "unit 2 of Dense 1"
    QTest.keyClick(canvas, Key.Key_Left)
    assert chosen(canvas) == spot.number("dense1", "weight", 1, 0)
    assert canvas.accessibleDescription().startswith("x₁ → unit 2 of Dense 1: ")
    QTest.keyClick(canvas, Key.Key_Return)
    field = canvas.inside.field
    assert field is not None
    QTest.keyClicks(field.line, "3")
    QTest.keyClick(field.line, Key.Key_Return)
    assert canvas.document.experiment.touches[-1].value == 3.0
    QTest.keyClick(canvas, Key.Key_Escape)
    QTest.keyClick(canvas, Key.Key_Plus)
    assert node(canvas, "dense1").params["units"] == 5
    QTest.keyClick(canvas, Key.Key_Escape)
    assert chosen(canvas) is None
    assert canvas.selection == ("dense1",)


def test_the_menu_of_a_weight(canvas: CanvasView) -> None:
    menu = spot_menu(canvas.inside, WEIGHT)
    words = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    own, connection = ["Set value…", "Freeze it"], ["Insert a block before it…", "Delete the connection"]
    assert words == [*own, *connection, "Close", "Freeze the layer"]
    menu.actions()[1].trigger()
    assert node(canvas, "dense1").frozen == ("weight[2,1]",)


def test_a_pointed_place_of_the_surface_is_read_in_every_unit(canvas: CanvasView) -> None:
    canvas.gaze.look_at_point((1.0, -2.0))
    block = canvas.network_scene.cards["dense1"].opened
    assert block is not None
    assert block.readings is not None
    assert block.readings.shape == (4,)
    assert not canvas.grab().isNull()
    canvas.gaze.look_at_point(None)
    assert block.readings is None


def pixels(canvas: CanvasView) -> NDArray[np.int16]:
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGBX8888)
    return np.frombuffer(image.constBits(), dtype=np.uint8).astype(np.int16)


def test_the_numbers_of_a_story_stand_alone_on_the_units(canvas: CanvasView) -> None:
    story = StoryLayer(canvas.network_scene, LIGHT)
    story.tell(Story(forward={"dense1": np.ones(4, dtype=np.float32)}))
    before = pixels(canvas)
    canvas.gaze.look_at_point((1.0, -2.0))
    assert np.abs(pixels(canvas) - before).max() <= 4, "only roundings differ"
    story.tell(None)
    assert np.abs(pixels(canvas) - before).max() > 100


def test_the_words_on_a_weight_go_with_the_pointer_and_the_keys(canvas: CanvasView, hand: Hand) -> None:
    callout = canvas.findChild(Callout)
    assert callout is not None
    canvas.activateWindow()
    hand.click(place(canvas, WEIGHT))
    field = canvas.inside.field
    assert field is not None
    QTest.keyClicks(field.line, "2")
    QTest.keyClick(field.line, Key.Key_Return)
    assert callout.isVisible(), "the keys are on the weight"
    heads = [canvas.mapFromScene(card.place()).boundingRect() for card in canvas.network_scene.cards.values()]
    assert not any(rect.intersects(callout.geometry()) for rect in heads), "it hides no block"
    QApplication.sendEvent(canvas.viewport(), QEvent(QEvent.Type.Leave))
    assert not callout.isVisible()
    QTest.keyClick(canvas, Key.Key_Down)
    assert callout.isVisible()
    canvas.clearFocus()
    assert not callout.isVisible()
    canvas.setFocus()
    canvas.inside.choose(WEIGHT)
    assert callout.isVisible()
    canvas.inside.choose(spot.unit("dense1", 0))
    assert not callout.isVisible()


def test_behind_a_closed_group_weights_are_a_picture_at_its_output(canvas: CanvasView) -> None:
    canvas.select(("dense1",))
    canvas.group_selection()
    (group,) = canvas.shown.groups.values()
    scene = canvas.network_scene
    (edge,) = (edge for edge in scene.edges if edge.source == "dense1")
    assert group.id in canvas.shown.closed
    wires = scene.edges[edge].wires
    assert wires is not None
    assert wires.mode == "matrix"
    assert wires.bounds.contains(scene.cards[group.id].output_port())


def test_what_is_not_there_any_more_is_forgotten(canvas: CanvasView, hand: Hand) -> None:
    hand.click(place(canvas, spot.unit("dense1", 3)))
    assert chosen(canvas) == spot.unit("dense1", 3)
    canvas.inside.grow("dense1", -1)
    assert chosen(canvas) is None
    assert canvas.gaze.unit is None


def test_a_wide_layer_shows_its_weights_as_a_picture(open_canvas: OpenCanvas) -> None:
    network = opened("input", "dense", "dense", "output")
    nodes = tuple(
        replace(node, params=Values(units=40) if node.id == "dense1" else node.params, position=(240.0 * at, 0.0))
        for at, node in enumerate(network.nodes)
    )
    canvas = open_canvas(replace(network, nodes=nodes))
    modes = {edge.target: item.wires.mode for edge, item in canvas.network_scene.edges.items() if item.wires}
    assert modes == {"dense1": "matrix", "dense2": "matrix", "output1": "lines"}
    canvas.network_scene.show_units(
        UnitValues(weights={"dense2.weight": np.random.default_rng(0).normal(size=(4, 40)).astype(np.float32)})
    )
    here = spot.number("dense2", "weight", 3, 17)
    assert canvas.network_scene.hit(place(canvas, here), canvas.zoom).spot == here
    assert not canvas.grab().isNull()


def test_what_of_a_block_is_shown(open_canvas: OpenCanvas) -> None:
    network = row("input", "dense", "batch_norm", "output")
    nodes = list(network.nodes)
    nodes[1] = replace(nodes[1], params=Values(units=3, activation=Choice("relu")))
    canvas = open_canvas(replace(network, nodes=tuple(nodes)))
    found = {node.id: layer_of(node, canvas.document.analysis) for node in canvas.document.experiment.network.nodes}
    first, dense, norm, last = (found[node.id] for node in nodes)
    assert first is not None
    assert dense is not None
    assert norm is not None
    assert last is not None
    assert (first.labels, first.range, first.learns) == (("x₁", "x₂"), "unit", False)
    assert (dense.weight, dense.inputs, dense.marks, dense.range, dense.grows) == (
        "weight",
        2,
        ("bias",),
        "layer",
        "units",
    )
    assert (norm.marks, norm.pairs, norm.grows) == (("gamma", "beta"), True, "")
    assert last.weight == "weight"
