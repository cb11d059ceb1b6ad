"""Through the process, looked at, paused, saved and opened again: the numbers are those of an undisturbed trainer."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np

from playground.engine.trainer import Trainer
from playground.spec.experiment import Experiment
from playground.spec.values import Choice, Values
from playground.wire.checkpoint import Checkpoint
from playground.workbench.curves import Curves
from playground.workbench.document import Document
from playground.workbench.files import load, save
from playground.workbench.run import Run
from playground.workbench.spawn import ENTRY
from tests.engine.support import block, dense, experiment
from tests.workbench.support import Desk

PROBES = ("surface", "units", "histograms", "dead_units")
PATIENCE = 60.0


def restless() -> Experiment:
    """Everything that has a state: dropout, running averages, an optimizer, a schedule, a short last batch."""
    return experiment(
        dense("a", 8, "relu"),
        block("bn", "batch_norm"),
        block("drop", "dropout", keep_prob=0.7),
        dense("b", 4),
        optimizer=Choice("adam", Values(learning_rate=0.01)),
        schedule=Choice("exponential"),
        batch_size=7,
        l2=0.1,
        early_stopping=True,
        patience=100_000,
    )


class Visitor:
    """Somebody who disturbs a run, and sees to it that it was trained at least ``steps`` steps."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.desk = Desk(ENTRY)
        self.run = self.desk.run = Run(Document(restless()), self.desk.client)

    def until_rest(self) -> Checkpoint:
        found: list[Checkpoint] = []
        self.run.capture(found.append)
        self.desk.until(lambda: bool(found), PATIENCE)
        return found[0]

    def disturb(self, steps: int) -> Checkpoint:
        run, dice = self.run, self.dice
        end = run.status.step + steps
        while run.curves.last_step < end:
            match dice.randrange(6):
                case 0:
                    run.advance("step", dice.randint(1, 30))
                case 1:
                    run.advance("epoch", dice.randint(1, 3))
                case 2 | 3:
                    run.play()
                    reached = run.curves.last_step
                    self.desk.until(lambda reached=reached: run.curves.last_step > reached, PATIENCE)  # type: ignore[misc]
                case 4:
                    kind = dice.choice(PROBES)
                    run.watch(kind, kind)
                    run.unwatch(dice.choice(PROBES))
                case _:
                    run.capture(lambda checkpoint: None)
            if dice.random() < 0.4:
                run.pause()
        run.pause()
        return self.until_rest()


def same_as_undisturbed(curves: Curves) -> None:
    count = curves.last_step
    straight = Trainer(restless()).train_steps(count)
    table = curves.steps
    assert np.array_equal(table["step"], np.arange(1, count + 1))
    for name in ("epoch", "loss", "cost", "learning_rate"):
        assert np.array_equal(table[name], getattr(straight, name)), name
    for node, values in straight.gradient_norm.items():
        assert np.array_equal(table[f"gradient_norm/{node}"], values), node
    for node, values in straight.update_ratio.items():
        assert np.array_equal(table[f"update_ratio/{node}"], values, equal_nan=True), node


def test_disturbed_saved_and_opened_again_in_another_process(tmp_path: Path) -> None:
    first, path = Visitor(1), tmp_path / "run.nnp"
    try:
        state = first.disturb(400)
        assert state.step == first.run.curves.last_step
        same_as_undisturbed(first.run.curves)
        save(path, restless(), state, first.run.curves)
    finally:
        first.run.close()
    second, opened = Visitor(2), load(path)
    try:
        assert opened.checkpoint is not None
        second.run.resume(opened.checkpoint, opened.curves)
        end = second.disturb(400)
        assert end.step >= state.step + 400
        same_as_undisturbed(second.run.curves)
    finally:
        second.run.close()
    undisturbed = Trainer(restless())
    undisturbed.train_steps(end.step)
    expected = undisturbed.checkpoint()
    assert end.weights.keys() == expected.weights.keys()
    assert all(np.array_equal(end.weights[name], value) for name, value in expected.weights.items())
    assert (end.epoch, end.batch, end.updates, end.random) == (
        expected.epoch,
        expected.batch,
        expected.updates,
        expected.random,
    )
    assert (end.best_dev_loss, end.best_epoch) == (expected.best_dev_loss, expected.best_epoch)
