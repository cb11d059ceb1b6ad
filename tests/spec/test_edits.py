from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.spec.edits import (
    AddNode,
    Connect,
    Disconnect,
    InsertOnEdge,
    MoveNodes,
    RemoveNodes,
    Replace,
    Set,
    Several,
    get_at,
)
from playground.spec.experiment import Edge, Experiment, Network, Node, chain, lay_out
from playground.spec.values import Choice, Values


def network(*ids: str, edges: tuple[Edge, ...] | None = None) -> Network:
    nodes = lay_out(tuple(Node(id=id, kind="dense") for id in ids))
    return Network(nodes=nodes, edges=chain(*nodes) if edges is None else edges)


def edge(text: str, port: int = 0) -> Edge:
    source, target = text.split(">")
    return Edge(source=source, target=target, port=port)


def drawn(experiment: Experiment) -> list[str]:
    return [f"{item.source}>{item.target}{f':{item.port}' if item.port else ''}" for item in experiment.network.edges]


LINE = Experiment(network=network("a", "b", "c", "d"))
# a forks into b and c, which d joins
DIAMOND = Experiment(network=network("a", "b", "c", "d", edges=(edge("a>b"), edge("a>c"), edge("b>d"), edge("c>d", 1))))

SOURCE = Experiment(
    network=Network(
        nodes=(
            Node(id="dense1", kind="dense", params=Values(units=4, activation=Choice("leaky_relu", Values(slope=0.1)))),
            Node(id="dense2", kind="dense"),
        )
    )
)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("seed",), 7),
        (("notes",), "so"),
        (("training", "batch_size"), 32),
        (("training", "optimizer"), Choice("adam", Values(beta1=0.5))),
        (("training", "optimizer", "learning_rate"), 0.5),
        (("data", "normalize"), True),
        (("data", "source", "samples"), 100),
        (("network", "dense1", "units"), 9),
        (("network", "dense2", "units"), 9),
        (("network", "dense1", "name"), "first"),
        (("network", "dense1", "position"), (3.0, 4.0)),
        (("network", "dense1", "activation"), Choice("tanh")),
        (("network", "dense1", "activation", "slope"), 0.3),
    ],
)
def test_set_reaches_every_place_and_leaves_the_rest(path: tuple[str, ...], value: Any) -> None:
    edit = Set(path=path, value=value)
    after = edit.apply(SOURCE)
    assert get_at(after, path) == value
    assert after != SOURCE
    assert edit.apply(after) is after
    for part in ("network", "data", "training"):
        assert (getattr(after, part) is getattr(SOURCE, part)) == (part != path[0])
    for new, old in zip(after.network.nodes, SOURCE.network.nodes, strict=True):
        assert (new is old) == (new.id not in path)
    assert edit.label == f"Set {path[-1].replace('_', ' ')}"
    assert edit.merge_key == ("set", path)


@pytest.mark.parametrize(
    "path",
    [
        ("nothing",),
        ("training", "nothing"),
        ("network", "nobody", "units"),
        ("network", "dense2", "activation", "slope"),
        ("training", "batch_size", "deeper"),
    ],
)
def test_a_path_that_leads_nowhere_is_a_key_error(path: tuple[str, ...]) -> None:
    with pytest.raises(KeyError):
        Set(path=path, value=1).apply(SOURCE)
    with pytest.raises(KeyError):
        get_at(SOURCE, path)


def test_true_and_one_are_two_values() -> None:
    params = Values(x=1)
    before = Experiment(network=Network(nodes=(Node(id="a", kind="dense", params=params),)))
    after = Set(path=("network", "a", "x"), value=True).apply(before)
    assert get_at(after, ("network", "a", "x")) is True


def test_adding_brings_the_connections_along() -> None:
    node = Node(id="e", kind="dense")
    after = AddNode(node=node, edges=(edge("d>e"),)).apply(LINE)
    assert after.network.nodes[-1] is node
    assert drawn(after) == ["a>b", "b>c", "c>d", "d>e"]
    with pytest.raises(ValueError, match="called e is already there"):
        AddNode(node=node).apply(after)


def test_inserting_on_a_connection_keeps_its_port_and_place() -> None:
    node = Node(id="new", kind="dense")
    after = InsertOnEdge(node=node, edge=edge("c>d", 1)).apply(DIAMOND)
    assert drawn(after) == ["a>b", "a>c", "b>d", "c>new", "new>d:1"]
    assert after.network.node("new") is node
    with pytest.raises(ValueError, match="no connection from a to d"):
        InsertOnEdge(node=node, edge=edge("a>d")).apply(DIAMOND)


