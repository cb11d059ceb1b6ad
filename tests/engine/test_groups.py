from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playground.engine.divergence import DivergedError
from playground.engine.trainer import Trainer
from playground.spec.experiment import Experiment, Group, Network, Node, Training, chain, lay_out
from playground.spec.groups import expanded, with_group
from playground.spec.values import Choice, Values


def deep(repeat: int) -> Experiment:
    nodes = lay_out(
        (
            Node(id="input", kind="input"),
            Node(id="dense1", kind="dense", params=Values(units=4)),
            Node(id="dense2", kind="dense", params=Values(units=4)),
            Node(id="output", kind="output"),
        )
    )
    group = Group(id="g", name="Deep", members=("dense2",), repeat=repeat)
    return Experiment(network=Network(nodes=nodes, edges=chain(*nodes), groups=(group,)))


def test_what_is_trained_is_the_expanded_experiment_bit_for_bit() -> None:
    ours, flat = Trainer(deep(3)), Trainer(expanded(deep(3)))
    assert list(ours.train_steps(20).loss) == list(flat.train_steps(20).loss)
    assert set(ours.weights()) == set(flat.weights()) >= {"dense2@2.weight", "dense2@3.bias"}


def test_copies_that_stay_keep_their_weights() -> None:
    trainer = Trainer(deep(2))
    trainer.train_steps(10)
    before = trainer.weights()
    more = with_group(deep(2).network, "g", "Repeat", repeat=3).apply(deep(2))
    kept, fresh = trainer.reconfigure(more)
    assert set(fresh) == {"dense2@3.weight", "dense2@3.bias"}
    assert set(kept) == set(before)
    after = trainer.weights()
    assert all(np.array_equal(after[name], before[name]) for name in before)
    trainer.reconfigure(deep(1))
    assert not any("@" in name for name in trainer.weights())
    assert np.array_equal(trainer.weights()["dense2.weight"], before["dense2.weight"])


def test_a_checkpoint_goes_on_with_all_copies() -> None:
    trainer = Trainer(deep(2))
    trainer.train_steps(10)
    again = Trainer(deep(2), trainer.checkpoint())
    assert list(again.train_steps(5).loss) == list(trainer.train_steps(5).loss)


def test_what_blows_up_in_a_copy_is_said_of_the_block() -> None:
    experiment = replace(deep(4), training=Training(optimizer=Choice("gradient_descent", Values(learning_rate=900.0))))
    net = experiment.network
    nodes = tuple(
        replace(node, params=node.params | {"activation": Choice("relu")}) if node.kind == "dense" else node
        for node in net.nodes
    )
    experiment = replace(experiment, network=replace(net, nodes=nodes))
    trainer = Trainer(experiment)
    with pytest.raises(DivergedError) as caught:
        trainer.train_steps(300)
    assert caught.value.node in {node.id for node in nodes}
    assert caught.value.fixes
    assert all(fix.edit.apply(experiment) is not experiment for fix in caught.value.fixes)
