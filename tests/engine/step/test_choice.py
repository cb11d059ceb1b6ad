"""Who does the steps, and what is said about it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from playground.engine.step import choice
from playground.engine.step.captured import Captured
from playground.engine.step.choice import Way, choose
from playground.engine.step.contract import Chunk, RefusedError, Work
from playground.engine.step.eager import Eager
from playground.engine.step.kept import Kept
from playground.engine.trainer import Trainer
from playground.spec.values import Choice
from tests.engine.support import block, dense, experiment

SIZES = np.array([10, 7, 10])


def work() -> tuple[Work, np.ndarray]:
    trainer = Trainer(experiment(dense("a", 4), block("d", "dropout"), optimizer=Choice("adam")), stepper="eager")
    trainer.train_steps(5)
    return trainer._work, np.tile([0.0, 0.0, 1.0, 0.9, 0.1, 0.999, 0.001, 1e-8, -0.01], (3, 1))


class Half(Captured):
    """Forgets half of every step."""

    def run(self, chunk: Chunk) -> None:
        before = self._work.parameters.theta.clone()
        super().run(chunk)
        self._work.parameters.theta.sub_(before).mul_(0.5).add_(before)


def test_a_check_leaves_no_trace() -> None:
    given, numbers = work()
    before = Kept(given)
    random = before._random
    assert choose(given, SIZES, numbers, "captured").way == "captured"
    after = Kept(given)
    assert all(torch.equal(value, after.values[name]) for name, value in before.values.items())
    assert random is not None
    assert after._random is not None
    assert torch.equal(random, after._random)


def test_who_gives_other_numbers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "_MAKERS", {"captured": Half, "eager": Eager})
    given, numbers = work()
    chosen = choose(given, SIZES, numbers)
    assert chosen.way == "eager"
    assert "Not captured: its first steps are not those of the eager step, theta is off by" in chosen.words
    with pytest.raises(RefusedError, match="theta is off by"):
        choose(given, SIZES, numbers, "captured")


def test_a_step_that_depends_on_a_number_in_it_goes_on_eagerly() -> None:
    given, numbers = work()

    def steered(logits: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return given.loss(logits, y) if float(logits.detach().mean()) > 0.0 else given.loss(-logits, y)

    chosen = choose(replace(given, loss=steered), SIZES, numbers)
    assert chosen.way == "eager"
    assert "Not captured: what the step does depends on a number that is computed in it" in chosen.words


@pytest.mark.parametrize("way", ["captured", "eager"])
def test_one_way_does_a_whole_run(way: Way) -> None:
    trainer = Trainer(experiment(dense("a", 4)), stepper=way)
    assert trainer.stepper == ""
    trainer.train_steps(1)
    assert trainer.stepper == way


def test_moving_a_block_on_the_paper_chooses_nobody_anew() -> None:
    trainer = Trainer(experiment(dense("a", 4)))
    trainer.train_steps(1)
    chosen, network = trainer._chosen, trainer.experiment.network
    moved = tuple(replace(node, position=(9.0, 9.0)) for node in network.nodes)
    trainer.reconfigure(replace(trainer.experiment, network=replace(network, nodes=moved)))
    assert trainer._chosen is chosen
