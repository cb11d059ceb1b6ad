"""Settings by path: read, set and merged, wherever they stand and whether set or not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog.entry import family
from playground.catalog.settings import set_at, setting_at
from playground.spec.experiment import Experiment, Network, Node, Training, chain, lay_out
from playground.spec.fields import Field
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values

NODES = (
    Node(id="input", kind="input"),
    Node(id="dense1", kind="dense", params=Values(activation=Choice("leaky_relu"))),
    Node(id="output", kind="output"),
)
START = Experiment(network=Network(nodes=lay_out(NODES), edges=chain(*NODES)))


@pytest.mark.parametrize(
    ("path", "default", "value"),
    [
        (("seed",), 0, 7),
        (("training", "batch_size"), 10, 32),
        (("training", "optimizer"), Choice("momentum"), Choice("adam")),
        (("training", "optimizer", "learning_rate"), 0.1, 0.5),
        (("training", "clip"), "none", "norm"),
        (("data", "train"), 0.6, 0.7),
        (("data", "source", "samples"), 500, 100),
        (("network", "dense1", "units"), 4, 8),
        (("network", "dense1", "bias"), True, False),
        (("network", "dense1", "activation", "slope"), 0.01, 0.2),
        (("network", "dense1", "weight_initializer", "gain"), 1.0, 2.0),
        (("network", "output", "loss"), Choice("auto"), Choice("squared")),
    ],
)
def test_read_and_set(path: tuple[str, ...], default: Any, value: Any) -> None:
    field, here = setting_at(START, path)
    assert isinstance(field, Field)
    assert field.name == path[-1]
    assert here == default
    after = set_at(START, path, value).apply(START)
    assert setting_at(after, path)[1] == value
    assert set_at(after, path, value).apply(after) is after
    # All that was not touched stays the same object.
    assert (after.training is START.training) == (path[0] != "training")
    assert (after.network.node("input")) is START.network.node("input")


def test_inside_a_choice_inside_a_choice() -> None:
    start = Experiment(training=Training(schedule=Choice("warm_up")))
    path = ("training", "schedule", "then")
    cosine = set_at(start, path, Choice("cosine")).apply(start)
    after = set_at(cosine, (*path, "floor"), 0.5).apply(cosine)
    assert after.training.schedule == Choice("warm_up", Values(then=Choice("cosine", Values(floor=0.5))))
    assert setting_at(after, (*path, "epochs"))[1] == 200


def test_inside_a_nested_choice_that_was_never_set() -> None:
    start = Experiment(training=Training(schedule=Choice("warm_up", Values(then=Choice("warm_up")))))
    path = ("training", "schedule", "then", "start")
    after = set_at(start, path, 0.5).apply(start)
    assert setting_at(after, path)[1] == 0.5


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("sede",), "an experiment has no setting 'sede' (near: seed)"),
        (("training", "optimiser"), "training has no setting 'optimiser' (near: optimizer)"),
        (("training", "optimizer", "beta1"), "training.optimizer has no setting 'beta1' (near: beta)"),
        (("network", "dense9", "units"), "no block is called 'dense9' (near: dense1"),
        (("network", "dense1", "unit"), "network.dense1 has no setting 'unit' (near: units"),
        (("network", "dense1"), "network.dense1 is not a setting"),
        (("training",), "training is not a setting"),
        ((), " is not a setting"),
        (("seed", "deeper"), "seed has no setting 'deeper'"),
        (("training", "batch_size", "deeper"), "training.batch_size has no setting 'deeper'"),
    ],
)
def test_wrong_paths(path: tuple[str, ...], words: str) -> None:
    with pytest.raises(PlaygroundError) as caught:
        setting_at(START, path)
    assert str(caught.value).startswith(words)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("network", "dense1", "units"), 0, "units must be between 1 and 65536, not 0"),
        (("network", "dense1", "units"), 2.5, "units must be a whole number, not 2.5"),
        (("network", "dense1", "bias"), 1, "bias must be true or false, not 1"),
        (("training", "clip"), "hard", "clip must be one of none, norm, value, not 'hard'"),
        (("training", "optimizer"), "adam", "optimizer must be a choice with a kind, not 'adam'"),
        (("training", "optimizer", "learning_rate"), float("inf"), "learning_rate must be a finite number, not inf"),
        (("training", "optimizer"), Choice("adamm"), "optimizer 'adamm' is not known here (near: adam"),
        (
            ("training", "optimizer"),
            Choice("adam", Values(beta1=3.0)),
            "optimizer: beta1 must be between 0 and 0.9999, not 3.0",
        ),
    ],
)
def test_wrong_values(path: tuple[str, ...], value: Any, words: str) -> None:
    with pytest.raises(PlaygroundError) as caught:
        set_at(START, path, value)
    assert str(caught.value).startswith(words)


def test_one_drag_merges_and_other_places_do_not() -> None:
    path = ("training", "optimizer", "learning_rate")
    first, second = set_at(START, path, 0.2), set_at(START, path, 0.3)
    assert first.merge_key is not None
    assert first.merge_key == second.merge_key
    assert first.merge_key != set_at(START, ("training", "optimizer", "beta"), 0.2).merge_key
    assert first.label == "Set Learning rate α"
    assert set_at(START, ("network", "dense1", "bias"), False).merge_key is None
    assert set_at(START, ("training", "optimizer"), Choice("adam")).merge_key is None


def test_one_wrong_setting_does_not_keep_another_from_being_set() -> None:
    wrong = Choice("adam", Values(beta1=7.0, beta2=7.0))
    start = Experiment(training=Training(optimizer=wrong))
    after = set_at(start, ("training", "optimizer", "beta1"), 0.5).apply(start)
    assert after.training.optimizer == Choice("adam", Values(beta1=0.5, beta2=7.0))


def _numbers() -> list[tuple[tuple[str, str], Field]]:
    found: list[tuple[tuple[str, str], Field]] = []
    for kind, optimizer in family("optimizers").items():
        found += [((kind, field.name), field) for field in optimizer.fields() if field.type is float]
    return found


@given(where=st.sampled_from(_numbers()), share=st.floats(0, 1))
def test_what_was_set_is_read(where: tuple[tuple[str, str], Field], share: float) -> None:
    (kind, name), field = where
    low, high = field.about.low or 0.0, field.about.high or 1.0
    value = min(max(low + share * (high - low), low), high)
    start = Experiment(training=Training(optimizer=Choice(kind)))
    path = ("training", "optimizer", name)
    after = set_at(start, path, value).apply(start)
    assert setting_at(after, path)[1] == value
    assert after.training.optimizer.kind == kind
    others = {other.name for other in family("optimizers")[kind].fields()} - {name}
    for other in others:
        assert setting_at(after, (*path[:-1], other))[1] == setting_at(start, (*path[:-1], other))[1]
