"""The analysis: what it finds, and that the fixes it offers mend."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.catalog.analysis import Analysis, analyse, title_of
from playground.spec.experiment import Data, Edge, Experiment, Network, Node, Training, chain, lay_out
from playground.spec.limits import MOST_TOLD
from playground.spec.values import Choice, Values


def _node(id: str, **params: Any) -> Node:
    """A block whose kind is its id without digits."""
    return Node(id=id, kind=id.rstrip("0123456789"), params=Values(params))


def _row(*nodes: Node, **experiment: Any) -> Experiment:
    return Experiment(network=Network(nodes=lay_out(nodes), edges=chain(*nodes)), **experiment)


def _graph(ids: str, edges: str, **experiment: Any) -> Experiment:
    """``_graph("input dense1 output", "input>dense1 dense1>output:0")``."""
    found = []
    for words in edges.split():
        source, _, target = words.partition(">")
        name, _, port = target.partition(":")
        found.append(Edge(source=source, target=name, port=int(port or 0)))
    nodes = lay_out([_node(id) for id in ids.split()])
    return Experiment(network=Network(nodes=nodes, edges=tuple(found)), **experiment)


PLAIN = _row(_node("input"), _node("dense1"), _node("output"))


def _errors(analysis: Analysis) -> list[tuple[str, str]]:
    return [(problem.node, problem.sentence) for problem in analysis.problems if problem.severity == "error"]


def test_the_plain_network_is_in_order() -> None:
    analysis = analyse(PLAIN)
    assert analysis.problems == ()
    assert analysis.trainable
    assert analysis.order == ("input", "dense1", "output")
    assert analysis.signatures["dense1"].output == (4,)
    assert analysis.parameters == (2 * 4 + 4) + (4 + 1)
    assert analysis.multiply_adds == 8 + 4
    assert analyse(PLAIN) is analysis


WRONG: dict[str, tuple[Experiment, str]] = {
    "no input": (_row(_node("dense1"), _node("output")), "needs an input block"),
    "no output": (_row(_node("input"), _node("dense1")), "needs an output block"),
    "empty": (Experiment(), "needs an input block"),
    "two inputs": (
        _graph("input input1 dense1 output", "input>dense1 dense1>output"),
        "one input block; this is one of 2",
    ),
    "two outputs": (_graph("input output1 output", "input>output1 input>output"), "one output block"),
    "loop": (
        _graph(
            "input add dense1 dense2 dense3 output",
            "input>add dense2>add:1 add>dense1 dense1>dense2 dense2>dense3 dense3>output",
        ),
        "is a loop of 3",
    ),
    "two loops": (
        _graph(
            "input add1 dense1 add2 dense2 output",
            "input>add1 dense1>add1:1 add1>dense1 dense1>add2 dense2>add2:1 add2>dense2 dense2>output",
        ),
        "is a loop of 2",
    ),
    "self loop": (_graph("input add output", "input>add add>add:1 add>output"), "is a loop of 1"),
    "unknown kind": (_row(_node("input"), _node("denze"), _node("output")), "'denze' is not known here (near: dense)"),
    "no connection": (_graph("input dense1 output", "input>dense1"), "Output needs 1 input, it has 0"),
    "no connection inside": (_graph("input dense1 output", "dense1>output"), "Dense needs 1 input, it has 0"),
    "too many": (
        _graph("input dense1 dense2 output", "input>dense1 input>dense2 dense1>output dense2>output:1"),
        "Output takes 1 input, it has 2",
    ),
    "the same twice": (_graph("input dense1 output", "input>dense1 input>dense1 dense1>output"), "it has 2"),
    "into the input": (_graph("input dense1 output", "dense1>input input>output"), ""),
    "add with one": (_graph("input dense1 add output", "input>dense1 dense1>add add>output"), "at least 2 inputs"),
    "add with none": (_graph("input dense1 add output", "input>dense1 add>output"), "at least 2 inputs, it has 0"),
    "add of unequal": (
        _graph("input dense1 add output", "input>dense1 input>add dense1>add:1 add>output"),
        "only equal shapes can be added, these are 2, 4",
    ),
    "features off": (
        _row(_node("input"), _node("features", x1=False, x2=False), _node("output")),
        "at least one feature must be on",
    ),
    "features of many": (
        _row(_node("input"), _node("dense1"), _node("features"), _node("output")),
        "1 or 2 numbers, this input has shape (4,)",
    ),
    "layer norm of one": (
        _row(_node("input"), _node("dense1", units=1), _node("layer_norm"), _node("output")),
        "at least 2 numbers",
    ),
    "loss of another task": (
        _row(_node("input"), _node("output", loss=Choice("softmax_cross_entropy")), data=Data(source=Choice("plane"))),
        "does not serve data with numbers to predict",
    ),
    "setting out of range": (_row(_node("input"), _node("dense1", units=0), _node("output")), "units must be between"),
    "setting of a wrong type": (
        _row(_node("input"), _node("dense1", units="many"), _node("output")),
        "units must be a number, not 'many'",
    ),
    "nested setting": (
        _row(
            _node("input"),
            _node("dense1", activation=Choice("leaky_relu", Values(slope=7.0)), units=3),
            _node("output"),
        ),
        "slope must be between 0 and 1, not 7.0",
    ),
    "nested kind": (
        _row(_node("input"), _node("dense1", activation=Choice("rellu")), _node("output")),
        "activation 'rellu' is not known here (near: relu",
    ),
    "no choice at all": (_row(_node("input"), _node("dense1", activation="relu"), _node("output")), "must be a choice"),
    "twice nested": (
        replace(
            PLAIN,
            training=Training(
                schedule=Choice(
                    "warm_up", Values(then=Choice("warm_up", Values(then=Choice("cosine", Values(floor=2.0)))))
                )
            ),
        ),
        "floor must be between 0 and 1, not 2.0",
    ),
    "optimizer": (replace(PLAIN, training=Training(optimizer=Choice("adamm"))), "'adamm' is not known here"),
    "learning rate": (
        replace(PLAIN, training=Training(optimizer=Choice("adam", Values(learning_rate=float("nan"))))),
        "learning_rate must be a finite number",
    ),
    "batch size": (replace(PLAIN, training=Training(batch_size=0)), "batch_size must be between 1 and"),
    "clip": (replace(PLAIN, training=Training(clip="some")), "clip must be one of"),  # type: ignore[arg-type]
    "seed": (replace(PLAIN, seed=-1), "seed must be between 0 and"),
    "data set": (
        replace(PLAIN, data=Data(source=Choice("circel"))),
        "data set 'circel' is not known here (near: circle",
    ),
    "data setting": (
        replace(PLAIN, data=Data(source=Choice("circle", Values(samples=2)))),
        "samples must be between 10 and",
    ),
    "shares": (replace(PLAIN, data=Data(train=0.8, dev=0.5)), "0.8 and dev share 0.5 add up to more than 1"),
    "share of a wrong type": (replace(PLAIN, data=Data(train="half")), "train must be a number"),  # type: ignore[arg-type]
    "nothing to learn from": (
        replace(PLAIN, data=Data(train=0.01, source=Choice("circle", Values(samples=10)))),
        "leaves none to learn from",
    ),
    "early stopping": (
        replace(PLAIN, data=Data(train=0.99, dev=0.0), training=Training(early_stopping=True)),
        "a dev share of 0 leaves no dev examples",
    ),
    "same id": (
        Experiment(
            network=Network(
                nodes=(_node("input"), _node("dense1"), _node("dense1", units=9), _node("output")),
                edges=chain(_node("input"), _node("dense1"), _node("output")),
            )
        ),
        "2 blocks have the same id 'dense1'",
    ),
    "connection to nowhere": (
        _graph("input dense1 output", "input>dense1 dense1>output dense1>gone"),
        "ends at a block that is not there",
    ),
    "too large": (
        _row(_node("input"), _node("dense1", units=60000), _node("dense2", units=60000), _node("output")),
        "parameters; at most 200,000,000",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said(name: str) -> None:
    experiment, words = WRONG[name]
    analysis = analyse(experiment)
    assert not analysis.trainable
    assert any(words in sentence for _, sentence in _errors(analysis)), _errors(analysis)
    assert analysis.problems[0].severity == "error"


@pytest.mark.parametrize("name", WRONG)
def test_first_fixes_mend(name: str) -> None:
    """Whoever clicks the first fix of the first error, again and again, soon has an experiment that trains."""
    experiment, _ = WRONG[name]
    for _ in range(8):
        analysis = analyse(experiment)
        if analysis.trainable:
            return
        before = len(_errors(analysis))
        problem = next(problem for problem in analysis.problems if problem.severity == "error")
        assert problem.fixes, problem.sentence
        experiment = problem.fixes[0].edit.apply(experiment)
        after = analyse(experiment)
        assert (problem.node, problem.sentence) not in _errors(after) or len(_errors(after)) < before, problem.sentence
    raise AssertionError(_errors(analyse(experiment)))


@pytest.mark.parametrize("name", WRONG)
def test_every_fix_can_be_applied_and_takes_its_error_away(name: str) -> None:
    experiment, _ = WRONG[name]
    for problem in analyse(experiment).problems:
        for fix in problem.fixes:
            assert fix.label
            after = analyse(fix.edit.apply(experiment))
            assert (problem.node, problem.sentence) not in _errors(after), fix.label


def test_only_a_connection_of_the_loop_is_proposed() -> None:
    """The connection from the loop to what lies behind it was drawn last, but taking it away would mend nothing."""
    experiment, _ = WRONG["loop"]
    problem = analyse(experiment).problems[0]
    edit: Any = problem.fixes[0].edit
    assert {(edge.source, edge.target) for edge in edit.edges} == {("dense2", "add")}
    assert "Dense" in problem.sentence


def test_one_fault_is_one_problem() -> None:
    """Blocks behind a faulty one are not complained about."""
    experiment = _row(_node("input"), _node("dense1", units=0), _node("dense2"), _node("add"), _node("output"))
    sentences = [sentence for _, sentence in _errors(analyse(experiment))]
    assert sum("units" in sentence for sentence in sentences) == 1
    assert not any("Output" in sentence for sentence in sentences)


def test_a_loose_block_warns_and_does_not_keep_the_rest_from_training() -> None:
    experiment = _graph("input dense1 dense2 dense3 output", "input>dense1 dense1>output input>dense2")
    analysis = analyse(experiment)
    assert analysis.trainable
    assert analysis.order == ("input", "dense1", "output")
    assert [(problem.severity, problem.node) for problem in analysis.problems] == [
        ("warning", "dense3"),
        ("warning", "dense2"),
    ]
    assert "Dense needs 1 input, it has 0." in [problem.sentence for problem in analysis.of("dense3")]
    assert "does not lead to the output" in analysis.of("dense2")[0].sentence


def test_a_loose_join_is_offered_something_that_fits() -> None:
    experiment = _graph("input dense1 dense2 add output", "input>dense1 dense1>dense2 dense2>add add>output")
    problem = analyse(experiment).problems[0]
    assert problem.fixes[0].label == "Connect Dense"
    assert analyse(problem.fixes[0].edit.apply(experiment)).trainable


def test_pictures_are_flattened_where_a_row_is_needed() -> None:
    experiment = _row(_node("input"), _node("dense1"), _node("output"), data=Data(source=Choice("digits")))
    analysis = analyse(experiment)
    assert analysis.facts is not None
    if len(analysis.facts.input_shape) == 1:
        assert analysis.trainable
        return
    fix = analysis.problems[0].fixes[0]
    assert fix.label == "Put a flatten before it"
    assert analyse(fix.edit.apply(experiment)).trainable


def test_titles() -> None:
    assert title_of(_node("dense1")) == "Dense"
    assert title_of(replace(_node("dense1"), name="Eyes")) == "Eyes"
    assert title_of(_node("strange")) == "strange"


def test_a_thousand_blocks() -> None:
    nodes = [_node("input"), *(_node(f"dense{index}") for index in range(1000)), _node("output")]
    analysis = analyse(_row(*nodes))
    assert analysis.trainable
    assert len(analysis.order) == 1002


@settings(max_examples=60, deadline=None)
@given(
    edges=st.lists(
        st.tuples(
            st.sampled_from(["input", "dense1", "dense2", "add", "concatenate", "output", "nowhere"]),
            st.sampled_from(["input", "dense1", "dense2", "add", "concatenate", "output", "nowhere"]),
            st.integers(0, 2),
        ),
        max_size=12,
    )
)
def test_any_graph_can_be_looked_over_and_every_fix_applied(edges: list[tuple[str, str, int]]) -> None:
    nodes = tuple(_node(id) for id in ("input", "dense1", "dense2", "add", "concatenate", "output"))
    wires = tuple(Edge(source=source, target=target, port=port) for source, target, port in edges)
    experiment = Experiment(network=Network(nodes=lay_out(nodes), edges=wires))
    analysis = analyse(experiment)
    for problem in analysis.problems:
        for fix in problem.fixes:
            analyse(fix.edit.apply(experiment))
    if analysis.trainable:
        assert analysis.order[-1] == "output"
        assert all(id in analysis.signatures for id in analysis.order)


def test_a_network_of_thousands_of_layers_is_analysed_and_its_whole_run_is_named() -> None:
    nodes = (
        Node(id="i", kind="input"),
        *(Node(id=f"d{n}", kind="dense", params=Values(activation=Choice("sigmoid"))) for n in range(1500)),
        Node(id="o", kind="output"),
    )
    found = analyse(Experiment(network=Network(nodes=nodes, edges=chain(*nodes))))
    assert any(problem.sentence.startswith("1500 layers of sigmoid") for problem in found.problems)


def test_of_thousands_of_loose_blocks_the_first_have_fixes() -> None:
    nodes = tuple(Node(id=f"d{n}", kind="dense") for n in range(1000))
    found = analyse(Experiment(network=Network(nodes=nodes)))
    loose = [problem for problem in found.problems if "needs 1 input" in problem.sentence]
    assert len(loose) == 1000
    assert 90 <= sum(bool(problem.fixes) for problem in loose) <= MOST_TOLD
