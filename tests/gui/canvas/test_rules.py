from __future__ import annotations

import json
from itertools import combinations
from typing import Any

import pytest

from playground.catalog.tensor import shape_in_words
from playground.gui.canvas import rules
from playground.gui.canvas.faces import compact
from playground.gui.canvas.geometry import HEIGHT, WIDTH, card_at
from playground.gui.canvas.layout import READABLE, arranged, depths
from playground.gui.canvas.search import found
from playground.spec.experiment import Experiment, Network, Node
from playground.spec.piece import MARK, piece_from_text, piece_of, piece_to_text
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from tests.gui.canvas.conftest import branch, pair, row


def test_refusals() -> None:
    network = row("input", "dense", "dense", "output")
    one, two = network.node("dense1"), network.node("dense2")
    begin, end = network.node("input1"), network.node("output1")
    assert rules.refusal(network, begin, two) is None
    assert "loop" in (rules.refusal(network, two, one) or "")
    assert "loop" in (rules.refusal(network, one, one) or "")
    assert "already" in (rules.refusal(network, one, two) or "")
    assert "end" in (rules.refusal(network, end, one) or "")
    assert "beginning" in (rules.refusal(network, one, begin) or "")


def test_slots() -> None:
    network = branch()
    assert rules.slots(network, network.node("input1")) == 0
    assert rules.slots(network, network.node("dense1")) == 1
    assert rules.slots(network, network.node("add1")) == 2


def test_a_join_gets_the_next_port_or_gives_one_up() -> None:
    network = branch()
    join, other = network.node("add1"), network.node("dense2")
    assert rules.connection(network, other, join).edge == pair("dense2", "add1", 1)
    assert rules.connection(network, other, join, 0).edge == pair("dense2", "add1", 0)


def test_insert_makes_room_only_where_it_is_needed() -> None:
    network = row("input", "dense", "output")
    node, edit = rules.inserted(network, "dropout", network.edges[1])
    after = edit.apply(Experiment(network=network)).network
    assert node.position == (400.0, 0.0)
    assert after.node("output1").position == (600.0, 0.0)
    assert after.node("dense1") is network.node("dense1")
    wide = rules.inserted(after, "dropout", pair("dense1", "dropout1"), (400.0, 0.0))[1]
    assert wide.label == "Insert Dropout"


def test_linked_goes_behind_the_selected_block() -> None:
    network = row("input", "dense", "output")
    _, edit = rules.linked(network, "dropout", "input1", (0.0, 0.0))
    made = edit.apply(Experiment(network=network)).network
    assert [(edge.source, edge.target) for edge in made.edges][:2] == [("input1", "dropout1"), ("dropout1", "dense1")]
    forked = Network(nodes=made.nodes, edges=(*made.edges, pair("input1", "output1", 1)))
    node, edit = rules.linked(forked, "dense", "input1", (0.0, 0.0))
    made = edit.apply(Experiment(network=forked)).network
    assert [edge.source for edge in made.inputs(node.id)] == ["input1"]
    assert made.outputs(node.id) == ()


def test_a_free_place_covers_nothing() -> None:
    taken = [(0.0, 0.0), (10.0, 120.0)]
    room, network = rules.Room(taken=tuple(card_at(place) for place in taken)), Network()
    x, y = room.free((0.0, 0.0), network)
    assert all(abs(x - a) >= 150 or abs(y - b) >= 84 for a, b in taken)
    assert room.free((500.0, 3.0), network) == (500.0, 0.0)
    assert rules.EVERYWHERE.free((500.0, 3.0), row("input")) == (500.0, 0.0)


def test_arranged_in_columns_without_covering() -> None:
    network = branch()
    network = Network(nodes=network.nodes, edges=(*network.edges, pair("input1", "dense2"), pair("dense2", "add1", 1)))
    assert depths(network) == {"input1": 0, "dense1": 1, "dense2": 1, "add1": 2, "output1": 3}
    places = arranged(network)
    assert len(set(places.values())) == len(places)
    assert places["input1"] == (0.0, 0.0)
    assert abs(places["dense1"][1] - places["dense2"][1]) > 84
    assert places["add1"][1] == 0.0
    assert arranged(Network()) == {}


