"""What a change asks of training that is under way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog.effects import effects
from playground.catalog.entry import family
from playground.catalog.settings import set_at
from playground.spec.edits import AddNode, Disconnect, MoveNodes, RemoveNodes, Set, SetGroups, SetWeight
from playground.spec.experiment import Edge, Experiment, Group, Network, Node, Touch, chain, lay_out
from playground.spec.values import Choice, Values

NODES = (
    Node(id="input", kind="input"),
    Node(id="dense1", kind="dense"),
    Node(id="dropout1", kind="dropout"),
    Node(id="batch_norm1", kind="batch_norm"),
    Node(id="output", kind="output"),
)
START = Experiment(network=Network(nodes=lay_out(NODES), edges=chain(*NODES)))


@pytest.mark.parametrize(
    ("path", "value", "effect"),
    [
        (("training", "optimizer", "learning_rate"), 0.5, "live"),
        (("training", "optimizer"), Choice("adam"), "live"),
        (("training", "schedule"), Choice("cosine"), "live"),
        (("training", "batch_size"), 32, "live"),
        (("training", "l2"), 0.1, "live"),
        (("training", "clip"), "norm", "live"),
        (("training", "device"), "cpu", "keep"),
        (("network", "dropout1", "keep_prob"), 0.5, "live"),
        (("network", "batch_norm1", "momentum"), 0.5, "live"),
        (("network", "batch_norm1", "activation"), Choice("relu"), "keep"),
        (("network", "dense1", "units"), 9, "keep"),
        (("network", "dense1", "activation"), Choice("relu"), "keep"),
        (("network", "dense1", "bias"), False, "keep"),
        (("network", "dense1", "weight_initializer"), Choice("he_normal"), "start"),
        (("network", "dense1", "weight_initializer", "gain"), 2.0, "start"),
        (("network", "output", "loss"), Choice("squared"), "keep"),
        (("data", "source", "samples"), 100, "data"),
        (("data", "source"), Choice("xor"), "data"),
        (("data", "normalize"), True, "data"),
        (("data", "seed"), 3, "data"),
        (("seed",), 1, "start"),
    ],
)
def test_settings(path: tuple[str, ...], value: Any, effect: str) -> None:
    after = set_at(START, path, value).apply(START)
    assert effects(START, after) == {effect}
    assert effects(after, START) == {effect}


@pytest.mark.parametrize(
    "edit",
    [
        RemoveNodes(ids=("dropout1",)),
        AddNode(node=Node(id="dense2", kind="dense")),
        Disconnect(edges=(Edge(source="input", target="dense1"),)),
    ],
)
def test_structure_keeps_what_fits(edit: Any) -> None:
    assert effects(START, edit.apply(START)) == {"keep"}


@pytest.mark.parametrize(
    "after",
    [
        START,
        replace(START, notes="seen"),
        MoveNodes(positions=Values(dense1=(5.0, 5.0))).apply(START),
        Set(path=("network", "dense1", "name"), value="Eyes").apply(START),
        Set(path=("network", "dense1", "units"), value=4).apply(START),
        Set(path=("training", "optimizer"), value=Choice("momentum", Values(beta=0.9))).apply(START),
        Set(path=("network", "dense1", "weight_initializer"), value=Choice("xavier", Values(gain=1.0))).apply(START),
        Set(path=("data", "source"), value=Choice("circle", Values(samples=500))).apply(START),
        replace(START, network=replace(START.network, edges=START.network.edges[::-1])),
        Set(path=("network", "dense1", "opened"), value=True).apply(START),
        SetGroups(groups=(Group(id="g", name="Hidden", members=("dense1",)),)).apply(START),
        SetWeight(touch=Touch(weight="dense1.weight", index=(0, 0), value=1.0, before=0.0)).apply(START),
    ],
)
def test_what_training_cannot_feel(after: Experiment) -> None:
    """Also a setting that is set to what it was by default."""
    assert effects(START, after) == frozenset()


@pytest.mark.parametrize("words", [("*",), ("3",), ("weight[0,1]", "2")])
def test_freezing_acts_on_the_next_step(words: tuple[str, ...]) -> None:
    frozen = Set(path=("network", "dense1", "frozen"), value=words).apply(START)
    assert effects(START, frozen) == effects(frozen, START) == {"live"}


def test_several_changes() -> None:
    after = replace(START, seed=4)
    after = set_at(after, ("training", "optimizer", "learning_rate"), 1.0).apply(after)
    after = set_at(after, ("network", "dense1", "units"), 5).apply(after)
    assert effects(START, after) == {"start", "live", "keep"}


def test_another_kind_under_the_same_id() -> None:
    nodes = tuple(replace(node, kind="layer_norm") if node.id == "batch_norm1" else node for node in NODES)
    after = replace(START, network=replace(START.network, nodes=nodes))
    assert effects(START, after) == {"keep"}


@given(kinds=st.tuples(*[st.sampled_from(sorted(family("initializers")))] * 2))
def test_an_initializer_starts_afresh_exactly_where_it_differs(kinds: tuple[str, str]) -> None:
    path = ("network", "dense1", "weight_initializer")
    first, second = (set_at(START, path, Choice(kind)).apply(START) for kind in kinds)
    assert effects(first, second) == (frozenset() if kinds[0] == kinds[1] else {"start"})
