"""Advice: each rule speaks where it should, is silent elsewhere, and its fixes take the cause away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from playground.catalog.advice import RULES
from playground.catalog.analysis import analyse
from playground.spec.experiment import Data, Edge, Experiment, Network, Node, Training, chain, lay_out
from playground.spec.problems import Problem
from playground.spec.values import Choice, Values

RELU, TANH, SIGMOID, LINEAR = Choice("relu"), Choice("tanh"), Choice("sigmoid"), Choice("linear")
HE, XAVIER, ZEROS = Choice("he_normal"), Choice("xavier"), Choice("zeros")


def _node(id: str, **params: Any) -> Node:
    return Node(id=id, kind=id.rstrip("0123456789"), params=Values(params))


def _row(*middle: Node, output: Node | None = None, **experiment: Any) -> Experiment:
    nodes = (_node("input"), *middle, output or _node("output"))
    return Experiment(network=Network(nodes=lay_out(nodes), edges=chain(*nodes)), **experiment)


def _stack(count: int, **params: Any) -> list[Node]:
    return [_node(f"dense{index}", **params) for index in range(1, count + 1)]


def _advice(experiment: Experiment) -> tuple[Problem, ...]:
    return analyse(experiment).problems


CASES: dict[str, tuple[Experiment, str, str, str]] = {
    "redundant bias": (
        _row(_node("dense1", activation=LINEAR), _node("batch_norm", activation=RELU)),
        "hint",
        "dense1",
        "The 4 biases of Dense do nothing",
    ),
    "norm after activation": (
        _row(_node("dense1", activation=RELU, weight_initializer=HE), _node("batch_norm")),
        "hint",
        "batch_norm",
        "comes after the ReLU of Dense",
    ),
    "learning rate": (
        _row(
            _node("dense1"),
            training=Training(optimizer=Choice("gradient_descent", Values(learning_rate=10.0))),
        ),
        "warning",
        "",
        "the learning rate of 10 is 100 times the usual 0.1",
    ),
    "learning rate of convolutions": (
        _row(
            _node("conv1"),
            _node("flatten"),
            data=Data(source=Choice("digits", Values(layout="picture"))),
            training=Training(optimizer=Choice("adam")),
        ),
        "hint",
        "",
        "by about the learning rate 0.01 at each step",
    ),
    "zeros": (_row(_node("dense1", weight_initializer=ZEROS)), "warning", "dense1", "its 4 units get equal gradients"),
    "constant": (
        _row(_node("dense1", units=9, weight_initializer=Choice("constant"))),
        "warning",
        "dense1",
        "its 9 units get equal gradients",
    ),
    "no deviation": (
        _row(_node("dense1", weight_initializer=Choice("normal", Values(sigma=0.0)))),
        "warning",
        "dense1",
        "the symmetry is never broken",
    ),
    "zero output": (
        _row(*_stack(2), output=_node("output", weight_initializer=ZEROS)),
        "hint",
        "output",
        "its 2 hidden layers get no gradient",
    ),
    "too large": (
        _row(_node("dense1", weight_initializer=Choice("too_large"))),
        "hint",
        "dense1",
        "start with a deviation of 10",
    ),
    "large normal": (
        _row(_node("dense1", weight_initializer=Choice("normal", Values(sigma=6.0)))),
        "hint",
        "dense1",
        "sums of 2 inputs of size 1 spread by 8.5",
    ),
    "relu with xavier": (_row(_node("dense1", activation=RELU)), "hint", "dense1", "He's 2/n_in makes up for it"),
    "relu behind a linear layer": (
        _row(_node("dense1", activation=LINEAR), _node("activation")),
        "hint",
        "dense1",
        "draws its weights by Xavier, but ReLU",
    ),
    "tanh with he": (
        _row(_node("dense1", weight_initializer=HE)),
        "hint",
        "dense1",
        "draws its weights by He normal, but tanh",
    ),
    "deep sigmoid": (
        _row(*_stack(8, activation=SIGMOID)),
        "warning",
        "dense1",
        "8 layers of sigmoid follow one another",
    ),
    "deep tanh": (_row(*_stack(5)), "hint", "dense1", "5 layers of tanh follow one another"),
    "linear layers": (_row(_node("dense1", activation=LINEAR), _node("dense2")), "hint", "dense1", "a single linear"),
    "linear before output": (_row(_node("dense1", activation=LINEAR)), "hint", "dense1", "Output follows at once"),
    "softmax": (
        _row(_node("dense1", activation=Choice("softmax"), units=7)),
        "hint",
        "dense1",
        "makes its 7 numbers share a sum of 1",
    ),
    "dropped inputs": (
        _row(_node("dropout"), _node("dense1")),
        "hint",
        "dropout",
        "of 2 numbers all arrive in only 64%",
    ),
    "dropout before norm": (
        _row(_node("dense1"), _node("dropout"), _node("batch_norm"), _node("dense2")),
        "hint",
        "dropout",
        "larger than it is at evaluation",
    ),
    "batch larger than the data": (
        _row(_node("dense1"), training=Training(batch_size=1000)),
        "hint",
        "",
        "The batch size 1000 is more than the 300 or so examples",
    ),
    "batch norm of one": (
        _row(_node("dense1", activation=LINEAR, bias=False), _node("batch_norm"), training=Training(batch_size=1)),
        "warning",
        "batch_norm",
        "A batch of 1 example has no spread",
    ),
    "too many parameters": (
        _row(_node("dense1", units=60000), _node("dense2", units=60000)),
        "error",
        "dense2",
        "The network has 3,60",
    ),
}


def _found(experiment: Experiment, case: str) -> list[Problem]:
    _, severity, node, words = CASES[case]
    return [
        problem
        for problem in _advice(experiment)
        if problem.severity == severity and problem.node == node and words in problem.sentence
    ]


@pytest.mark.parametrize("case", CASES)
def test_advice_is_given_once(case: str) -> None:
    assert len(_found(CASES[case][0], case)) == 1, [problem.sentence for problem in _advice(CASES[case][0])]


@pytest.mark.parametrize("case", CASES)
def test_its_fixes_take_the_cause_away(case: str) -> None:
    experiment = CASES[case][0]
    (problem,) = _found(experiment, case)
    assert problem.fixes
    for fix in problem.fixes:
        after = fix.edit.apply(experiment)
        assert not _found(after, case), fix.label
        assert analyse(after).trainable, fix.label


@pytest.mark.parametrize(
    "experiment",
    [
        _row(),
        _row(_node("dense1")),
        _row(*_stack(4)),
        _row(*_stack(8, activation=RELU, weight_initializer=HE)),
        _row(_node("dense1", activation=LINEAR, bias=False), _node("batch_norm", activation=RELU), _node("dropout")),
        _row(_node("dense1", units=1, weight_initializer=ZEROS)),
        _row(output=_node("output", weight_initializer=ZEROS)),
        _row(_node("features", x1_squared=True, x2_squared=True)),
        _row(_node("dense1"), _node("dropout")),
        _row(_node("dense1"), training=Training(batch_size=300)),
    ],
)
def test_nothing_is_said_of_sound_networks(experiment: Experiment) -> None:
    assert [problem.sentence for problem in _advice(experiment)] == []


def test_normalization_and_skip_connections_keep_gradients_up() -> None:
    layers = _stack(8, activation=SIGMOID)
    assert any("follow one another" in problem.sentence for problem in _advice(_row(*layers)))
    broken = _row(*layers[:4], _node("layer_norm"), *layers[4:])
    assert not any("follow one another" in problem.sentence for problem in _advice(broken))
    skipped = _row(*layers[:4], _node("add"), *layers[4:])
    skip = Edge(source="dense1", target="add", port=1)
    skipped = replace(skipped, network=replace(skipped.network, edges=(*skipped.network.edges, skip)))
    assert not any("follow one another" in problem.sentence for problem in _advice(skipped))


def test_the_deep_stack_is_mended_at_one_click() -> None:
    """All layers at once become ReLU with He, and no other advice is left."""
    experiment = CASES["deep sigmoid"][0]
    (problem,) = _found(experiment, "deep sigmoid")
    after = problem.fixes[0].edit.apply(experiment)
    layers = [node for node in after.network.nodes if node.kind == "dense"]
    assert {node.params["activation"].kind for node in layers} == {"relu"}
    assert {node.params["weight_initializer"].kind for node in layers} == {"he_normal"}
    assert _advice(after) == ()


def test_the_norm_moves_before_the_activation() -> None:
    experiment = CASES["norm after activation"][0]
    after = _found(experiment, "norm after activation")[0].fixes[0].edit.apply(experiment)
    assert after.network.node("dense1").params["activation"] == LINEAR
    assert after.network.node("batch_norm").params["activation"] == RELU


def test_no_advice_on_data_that_are_wrong() -> None:
    experiment = replace(CASES["zeros"][0], data=Data(source=Choice("nonsense")))
    assert [problem.severity for problem in _advice(experiment)] == ["error"]


def test_every_rule_speaks_somewhere() -> None:
    """A rule that no case reaches is a rule that nobody has seen work."""
    told = {sentence for experiment, *_ in CASES.values() for sentence in _told(_advice(experiment))}
    assert len(RULES) <= len(CASES)
    assert len(told) >= len(RULES)


def _told(problems: Sequence[Problem]) -> list[str]:
    return [problem.sentence for problem in problems]
