from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.spec.edits import InsertOnEdge, RemoveNodes, SetGroups
from playground.spec.experiment import Edge, Experiment, Group, Network, Node, chain, lay_out
from playground.spec.groups import expanded, expansion, original, sound, with_group
from playground.spec.json import experiment_from_text, experiment_to_text
from playground.spec.limits import MOST_TOLD


def line(*ids: str) -> Network:
    nodes = lay_out(Node(id=id, kind=id.rstrip("0123456789")) for id in ids)
    return Network(nodes=nodes, edges=chain(*nodes))


def grouped(network: Network, *groups: Group) -> Experiment:
    return Experiment(network=replace(network, groups=groups))


PLAIN = line("input", "dense1", "dense2", "output")
ONE = Group(id="g", name="Deep", members=("dense1", "dense2"), repeat=3)


def ways(experiment: Experiment) -> set[tuple[str, str]]:
    return {(edge.source, edge.target) for edge in experiment.network.edges}


def test_nothing_that_repeats_is_the_same_object() -> None:
    for experiment in (Experiment(), Experiment(network=PLAIN), grouped(PLAIN, replace(ONE, repeat=1))):
        assert expanded(experiment) is experiment


def test_copies_are_chained() -> None:
    experiment = grouped(PLAIN, ONE)
    trained = expanded(experiment)
    assert trained is expanded(experiment)
    assert ways(trained) == {
        ("input", "dense1"),
        ("dense1", "dense2"),
        ("dense2", "dense1@2"),
        ("dense1@2", "dense2@2"),
        ("dense2@2", "dense1@3"),
        ("dense1@3", "dense2@3"),
        ("dense2@3", "output"),
    }
    assert trained.network.groups == ()
    assert expansion(experiment).copies["dense1"] == ("dense1", "dense1@2", "dense1@3")
    assert original("dense1@3") == "dense1"


def test_more_copies_keep_the_names_of_those_that_were() -> None:
    three = {node.id for node in expanded(grouped(PLAIN, ONE)).network.nodes}
    four = {node.id for node in expanded(grouped(PLAIN, replace(ONE, repeat=4))).network.nodes}
    assert four - three == {"dense1@4", "dense2@4"}


def test_repeats_inside_repeats() -> None:
    inner = Group(id="inner", name="", members=("dense2",), repeat=2)
    outer = Group(id="outer", name="", members=("dense1", "dense2"), repeat=2)
    found = expansion(grouped(PLAIN, inner, outer))
    assert found.copies["dense2"] == ("dense2", "dense2@2", "dense2@1@2", "dense2@2@2")
    walk, here = [], "input"
    after = dict(ways(found.experiment))
    while here in after:
        here = after[here]
        walk.append(here)
    assert walk == [
        *("dense1", "dense2", "dense2@2"),
        *("dense1@2", "dense2@1@2", "dense2@2@2"),
        "output",
    ]
    assert {original(id) for id in walk} == {"dense1", "dense2", "output"}


def test_a_residual_block_repeats() -> None:
    """The block that flows in does so twice: into the layer and past it."""
    nodes = lay_out(Node(id=id, kind=id.rstrip("1")) for id in ("input", "dense1", "add1", "output"))
    edges = (*chain(*nodes), Edge(source="input", target="add1", port=1))
    experiment = grouped(Network(nodes=nodes, edges=edges), replace(ONE, members=("dense1", "add1"), repeat=2))
    trained = expanded(experiment).network
    assert [(edge.source, edge.port) for edge in trained.inputs("add1@2")] == [("dense1@2", 0), ("add1", 1)]
    assert [edge.source for edge in trained.inputs("output")] == ["add1@2"]


@pytest.mark.parametrize(
    ("groups", "sentence", "severity"),
    [
        ((replace(ONE, id="dense1", repeat=1),), "The id 'dense1' of the group Deep is taken", "warning"),
        ((ONE, ONE), "The id 'g' of the group Deep is taken", "error"),
        ((replace(ONE, members=("dense1", "gone")),), "lists the block 'gone', which is not there", "error"),
        ((replace(ONE, members=("dense1", "dense1"), repeat=1),), "lists the block 'dense1', twice", "warning"),
        ((replace(ONE, members=("gone",), repeat=1),), "lists the block 'gone'", "warning"),
        ((replace(ONE, members=(), repeat=1),), "has no blocks", "warning"),
        ((replace(ONE, repeat=0),), "between 1 and 1000 times, not 0", "error"),
        ((replace(ONE, repeat=10**6),), "between 1 and 1000 times, not 1000000", "error"),
        (
            (replace(ONE, repeat=1), replace(ONE, id="h", name="H", members=("dense2", "output"), repeat=1)),
            "The groups H and Deep share some blocks",
            "warning",
        ),
        ((replace(ONE, members=("input", "dense1")),), "exactly one block must flow into it, not none", "error"),
        ((replace(ONE, members=("dense2", "output")),), "exactly one of its blocks must flow out of it", "error"),
    ],
)
def test_groups_that_do_not_hold_together_are_said_and_mended(
    groups: tuple[Group, ...], sentence: str, severity: str
) -> None:
    experiment = grouped(PLAIN, *groups)
    (problem,) = expansion(experiment).problems
    assert sentence in problem.sentence
    assert problem.severity == severity
    assert problem.fixes
    for fix in problem.fixes:
        assert expansion(fix.edit.apply(experiment)).problems == ()


def test_two_that_flow_in_are_named() -> None:
    network = replace(PLAIN, edges=(*PLAIN.edges, Edge(source="output", target="dense2", port=1)))
    (problem,) = expansion(grouped(network, ONE)).problems
    assert "Deep cannot repeat 3 times: exactly one block must flow into it, not 2 (input, output)" in problem.sentence


