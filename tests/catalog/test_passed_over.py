from __future__ import annotations

from dataclasses import replace

import pytest

from playground.catalog.passed_over import passed_over
from playground.spec.experiment import Experiment, Group, Network, Node, Touch, chain, lay_out
from playground.spec.values import Values

DENSE = Node(id="dense1", kind="dense", params=Values(units=3))
NODES = lay_out(
    (Node(id="input1", kind="input"), DENSE, Node(id="norm1", kind="batch_norm"), Node(id="o", kind="output"))
)
EXPERIMENT = Experiment(network=Network(nodes=NODES, edges=chain(*NODES)))


def frozen(*words: str) -> Experiment:
    nodes = tuple(replace(node, frozen=words) if node.id == "dense1" else node for node in NODES)
    return replace(EXPERIMENT, network=replace(EXPERIMENT.network, nodes=nodes))


def touched(weight: str, *index: int, step: int = 0) -> Experiment:
    return replace(EXPERIMENT, touches=(Touch(weight=weight, index=index, value=0.5, before=0.0, step=step),))


def grouped(*exposed: tuple[str, str], repeat: int = 1) -> Experiment:
    group = Group(id="g", name="Deep", members=("dense1", "norm1"), exposed=exposed, repeat=repeat)
    return replace(EXPERIMENT, network=replace(EXPERIMENT.network, groups=(group,)))


@pytest.mark.parametrize(
    "experiment",
    [
        EXPERIMENT,
        frozen("*", "2", "weight[2,1]", "weight[0]", "bias[2]"),
        touched("dense1.weight", 2, 1),
        touched("gone.weight", 9, 9, step=40),
        replace(touched("dense1@3.weight", 2, 2), network=grouped(repeat=3).network),
        grouped(("dense1", "units"), ("norm1", "momentum")),
        replace(frozen("weight[9,9]"), network=Network(nodes=(replace(DENSE, kind="quantum", frozen=("7",)),))),
    ],
)
def test_nothing_is_said_of_what_is_there_or_may_be(experiment: Experiment) -> None:
    assert passed_over(experiment) == ()


def test_all_of_a_block_that_learns_nothing_may_be_frozen() -> None:
    nodes = tuple(replace(node, frozen=("*",)) for node in NODES)
    assert passed_over(replace(EXPERIMENT, network=replace(EXPERIMENT.network, nodes=nodes))) == ()


NOTHING = 'What is frozen must be "*", a unit such as "3" or a number such as "weight[3,1]", not '


@pytest.mark.parametrize(
    ("experiment", "sentence"),
    [
        (frozen("weight["), f"{NOTHING}'weight[', so that is passed over."),
        (frozen("-1"), f"{NOTHING}'-1', so that is passed over."),
        (frozen("weight[٢,٠]"), f"{NOTHING}'weight[٢,٠]', so that is passed over."),
        (frozen("weight[9,9]"), "Dense has nothing to freeze that is called 'weight[9,9]', so that is passed over."),
        (
            frozen("3", "*", "4", "weight[0,0,0]"),
            "Dense has nothing to freeze that is called '3', so that is passed over, and so are 2 more.",
        ),
        (
            touched("dense1.weight", 9, 9),
            "The weight dense1.weight[9, 9], which was set to 0.5 by hand, is not there, so that is passed over.",
        ),
        (touched("dense1.weight", 0), "The weight dense1.weight[0], which was"),
        (touched("norm1.running_mean", 0), "The weight norm1.running_mean[0], which was"),
        (touched("gone.weight", 0, 0), "The weight gone.weight[0, 0], which was"),
        (
            grouped(("gone", "units")),
            "The group Deep cannot show the setting 'units' of the block 'gone' (no block is called 'gone'",
        ),
        (grouped(("dense1", "zzz")), "The group Deep cannot show the setting 'zzz' of the block 'dense1' ("),
    ],
)
def test_what_is_not_there_is_said_once(experiment: Experiment, sentence: str) -> None:
    (said,) = passed_over(experiment)
    assert said.startswith(sentence)