@pytest.mark.parametrize(
    ("start", "ids", "heal", "left"),
    [
        (LINE, ("b",), True, ["c>d", "a>c"]),
        (LINE, ("b",), False, ["c>d"]),
        (LINE, ("b", "c"), True, ["a>d"]),
        (LINE, ("c", "b"), True, ["a>d"]),
        (LINE, ("a",), True, ["b>c", "c>d"]),
        (LINE, ("d",), True, ["a>b", "b>c"]),
        (DIAMOND, ("c",), True, ["a>b", "b>d", "a>d:1"]),
        (DIAMOND, ("b", "c"), True, ["a>d", "a>d:1"]),
        (DIAMOND, ("d",), True, ["a>b", "a>c"]),  # two inputs: nothing to heal
        (DIAMOND, ("a",), True, ["b>d", "c>d:1"]),
    ],
)
def test_removing_heals_or_cuts(start: Experiment, ids: tuple[str, ...], heal: bool, left: list[str]) -> None:
    after = RemoveNodes(ids=ids, heal=heal).apply(start)
    assert drawn(after) == left
    assert [node.id for node in after.network.nodes] == [id for id in "abcd" if id not in ids]


@given(st.lists(st.sampled_from("abcdx"), max_size=4).map(tuple), st.booleans())
def test_what_is_left_after_removing_hangs_together(ids: tuple[str, ...], heal: bool) -> None:
    for start in (LINE, DIAMOND):
        after = RemoveNodes(ids=ids, heal=heal).apply(start)
        names = {node.id for node in after.network.nodes}
        assert names == set("abcd") - set(ids)
        assert all({item.source, item.target} <= names for item in after.network.edges)
        assert len(set(after.network.edges)) == len(after.network.edges)
        if not set("abcd") & set(ids):
            assert after is start


def test_connecting_takes_the_place_of_what_ended_there() -> None:
    after = Connect(edge=edge("a>d")).apply(LINE)
    assert drawn(after) == ["a>b", "b>c", "a>d"]
    joined = Connect(edge=edge("a>d", 1)).apply(LINE)
    assert drawn(joined) == ["a>b", "b>c", "c>d", "a>d:1"]
    assert Connect(edge=edge("a>b")).apply(LINE) is LINE


def test_disconnecting() -> None:
    assert drawn(Disconnect(edges=(edge("a>b"), edge("x>y"))).apply(LINE)) == ["b>c", "c>d"]
    assert Disconnect(edges=(edge("x>y"),)).apply(LINE) is LINE


def test_moving_leaves_what_did_not_move() -> None:
    after = MoveNodes(positions=Values(b=(1.0, 2.0), x=(0.0, 0.0), c=(400.0, 0.0))).apply(LINE)
    assert after.network.node("b").position == (1.0, 2.0)
    assert [new is old for new, old in zip(after.network.nodes, LINE.network.nodes, strict=True)] == [
        True, False, True, True,
    ]  # fmt: skip
    assert MoveNodes(positions=Values(a=(0.0, 0.0))).apply(LINE) is LINE


def test_moves_of_one_gesture_and_the_same_blocks_merge() -> None:
    one = MoveNodes(positions=Values(a=(0.0, 1.0), b=(0.0, 0.0)), gesture=1)
    assert one.merge_key == MoveNodes(positions=Values(b=(5.0, 5.0), a=(1.0, 1.0)), gesture=1).merge_key
    assert one.merge_key != MoveNodes(positions=one.positions, gesture=2).merge_key
    assert one.merge_key != MoveNodes(positions=Values(a=(0.0, 1.0)), gesture=1).merge_key


def test_structural_edits_never_merge() -> None:
    edits = (
        AddNode(node=Node(id="e", kind="dense")),
        InsertOnEdge(node=Node(id="e", kind="dense"), edge=edge("a>b")),
        RemoveNodes(ids=("a",)),
        Connect(edge=edge("a>d")),
        Disconnect(edges=(edge("a>b"),)),
        Several(edits=(), label="Nothing"),
        Replace(experiment=DIAMOND),
        Set(path=("seed",), value=1, merges=False),
    )
    assert [edit.merge_key for edit in edits] == [None] * len(edits)


def test_several_edits_are_one_and_replace_gives_its_own() -> None:
    both = Several(edits=(RemoveNodes(ids=("b",)), Connect(edge=edge("a>d", 1))), label="Skip")
    assert drawn(both.apply(LINE)) == ["c>d", "a>c", "a>d:1"]
    assert Several(edits=(), label="Nothing").apply(LINE) is LINE
    assert Replace(experiment=DIAMOND).apply(LINE) is DIAMOND


def test_fresh_ids_are_free() -> None:
    assert SOURCE.network.fresh_id("dense") == "dense3"
    assert SOURCE.network.fresh_id("dropout") == "dropout1"


def test_inputs_are_ordered_by_port() -> None:
    crossed = network("a", "b", "d", edges=(edge("b>d", 1), edge("a>d")))
    assert [item.source for item in crossed.inputs("d")] == ["a", "b"]
    assert [item.target for item in crossed.outputs("a")] == ["d"]
    with pytest.raises(KeyError):
        crossed.node("x")
