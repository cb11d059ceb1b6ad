"""Ready groups on the canvas: found, dropped on a connection, as wide as what flows in; groups that open in columns."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QPointF, QRectF
from pytestqt.qtbot import QtBot

from playground.catalog.analysis import analyse
from playground.gui.canvas.framed import arranged_in_frames
from playground.gui.canvas.geometry import HEIGHT, WIDTH, card_at
from playground.gui.canvas.groups import of_cards, shown
from playground.gui.canvas.listed import READY
from playground.gui.canvas.search import all_blocks, found
from playground.gui.canvas.view import CanvasView
from playground.gui.theme.tokens import LIGHT
from playground.spec.experiment import Edge
from playground.spec.values import Values
from playground.workbench.document import Document
from playground.workbench.templates import classics, load_template


@pytest.fixture
def document() -> Document:
    return Document(load_template("lenet5"))


@pytest.fixture
def canvas(qtbot: QtBot, document: Document) -> CanvasView:
    made = CanvasView(document, LIGHT)
    qtbot.addWidget(made)
    made.resize(900, 600)
    return made


def test_they_stand_under_a_heading_of_their_own_and_are_found() -> None:
    ready = [block for block in all_blocks() if block.kind.startswith(READY)]
    assert {block.group for block in ready} == {"Ready groups"}
    assert len(ready) == 8
    assert found("resnet")[0].kind.startswith(READY)
    assert found("excitation")[0].title == "Squeeze-and-excitation"


def test_on_a_connection_it_takes_the_width_of_what_flows_in(canvas: CanvasView, document: Document) -> None:
    edge = Edge(source="c3", target="s4")
    canvas.insert_block(READY + "residual_block", edge)
    analysis = document.analysis
    assert analysis.trainable
    network = document.experiment.network
    (group,) = network.groups
    assert canvas.selection == (group.id,)
    assert {network.node(id).params["filters"] for id in group.members if network.node(id).kind == "conv"} == {16}
    assert analysis.signatures["s4"].output == (16, 5, 5)
    assert edge not in network.edges
    assert sum(edge.source == "c3" for edge in network.edges) == 2, "the way through and the way round"
    assert document.undo_label == "Add Residual block"
    document.undo()
    assert not document.experiment.network.groups


def test_chosen_with_enter_it_goes_behind_the_selected_block(canvas: CanvasView, document: Document) -> None:
    canvas.select(("c1",))
    canvas.add_block(READY + "squeeze_excitation")
    assert document.analysis.trainable
    assert document.analysis.signatures["s2"].inputs == ((6, 28, 28),)


def test_dropped_on_empty_canvas_it_waits_for_a_connection(canvas: CanvasView, document: Document) -> None:
    canvas.add_block(READY + "inception_module", QPointF(0.0, 600.0))
    (group,) = document.experiment.network.groups
    assert len(canvas.shown.entries[group.id]) == 4


def test_another_width_offers_a_projection(canvas: CanvasView, document: Document) -> None:
    canvas.insert_block(READY + "residual_block", Edge(source="c3", target="s4"))
    network = document.experiment.network
    nodes = tuple(
        replace(node, params=Values(node.params | {"filters": 24})) if node.id.startswith("conv") else node
        for node in network.nodes
    )
    wider = replace(document.experiment, network=replace(network, nodes=nodes))
    (problem, *_) = analyse(wider).problems
    assert problem.severity == "error"
    fixed = [fix for fix in problem.fixes if analyse(fix.edit.apply(wider)).trainable]
    assert any("24" in fix.label for fix in fixed)


@pytest.mark.parametrize("id", [template.id for template in classics()])
def test_cards_of_architectures_do_not_cover_each_other(id: str) -> None:
    cards = [card_at(node.position) for node in shown(load_template(id).network).cards]
    assert not any(one.intersects(other) for one, other in combinations(cards, 2))


@pytest.mark.parametrize(
    ("id", "groups"), [("resnet20", ("group_conv3_1", "group_conv3_2")), ("inception_v1", ("group_3a",))]
)
def test_what_opens_in_a_column_covers_nothing(qtbot: QtBot, id: str, groups: tuple[str, ...]) -> None:
    document = Document(load_template(id))
    canvas = CanvasView(document, LIGHT)
    qtbot.addWidget(canvas)
    canvas.resize(900, 600)
    for group in groups:
        assert canvas.toggle_group(group)
    cards = [card.place() for card in canvas.network_scene.cards.values()]
    assert not any(one.intersects(other) for one, other in combinations(cards, 2))
    before = document.experiment
    canvas.toggle_group(groups[-1])
    canvas.toggle_group(groups[-1])
    places = {node.id: node.position for node in before.network.nodes}
    assert {node.id: node.position for node in document.experiment.network.nodes} == places, "it does not wander"


@pytest.mark.parametrize("room", [(780.0, 460.0), (1600.0, 1000.0)])
def test_arranged_frames_stay_together_and_are_columns_where_rows_could_not_be_read(room: tuple[float, float]) -> None:
    seen = shown(load_template("vgg16").network)
    frames = [(group.id, frozenset(group.members)) for group in seen.frames]
    sizes = {card.id: (WIDTH, HEIGHT) for card in seen.cards}
    places = arranged_in_frames(of_cards(seen), frames, sizes, room)
    cards = {id: card_at(place) for id, place in places.items()}
    assert not any(one.intersects(other) for one, other in combinations(cards.values(), 2))
    for _, members in frames:
        around = QRectF()
        for id in members:
            around = around.united(cards[id])
        assert not any(around.intersects(place) for id, place in cards.items() if id not in members)
        assert (len({places[id][0] for id in members}) == 1) == (room[0] < 1000)
    assert places["conv1_1"][1] < places["conv1_2"][1] or room[0] > 1000
