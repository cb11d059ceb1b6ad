"""On a GPU with CUDA: our steps as graphs beside our eager ones, plain torch there, and the CPU.

One command, which prints a table for every network:

    python -m pytest tests/bench/test_cuda.py --benchmark-only -rs
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch

from playground.engine.step.choice import Way
from playground.engine.trainer import Trainer
from playground.spec.experiment import Experiment
from tests.bench.peers import Lesson, PlainTorch, lesson_of
from tests.bench.results.measure import Contender, Plan, by_turns
from tests.bench.results.steps import NETS, OPTIMIZERS, made_up_pictures
from tests.bench.test_step import experiment_of

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="torch finds no GPU with CUDA on this machine")

PLAIN = "plain torch, GPU"


class PlainOnGpu(PlainTorch):
    """The same on a GPU, with the examples there."""

    def __init__(self, lesson: Lesson) -> None:
        super().__init__(lesson)
        self.model.to("cuda")
        self._x, self._y = self._x.to("cuda"), self._y.to("cuda")

    def train(self, steps: int) -> int:
        done = super().train(steps)
        torch.cuda.synchronize()
        return done


def ours(experiment: Experiment, device: str, way: Way | None = None, *, watched: bool = True) -> Contender:
    """Steps that are done when it returns."""
    trainer = Trainer(experiment, device=device, stepper=way, watched=watched)
    trainer.train_steps(trainer.steps_per_epoch)

    def train(steps: int) -> int:
        trainer.train_steps(steps)
        return steps

    return train


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("name", NETS)
def test_steps(benchmark: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, optimizer: str) -> None:
    net = NETS[name]
    experiment = experiment_of(
        net.activation,
        net.widths,
        optimizer,
        features=net.features,
        data=made_up_pictures(tmp_path) if net.pictures else None,
        batch=128 if net.pictures else 10,
    )
    lesson = lesson_of(experiment)
    contenders = {
        PLAIN: PlainOnGpu(lesson).train,
        "plain torch, CPU": PlainTorch(lesson).train,
        "ours, GPU, graph, watched": ours(experiment, "cuda", "graph"),
        "ours, GPU, graph, unwatched": ours(experiment, "cuda", "graph", watched=False),
        "ours, GPU, eager": ours(experiment, "cuda", "eager"),
        "ours, CPU": ours(experiment, "cpu"),
    }
    speeds = benchmark.pedantic(partial(by_turns, contenders, Plan()), rounds=1, iterations=1)
    lines = [f"\n{name}, {OPTIMIZERS[optimizer]}, {torch.cuda.get_device_name()}, torch {torch.__version__}"]
    for who in contenders:
        lines.append(f"  {who:30} {speeds.median(who):12,.0f} steps/s   x {speeds.ratio(who, PLAIN):.2f}")
    with capsys.disabled():
        sys.stdout.write("\n".join(lines) + "\n")
    by_rule = Trainer(experiment, device="cuda")
    by_rule.make_ready()
    assert by_rule.stepper == "graph", by_rule.stepper_reason
