from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog.analysis import analyse
from playground.catalog.effects import effects
from playground.catalog.initial import initial_weights
from playground.catalog.prepare import prepare
from playground.catalog.preview import Preview, activation_of
from playground.spec.experiment import Edge, Experiment, Group, Network, Node, chain, lay_out
from playground.spec.groups import expanded
from playground.spec.values import Choice, Values


def network(*units: int) -> Network:
    """Input, dense layers with these numbers of units, output."""
    layers = [Node(id=f"dense{n}", kind="dense", params=Values(units=count)) for n, count in enumerate(units, start=1)]
    nodes = lay_out((Node(id="input", kind="input"), *layers, Node(id="output", kind="output")))
    return Network(nodes=nodes, edges=chain(*nodes))


def repeating(net: Network, repeat: int, *members: str) -> Experiment:
    group = Group(id="g", name="Deep", members=members, repeat=repeat)
    return Experiment(network=replace(net, groups=(group,)))


@given(st.integers(1, 5), st.lists(st.integers(1, 6), min_size=1, max_size=3))
def test_a_repeated_chain_is_the_chain_built_by_hand(repeat: int, units: list[int]) -> None:
    members = tuple(f"dense{n + 1}" for n in range(len(units)))
    short = analyse(repeating(network(*units), repeat, *members))
    long = analyse(Experiment(network=network(*units * repeat)))
    widths = [2, *units * repeat, 1]
    by_hand = sum(n_out * n_in + n_out for n_in, n_out in pairwise(widths))
    assert short.parameters == long.parameters == by_hand
    assert short.multiply_adds == long.multiply_adds
    assert [short.signatures[id] for id in short.order] == [long.signatures[id] for id in long.order]
    assert short.trainable


def test_without_repeats_everything_is_as_it_was() -> None:
    plain = Experiment(network=network(4, 4))
    only_named = repeating(network(4, 4), 1, "dense1", "dense2")
    assert analyse(only_named).order == analyse(plain).order
    assert analyse(only_named).problems == analyse(plain).problems
    assert effects(plain, only_named) == frozenset()
    ours, theirs = initial_weights(only_named, analyse(only_named)), initial_weights(plain, analyse(plain))
    assert ours.keys() == theirs.keys()
    assert all((ours[name] == theirs[name]).all() for name in ours)


def test_first_copies_have_the_weights_of_the_block_alone() -> None:
    experiment = repeating(network(4, 4), 3, "dense2")
    alone = Experiment(network=network(4, 4))
    weights = initial_weights(experiment, analyse(experiment))
    assert (weights["dense2.weight"] == initial_weights(alone, analyse(alone))["dense2.weight"]).all()
    assert not np.array_equal(weights["dense2.weight"], weights["dense2@2.weight"])


def test_repeating_more_often_keeps_weights() -> None:
    two, three = repeating(network(4, 4), 2, "dense2"), repeating(network(4, 4), 3, "dense2")
    assert effects(two, three) == {"keep"}
    assert effects(two, replace(two, network=replace(two.network, groups=()))) == {"keep"}


def test_problems_of_copies_stand_at_the_block_with_fixes_that_fit() -> None:
    net = network(4, 4)
    wrong = replace(net, nodes=tuple(replace(n, params=Values(units=0)) if n.id == "dense2" else n for n in net.nodes))
    experiment = repeating(wrong, 4, "dense2")
    errors = [problem for problem in analyse(experiment).problems if problem.severity == "error"]
    assert [problem.node for problem in errors] == ["dense2"]
    mended = errors[0].fixes[0].edit.apply(experiment)
    assert analyse(mended).trainable
    assert mended.network.groups == experiment.network.groups


def test_what_cannot_repeat_offers_to_stand_once() -> None:
    nodes = lay_out(
        (
            Node(id="input", kind="input"),
            Node(id="dense1", kind="dense"),
            Node(id="dense2", kind="dense"),
            Node(id="output", kind="output"),
        )
    )
    edges = (
        Edge(source="input", target="dense1"),
        Edge(source="input", target="dense2"),
        Edge(source="dense2", target="output"),
    )
    experiment = repeating(Network(nodes=nodes, edges=edges), 2, "dense1")
    (error,) = [problem for problem in analyse(experiment).problems if problem.severity == "error"]
    assert (error.node, error.fixes[0].label) == ("dense1", "Repeat 1")
    assert "Deep cannot repeat 2 times" in error.sentence
    assert analyse(error.fixes[0].edit.apply(experiment)).trainable


def test_advice_speaks_of_a_block_once() -> None:
    net = network(8, 8)
    nodes = tuple(
        replace(n, params=n.params | {"activation": Choice("sigmoid")}) if n.kind == "dense" else n for n in net.nodes
    )
    problems = analyse(repeating(replace(net, nodes=nodes), 6, "dense1", "dense2")).problems
    assert problems
    assert len({(problem.node, problem.sentence) for problem in problems}) == len(problems)
    assert {problem.node for problem in problems} <= {"", "input", "dense1", "dense2", "output"}
    for problem in problems:
        for fix in problem.fixes:
            changed = fix.edit.apply(repeating(replace(net, nodes=nodes), 6, "dense1", "dense2"))
            assert {node.id for node in changed.network.nodes} >= {"dense1", "dense2"}


def test_the_preview_runs_through_all_copies() -> None:
    experiment = repeating(network(3, 3), 2, "dense2")
    analysis = analyse(experiment)
    weights = initial_weights(experiment, analysis)
    prepared = prepare(experiment.data)
    found = Preview(experiment, analysis, prepared, weights).outputs(prepared.raw[:5])
    by_hand = prepared.x[:5].astype(np.float64)
    for id in ("dense1", "dense2", "dense2@2"):
        by_hand = np.tanh(by_hand @ weights[f"{id}.weight"].T.astype(np.float64) + weights[f"{id}.bias"])
    assert np.allclose(found["dense2@2"], by_hand)
    assert activation_of(experiment, "dense2@2") == "tanh"
    assert analysis.last("dense2") == "dense2@2"
    assert expanded(experiment).network.groups == ()
