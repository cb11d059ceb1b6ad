from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.spec.experiment import Edge, Experiment, Network, Node, Touch
from playground.spec.json import (
    VERSION,
    experiment_from_json,
    experiment_from_text,
    experiment_to_json,
    experiment_to_text,
)
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from tests.spec.strategies import experiments

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(experiments)
def test_what_is_written_is_read_back_exactly(experiment: Experiment) -> None:
    text = experiment_to_text(experiment)
    back = experiment_from_text(text)
    assert back == experiment
    assert repr(back) == repr(experiment)  # also tells 1 from 1.0 and True
    assert experiment_to_text(back) == text


@given(experiments, st.data())
@settings(max_examples=200)
def test_one_changed_place_is_read_or_refused_in_one_sentence(experiment: Experiment, draw: st.DataObject) -> None:
    data = experiment_to_json(experiment)
    here: Any = data
    while isinstance(here, (dict, list)) and here:
        key = draw.draw(st.sampled_from(sorted(here))) if isinstance(here, dict) else 0
        if draw.draw(st.booleans()) or not isinstance(here[key], (dict, list)) or not here[key]:
            here[key] = draw.draw(JSON)
            break
        here = here[key]
    assert read_or_refused(data)


def read_or_refused(data: Any) -> bool:
    """Whether ``data`` is an experiment or refused in one line; any other exception goes through."""
    try:
        return isinstance(experiment_from_json(data), Experiment)
    except PlaygroundError as error:
        return len(str(error).splitlines()) == 1


@given(st.binary(max_size=40) | st.text(max_size=40))
def test_any_text_is_refused_in_words(text: str | bytes) -> None:
    with pytest.raises(PlaygroundError):
        experiment_from_text(text)


def test_missing_sections_take_their_defaults() -> None:
    assert experiment_from_json({"version": 1}) == Experiment()


def test_unknown_kinds_and_settings_are_kept() -> None:
    node = Node(id="q", kind="quantum", params=Values(qubits=3, gate=Choice("hadamard", Values(angle=0.5))))
    experiment = Experiment(network=Network(nodes=(node,)))
    assert experiment_from_text(experiment_to_text(experiment)).network.nodes == (node,)


def test_the_form_is_readable() -> None:
    network = Network(
        nodes=(Node(id="a", kind="input"), Node(id="b", kind="dense", params=Values(units=3), name="Hidden")),
        edges=(Edge(source="a", target="b", port=1),),
    )
    data = experiment_to_json(Experiment(network=network, seed=7))
    assert data["network"] == {
        "nodes": [
            {"id": "a", "kind": "input", "position": [0.0, 0.0]},
            {"id": "b", "kind": "dense", "name": "Hidden", "position": [0.0, 0.0], "params": {"units": 3}},
        ],
        "edges": [{"source": "a", "target": "b", "port": 1}],
    }
    assert data["seed"] == 7
    assert data["data"]["source"] == {"kind": "circle"}
    assert data["training"]["optimizer"] == {"kind": "momentum"}
    json.dumps(data, allow_nan=False)


def nodes(*many: Any) -> dict[str, Any]:
    return {"version": 1, "network": {"nodes": list(many)}}


def touches(**changes: Any) -> dict[str, Any]:
    return {"version": 1, "touches": [{"weight": "dense1.weight", "index": [0, 0], "value": 1.0} | changes]}