def test_an_id_like_a_copys_is_not_taken_twice() -> None:
    network = replace(PLAIN, nodes=(*PLAIN.nodes, Node(id="dense1@2", kind="dense")))
    (problem,) = expansion(grouped(network, ONE)).problems
    assert "a block has the id 'dense1@2' already" in problem.sentence


def test_a_block_inserted_between_members_is_one() -> None:
    experiment = grouped(PLAIN, ONE)
    new = Node(id="dropout1", kind="dropout")
    inside = InsertOnEdge(node=new, edge=Edge(source="dense1", target="dense2")).apply(experiment)
    assert inside.network.groups[0].members == ("dense1", "dense2", "dropout1")
    before = InsertOnEdge(node=new, edge=Edge(source="input", target="dense1")).apply(experiment)
    assert before.network.groups == experiment.network.groups


def test_one_group_is_changed_by_its_id() -> None:
    edit = with_group(replace(PLAIN, groups=(ONE,)), "g", "Repeat", repeat=2)
    assert edit.groups == (replace(ONE, repeat=2),)
    with pytest.raises(KeyError):
        with_group(PLAIN, "g", "Repeat", repeat=2)


IDS = ("input", "dense1", "dense2", "dense3", "dense4", "output")
any_groups = st.lists(
    st.builds(
        Group,
        id=st.sampled_from(("g", "h", "i", "dense1")),
        name=st.sampled_from(("", "Name")),
        members=st.lists(st.sampled_from((*IDS, "gone")), min_size=0, max_size=5).map(tuple),
        closed=st.booleans(),
        repeat=st.sampled_from((-1, 0, 1, 1, 2, 3, 5000)),
        exposed=st.lists(st.tuples(st.sampled_from(IDS), st.just("units")), max_size=2).map(tuple),
    ),
    max_size=5,
).map(tuple)
extra = st.lists(st.builds(Edge, source=st.sampled_from(IDS), target=st.sampled_from(IDS)), max_size=2)


@given(any_groups, extra)
def test_whatever_a_file_says_something_sound_comes_of_it(groups: tuple[Group, ...], more: list[Edge]) -> None:
    network = line(*IDS)
    experiment = Experiment(network=replace(network, edges=(*network.edges, *more), groups=groups))
    if all(group.members and group.repeat >= 0 for group in groups):
        assert experiment_from_text(experiment_to_text(experiment)) == experiment
    found = sound(experiment.network)
    taken: set[str] = set()
    for group in found.groups:
        assert group.members
        assert group.id not in taken
        taken.add(group.id)
        for other in found.groups:
            mine, its = set(group.members), set(other.members)
            assert mine <= its or its <= mine or not mine & its
    whole = expansion(experiment)
    ids = [node.id for node in whole.experiment.network.nodes]
    assert len(set(ids)) == len(ids)
    assert {whole.original(id) for id in ids} == set(IDS)
    assert all(edge.source in ids and edge.target in ids for edge in whole.experiment.network.edges)
    for problem in whole.problems:
        for fix in problem.fixes:
            assert fix.edit.apply(experiment) != experiment


@given(st.integers(1, 6), st.integers(1, 4), st.integers(0, 4))
def test_removing_members_leaves_a_sound_group(size: int, repeat: int, gone: int) -> None:
    members = tuple(f"dense{n + 1}" for n in range(size))
    network = line("input", *members, "output")
    experiment = grouped(network, replace(ONE, members=members, repeat=repeat))
    left = RemoveNodes(ids=members[:gone]).apply(experiment)
    assert sound(left.network).problems == ()
    assert len(expanded(left).network.nodes) == 2 + repeat * max(0, size - gone)


def test_edits_of_groups_are_undone_by_the_old_value() -> None:
    experiment = Experiment(network=PLAIN)
    after = SetGroups(groups=(ONE,)).apply(experiment)
    assert SetGroups(groups=()).apply(after) == experiment
    assert SetGroups(groups=()).apply(experiment) is experiment


def test_copies_of_a_group_with_thousands_of_connections_are_refused_by_their_number() -> None:
    nodes = tuple(Node(id=id, kind="dense") for id in ("i", "a", "b", "o"))
    edges = (
        Edge(source="i", target="a"),
        *(Edge(source="a", target="b", port=port) for port in range(5000)),
        Edge(source="b", target="o"),
    )
    group = Group(id="g", name="G", members=("a", "b"), repeat=30)
    found = expansion(Experiment(network=Network(nodes=nodes, edges=edges, groups=(group,))))
    assert found.experiment.network.edges == edges
    (problem,) = found.problems
    assert problem.sentence == "G cannot repeat 30 times: the network would have more than 100000 connections."


def test_of_thousands_of_wrong_groups_the_first_are_told() -> None:
    groups = tuple(Group(id=f"g{number}", name="", members=("x",)) for number in range(5000))
    found = sound(Network(nodes=(Node(id="a", kind="dense"),), groups=groups))
    assert found.groups == ()
    assert len(found.problems) == MOST_TOLD


def test_a_block_that_is_listed_twice_at_the_end_of_a_long_list_is_named() -> None:
    ids = tuple(f"n{number}" for number in range(5000))
    nodes = tuple(Node(id=id, kind="dense") for id in ids)
    (problem,) = sound(Network(nodes=nodes, groups=(Group(id="g", name="", members=(*ids, "n7")),))).problems
    assert problem.sentence == "The group g lists the block 'n7', twice."