def test_a_row_too_long_for_the_window_goes_on_in_a_next_one() -> None:
    network = row("input", *["dense"] * 5, "output")
    assert {y for _, y in arranged(network, room=(2000.0, 600.0)).values()} == {0.0}
    places = arranged(network, room=(450.0, 290.0))
    left = [id for id, (x, _) in places.items() if x == 0.0]
    assert left == ["input1", "dense3", "output1"], "three rows of three, three and one"
    wide = max(x for x, _ in places.values()) + WIDTH
    high = max(y for _, y in places.values()) + HEIGHT
    assert min(450.0 / wide, 290.0 / high) >= READABLE
    opened = dict.fromkeys(places, (110.0, 400.0))
    tall = arranged(network, opened, (450.0, 290.0))
    assert all(abs(a[0] - b[0]) >= 110 or abs(a[1] - b[1]) >= 400 for a, b in combinations(tall.values(), 2))


def test_a_loop_can_be_arranged() -> None:
    nodes = (Node(id="a", kind="dense"), Node(id="b", kind="dense"))
    places = arranged(Network(nodes=nodes, edges=(pair("a", "b"), pair("b", "a"))))
    assert set(places) == {"a", "b"}


def test_search() -> None:
    kinds = [block.kind for block in found("")]
    assert kinds[0] == "dense"
    assert kinds[-2:] == ["input", "output"]
    assert found("skip")[0].kind == "add" or "skip" in found("skip")[0].summary
    assert found("fully connected")[0].kind == "dense"
    assert found("btch")[0].kind == "batch_norm"
    assert found("BATCH n")[0].kind == "batch_norm"
    assert found("qqq") == []


def test_text_and_back() -> None:
    network = row("input", "dense", "output")
    node = Node(
        id="dense9", kind="dense", name="Größe", position=(1.5, 2.0), params=Values(activation=Choice("relu"), units=3)
    )
    network = Network(nodes=(*network.nodes, node), edges=(*network.edges, pair("dense1", "dense9")))
    piece = piece_from_text(piece_to_text(piece_of(network, ("dense1", "dense9"))))
    assert piece.nodes == (network.node("dense1"), node)
    assert piece.edges == (pair("dense1", "dense9"),)


GOOD: dict[str, Any] = {"id": "a", "kind": "dense", "name": "", "position": [0, 0], "params": {}}


@pytest.mark.parametrize(
    "damage",
    [
        {"nodes": []},
        {"nodes": "many"},
        {"nodes": [GOOD, GOOD]},
        {"nodes": [5]},
        {"nodes": [GOOD] * 3000},
        {"nodes": [{**GOOD, "position": [10**400, 0]}]},
        {"nodes": [{**GOOD, "position": [True, 0]}]},
        {"nodes": [{**GOOD, "kind": ["dense"]}]},
        {"nodes": [{**GOOD, "id": "x" * 1000}]},
        {"nodes": [{**GOOD, "params": []}]},
        {"edges": [{"source": "a", "target": "gone", "port": 0}]},
        {"edges": [{"source": ["a"], "target": "a", "port": 0}]},
        {"edges": [{"source": "a", "target": "a", "port": True}]},
        {"edges": ["a"]},
        {MARK: 99},
    ],
)
def test_damaged_text_is_refused(damage: dict[str, Any]) -> None:
    text = json.dumps({MARK: 1, "nodes": [GOOD], "edges": [], **damage})
    with pytest.raises(PlaygroundError):
        piece_from_text(text)


def test_numbers_that_are_none_are_refused() -> None:
    with pytest.raises(PlaygroundError, match="must be finite"):
        piece_from_text('{"playground-blocks": 1, "nodes": [NaN], "edges": []}')


def test_words_for_shapes_and_counts() -> None:
    assert (shape_in_words((4,)), shape_in_words((1, 8, 8)), shape_in_words(())) == ("4", "8×8×1", "1")
    assert (compact(940), compact(12_345), compact(3_100_000)) == ("940", "12k", "3.1M")