def groups(**changes: Any) -> dict[str, Any]:
    return {"version": 1, "network": {"groups": [{"id": "g", "members": ["a"]} | changes]}}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], "must be an object, not []"),
        ({}, "version: is missing"),
        ({"version": "1"}, 'version: must be a whole number, not "1"'),
        ({"version": 0}, "version: must be between 1 and 1, not 0"),
        ({"version": 1, "trainig": {}}, '"trainig" is not known here (near: training)'),
        ({"version": 1, "training": {"batchsize": 3}}, 'training: "batchsize" is not known here (near: batch_size)'),
        ({"version": 1, "training": {"batch_size": 3.5}}, "training.batch_size: must be a whole number, not 3.5"),
        ({"version": 1, "training": {"batch_size": True}}, "training.batch_size: must be a whole number, not true"),
        ({"version": 1, "training": {"l2": float("nan")}}, "training.l2: must be a finite number, not NaN"),
        ({"version": 1, "training": {"optimizer": 3}}, 'training.optimizer: must be an object with a "kind", not 3'),
        (
            {"version": 1, "data": {"source": {"kind": "moons", "noise": [1, float("inf")]}}},
            "data.source.noise[1]: must be a finite number, not Infinity",
        ),
        ({"version": 1, "network": {"nodes": 3}}, "network.nodes: must be a list, not 3"),
        (nodes({"id": "a"}), "network.nodes[0].kind: is missing"),
        (nodes({"id": "", "kind": "dense"}), "network.nodes[0].id: must be 1 to 100 printable characters"),
        (
            nodes({"id": "a", "kind": "dense", "position": ["left", 1]}),
            'network.nodes[0].position: must be two finite numbers, not ["left", 1]',
        ),
        (nodes({"id": "a", "kind": "dense", "params": []}), "network.nodes[0].params: must be an object of settings"),
        (
            nodes({"id": "a", "kind": "dense", "params": {"units": 10**30}}),
            "network.nodes[0].params.units: must be a whole number of at most 63 bits",
        ),
        (
            nodes({"id": "a", "kind": "x"}, {"id": "b", "kind": "x"}, {"id": "a", "kind": "x"}),
            'network.nodes[2].id: must be the id of one block only, not "a" again',
        ),
        (nodes({"id": "a", "kind": "x", "name": "\x1b[2J"}), "network.nodes[0].name: must be printable characters"),
        (nodes({"id": "a", "kind": "x", "name": "\ud800"}), "network.nodes[0].name: must be text that UTF-8 can write"),
        (
            {"version": 1, "network": {"edges": [{"source": "a", "target": "b", "port": -1}]}},
            "network.edges[0].port: must be between 0 and 100000, not -1",
        ),
        (touches(value="big"), 'touches[0].value: must be a number, not "big"'),
        (touches(value=1e39), "touches[0].value: must fit into float32, at most 3.4e38 in size, not 1e+39"),
        (touches(before=-1e308), "touches[0].before: must fit into float32, at most 3.4e38 in size, not -1e+308"),
        (touches(index=["a", 0]), 'touches[0].index: must be a whole number, not "a"'),
        (touches(index=[-1, 0]), "touches[0].index: must not be negative, but it is -1"),
        (touches(step=-1), "touches[0].step: must not be negative, but it is -1"),
        (touches(step=2**63), "touches[0].step: must be a whole number of at most 63 bits, not 9223372036854775808"),
        (touches(weight="x" * 401), "touches[0].weight: must be at most 400 characters long"),
        (groups(members=[]), "network.groups[0].members: must have at least 1 item, not 0"),
        (groups(exposed=[["a"]]), "network.groups[0].exposed[0]: must have at least 2 items, not 1"),
        (groups(repeat=2.5), "network.groups[0].repeat: must be a whole number, not 2.5"),
        (groups(repeat=-1), "network.groups[0].repeat: must be between 0 and 100000, not -1"),
        (
            nodes({"id": "a", "kind": "x", "params": {"points": [0] * 10_001}}),
            "network.nodes[0].params.points: must have at most 10000 items, not 10001",
        ),
    ],
)
def test_a_sentence_names_the_place_the_rule_and_the_value(data: Any, sentence: str) -> None:
    with pytest.raises(PlaygroundError) as raised:
        experiment_from_json(data)
    assert str(raised.value).startswith(sentence)


def test_a_newer_version_says_so_before_anything_else() -> None:
    with pytest.raises(PlaygroundError, match=rf"newer version \(format {VERSION + 1}, this program reads up to"):
        experiment_from_json({"version": VERSION + 1, "galaxies": []})


def test_a_weight_set_by_hand_late_in_a_long_training_is_read_again() -> None:
    """Ten thousand steps a second are more than 100,000 in a quarter of a minute."""
    late = Touch(
        weight=f"{'x' * 100}@12.running_variance",
        index=(250_000, 0),
        value=3.4e38,
        before=-0.5,
        step=10_000_000,
        gesture=200_000,
    )
    experiment = Experiment(touches=(late,))
    assert experiment_from_text(experiment_to_text(experiment)) == experiment


def test_too_many_blocks_are_refused() -> None:
    many = [{"id": str(index), "kind": "dense"} for index in range(10_001)]
    with pytest.raises(PlaygroundError, match=r"network\.nodes: must have at most 10000 items, not 10001"):
        experiment_from_json(nodes(*many))


def test_deep_nesting_is_refused() -> None:
    deep: Any = 1
    for _ in range(30):
        deep = [deep]
    with pytest.raises(PlaygroundError, match="must be nested at most 20 deep"):
        experiment_from_json(nodes({"id": "a", "kind": "x", "params": {"deep": deep}}))
    with pytest.raises(PlaygroundError):
        experiment_from_text("[" * 100_000 + "]" * 100_000)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "This is not JSON: .* at line 1, column 2"),
        ('{"version": 1, "seed": NaN}', "numbers must be finite, not NaN"),
        ('{"version": 1, "seed": 1, "seed": 2}', "an object names 'seed' twice"),
        (b"\xff\xfe", "This is not UTF-8 text: byte 0"),
        ('{"version": ' + "9" * 5000 + "}", "thousands of digits"),
    ],
)
def test_text_that_is_not_strict_json(text: str | bytes, sentence: str) -> None:
    with pytest.raises(PlaygroundError, match=sentence):
        experiment_from_text(text)
