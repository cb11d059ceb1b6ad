from __future__ import annotations

from dataclasses import replace

import pytest

from playground.catalog.prepare import order_seed
from playground.catalog.variants import variants
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from playground.spec.variants import parse, seeds
from tests.engine.support import block, dense, experiment, network


@pytest.fixture
def start() -> Experiment:
    return experiment(dense("a", 4), block("drop", "dropout"), optimizer=Choice("momentum", Values(learning_rate=0.1)))


def test_seeds_keep_the_data_and_the_order(start: Experiment) -> None:
    found = variants(start, [seeds(start.seed, 3)])
    assert [variant.name for variant in found] == ["seed 7", "seed 8", "seed 9"]
    assert [variant.experiment.seed for variant in found] == [7, 8, 9]
    assert {order_seed(variant.experiment) for variant in found} == {7} == {order_seed(start)}
    assert all(variant.experiment.data is start.data for variant in found)
    again = variants(found[2].experiment, [seeds(9, 2)])
    assert {order_seed(variant.experiment) for variant in again} == {7}


def test_without_anything_that_varies_there_is_the_experiment(start: Experiment) -> None:
    (only,) = variants(start, [])
    assert (only.name, only.experiment) == ("", start)


def test_settings_and_their_names(start: Experiment) -> None:
    found = variants(start, [parse("training.optimizer.learning_rate=0.01,1"), parse("network.drop.keep_prob=0.5")])
    assert [variant.name for variant in found] == [
        "learning_rate 0.01, drop.keep_prob 0.5",
        "learning_rate 1, drop.keep_prob 0.5",
    ]
    assert found[1].experiment.training.optimizer.params["learning_rate"] == 1.0
    assert isinstance(found[1].experiment.training.optimizer.params["learning_rate"], float)
    assert found[0].experiment.network.node("drop").params["keep_prob"] == 0.5


def test_optimizers_by_kind_by_another_word_and_with_settings(start: Experiment) -> None:
    text = 'training.optimizer=["sgd", {"kind": "adam", "beta1": 0.8}]'
    found = variants(start, [parse(text), parse("training.optimizer.learning_rate=0.5")])
    assert [variant.experiment.training.optimizer for variant in found] == [
        Choice("gradient_descent", Values(learning_rate=0.5)),
        Choice("adam", Values(beta1=0.8, learning_rate=0.5)),
    ]
    assert found[1].name == "optimizer adam (beta1 0.8), learning_rate 0.5"


def test_initializers(start: Experiment) -> None:
    found = variants(start, [parse("network.a.weight_initializer=xavier,he_normal")])
    assert [variant.name for variant in found] == ["a.weight_initializer xavier", "a.weight_initializer he_normal"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("data.source=xor,circle", "data.source cannot vary: all members learn from the same data"),
        ("data.seed=1,2", "data.seed cannot vary: all members learn from the same data"),
        ("training.batch_size=1,2", "training.batch_size cannot vary: all members take the same steps"),
        ("training.early_stopping=true,false", "early_stopping cannot vary"),
        ("training.order_seed=1,2", "order_seed cannot vary"),
        ("network.a.units=3,4", "network.a.units cannot vary: all members must have the same learned numbers, not.* 3"),
        ("network.a.bias=true,false", "network.a.bias cannot vary.* false"),
        ("network.a.unit=3", r"has no setting 'unit' \(near: units"),
        ("network.b.units=3", "no block is called 'b'"),
        ("training.optimizer=adam,adamm", r"optimizer 'adamm' is not known here \(near: adam"),
        ("training.optimizer.beta3=0.1", r"has no setting 'beta3' \(near: beta"),
        ("training.optimizer.learning_rate=-1,1", "learning_rate must be between 0 and 1000, not -1"),
        ("training.l2=much", "must be a number, not 'much'"),
        ("network.drop.keep_prob=lin:0:1:3", "keep_prob must be between 0.01 and 1, not 0.0"),
    ],
)
def test_what_cannot_vary_is_said(start: Experiment, text: str, sentence: str) -> None:
    with pytest.raises(PlaygroundError, match=sentence):
        variants(start, [parse(text)])


def test_a_member_cannot_have_the_widths_of_another() -> None:
    narrow = replace(experiment(), network=network(dense("a", 4), dense("b", 2)))
    with pytest.raises(PlaygroundError, match=r"network\.b\.units cannot vary"):
        variants(narrow, [parse("network.b.units=2,3")])
    assert len(variants(narrow, [parse("network.b.units=2")])) == 1
