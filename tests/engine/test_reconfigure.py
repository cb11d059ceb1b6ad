"""Changes while it trains: every weight that still fits stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playground.catalog.initial import initial_weights
from playground.engine.trainer import Trainer
from playground.spec.edits import InsertOnEdge, RemoveNodes, Set
from playground.spec.experiment import Edge, Experiment, Network, Node
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from tests.engine.support import block, dense, experiment, retrained, sgd


def trained(built: Experiment | None = None) -> Trainer:
    trainer = Trainer(built or experiment(dense("a", 4), dense("b", 3), optimizer=Choice("adam")))
    trainer.train_steps(25)
    return trainer


def test_inserting_a_batch_norm_keeps_weights_and_optimizer_state() -> None:
    trainer = trained()
    before = trainer.checkpoint()
    norm = block("bn", "batch_norm")
    edit = InsertOnEdge(node=norm, edge=Edge(source="a", target="b"))
    kept, fresh = trainer.reconfigure(edit.apply(trainer.experiment))
    after = trainer.checkpoint()
    assert set(kept) == set(before.weights)
    assert set(fresh) == {"bn.gamma", "bn.beta", "bn.running_mean", "bn.running_variance"}
    for name in before.weights:
        assert np.array_equal(after.weights[name], before.weights[name])
        for slot in before.state:
            assert np.array_equal(after.state[slot][name], before.state[slot][name])
    assert (after.step, after.epoch, after.batch, after.updates) == (25, before.epoch, before.batch, 25)
    assert len(trainer.train_steps(10)) == 10


def test_more_units_keep_the_overlap() -> None:
    trainer = trained()
    before = trainer.checkpoint()
    bigger = Set(path=("network", "a", "units"), value=6).apply(trainer.experiment)
    trainer.reconfigure(bigger)
    after = trainer.checkpoint()
    first = initial_weights(bigger, trainer.analysis)
    assert after.weights["a.weight"].shape == (6, 2)
    assert np.array_equal(after.weights["a.weight"][:4], before.weights["a.weight"])
    assert np.array_equal(after.weights["a.weight"][4:], first["a.weight"][4:])
    assert np.array_equal(after.weights["b.weight"][:, :4], before.weights["b.weight"])
    assert np.array_equal(after.weights["b.weight"][:, 4:], first["b.weight"][:, 4:])
    for slot, rows in after.state.items():
        assert np.array_equal(rows["a.weight"][:4], before.state[slot]["a.weight"])
        assert not rows["a.weight"][4:].any()
    trainer.train_steps(10)


def test_fewer_units_and_removed_layers() -> None:
    trainer = trained()
    before = trainer.checkpoint()
    trainer.reconfigure(Set(path=("network", "a", "units"), value=2).apply(trainer.experiment))
    assert np.array_equal(trainer.weights()["b.weight"], before.weights["b.weight"][:, :2])
    trainer.reconfigure(RemoveNodes(ids=("a",)).apply(trainer.experiment))
    assert set(trainer.weights()) == {"b.weight", "b.bias", "output.weight", "output.bias"}
    trainer.train_steps(10)


def test_live_settings_leave_weights_alone() -> None:
    trainer = trained(experiment(dense("a"), block("drop", "dropout", keep_prob=0.9), optimizer=Choice("adam")))
    before = trainer.checkpoint()
    changed = Set(path=("network", "drop", "keep_prob"), value=0.5).apply(
        retrained(trainer.experiment, l2=1.0, clip="value", optimizer=Choice("adam", Values(learning_rate=0.5)))
    )
    trainer.reconfigure(changed)
    after = trainer.checkpoint()
    assert all(np.array_equal(after.weights[name], before.weights[name]) for name in before.weights)
    assert (after.step, after.batch, after.updates) == (before.step, before.batch, before.updates)
    assert all(np.array_equal(after.state[slot]["a.weight"], before.state[slot]["a.weight"]) for slot in before.state)
    assert trainer.train_steps(1).learning_rate[0] == 0.5


def test_another_optimizer_starts_with_an_empty_state() -> None:
    trainer = trained()
    weights = trainer.weights()
    trainer.reconfigure(retrained(trainer.experiment, optimizer=Choice("momentum")))
    after = trainer.checkpoint()
    assert after.optimizer == "momentum"
    assert after.updates == 0
    assert set(after.state) == {"velocity"}
    assert not any(row.any() for row in after.state["velocity"].values())
    assert all(np.array_equal(trainer.weights()[name], value) for name, value in weights.items())


def test_batch_size_within_an_epoch() -> None:
    trainer = Trainer(experiment(batch_size=10))
    trainer.train_steps(3)
    trainer.reconfigure(retrained(trainer.experiment, batch_size=7))
    assert trainer.batch == 4, "30 examples are done: 4 whole batches of 7"
    trainer.train_epoch()
    assert (trainer.epoch, trainer.batch) == (1, 0)
    assert trainer.step_number == 3 + 5


def test_batch_size_and_structure_at_once() -> None:
    trainer = Trainer(experiment(batch_size=10))
    trainer.train_steps(3)
    deeper = InsertOnEdge(node=block("bn", "batch_norm"), edge=Edge(source="a", target="b")).apply(trainer.experiment)
    trainer.reconfigure(retrained(deeper, batch_size=5))
    assert (trainer.batch, trainer.steps_per_epoch) == (6, 12)


def test_new_data_same_weights() -> None:
    trainer = trained()
    before = trainer.weights()
    data = replace(trainer.experiment.data, source=Choice("xor", Values(samples=40)))
    kept, fresh = trainer.reconfigure(replace(trainer.experiment, data=data))
    assert set(kept) == set(before)
    assert not fresh
    assert all(np.array_equal(trainer.weights()[name], value) for name, value in before.items())
    assert trainer.step_number == 25
    trainer.train_steps(10)


def test_data_with_more_features_and_classes() -> None:
    trainer = trained()
    before = trainer.weights()
    trainer.reconfigure(replace(trainer.experiment, data=replace(trainer.experiment.data, source=Choice("iris"))))
    after = trainer.weights()
    assert after["a.weight"].shape == (4, 4)
    assert after["output.weight"].shape == (3, 3)
    assert np.array_equal(after["a.weight"][:, :2], before["a.weight"])
    assert np.array_equal(after["b.weight"], before["b.weight"])
    trainer.train_steps(10)


def test_what_asks_for_fresh_weights_is_a_fresh_start() -> None:
    trainer = trained()
    other = replace(trainer.experiment, seed=99)
    trainer.reconfigure(other)
    assert (trainer.step_number, trainer.epoch, trainer.batch) == (0, 0, 0)
    assert np.array_equal(trainer.train_steps(50).loss, Trainer(other).train_steps(50).loss)


def test_a_change_that_cannot_be_trained_changes_nothing() -> None:
    trainer = trained()
    whole = trained()
    old = trainer.experiment
    with pytest.raises(PlaygroundError):
        trainer.reconfigure(replace(old, network=Network(nodes=(Node(id="input", kind="input"),))))
    with pytest.raises(PlaygroundError):
        trainer.reconfigure(retrained(old, optimizer=Choice("nobody")))
    assert trainer.experiment is old
    assert np.array_equal(trainer.train_steps(20).loss, whole.train_steps(20).loss)


def test_a_checkpoint_of_another_network_is_taken_as_far_as_it_fits() -> None:
    checkpoint = trained().checkpoint()
    trainer = Trainer(experiment(dense("a", 5), dense("new", 2), optimizer=sgd(0.1)), checkpoint)
    assert np.array_equal(trainer.weights()["a.weight"][:4], checkpoint.weights["a.weight"])
    assert trainer.step_number == 25
    trainer.train_steps(5)
