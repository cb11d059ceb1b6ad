"""Seconds until a spiral is learned, from the first step on: 2-8-8-8-1, to 95 % of the dev part."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import torch

from playground.engine.step.choice import Way
from playground.engine.trainer import Trainer
from playground.spec.experiment import Data, Experiment
from playground.spec.values import Choice, Values
from tests.bench.peers import PEERS, Lesson, Peer, lesson_of
from tests.bench.results.measure import Plan, table, times
from tests.bench.test_step import experiment_of

GOAL = 0.95
MOST = 400
"""Epochs; who is not there by then has the time of so many."""


def section(plan: Plan) -> str:
    """A row for each contender, over as many seeds as there are repeats."""
    torch.set_num_threads(1)
    contenders: dict[str, Callable[[Experiment], tuple[float, int]]] = {
        **{name: partial(_by_peer, peer) for name, peer in PEERS.items()},
        "ours, eager": partial(_by_ours, "eager"),
        "ours, captured": partial(_by_ours, "captured"),
        "ours, by rule": partial(_by_ours, None),
    }
    found: dict[str, list[tuple[float, int]]] = {name: [] for name in contenders}
    for seed in range(plan.repeats):
        for name, contender in contenders.items():
            found[name].append(contender(spiral(seed)))
    return "\n\n".join(
        [
            "Seconds from the first step until 95 % of the dev part are right, looked at after every epoch: spiral, "
            "500 examples, 2-8-8-8-1 tanh, Adam, rate 0.01, batch 10. Medians over seeds; all but scikit-learn begin "
            "with the same weights and take the examples in the same order, so that their epochs differ by rounding "
            "alone. Ours chooses who does the steps within that time.",
            table(["", "seconds", "× torch", "epochs", f"not there after {MOST}"], _rows(found)),
        ]
    )


def spiral(seed: int) -> Experiment:
    """The same data, other first weights and another order for every seed."""
    data = Data(source=Choice("spiral", Values(samples=500)))
    made = experiment_of("tanh", (8, 8, 8), "adam", data=data)
    training = replace(made.training, stop_accuracy=GOAL, epochs=MOST)
    return replace(made, training=training, seed=seed)


def _by_ours(way: Way | None, experiment: Experiment) -> tuple[float, int]:
    """Seconds and epochs; one more than there may be where it did not come to the goal."""
    trainer = Trainer(experiment, device="cpu", stepper=way)
    began = time.perf_counter()
    while not trainer.finished:
        trainer.train_steps(10_000)
    return time.perf_counter() - began, trainer.epoch if trainer.finished == "accuracy" else MOST + 1


def _by_peer(kind: Callable[[Lesson], Peer], experiment: Experiment) -> tuple[float, int]:
    lesson = lesson_of(experiment)
    peer, steps = kind(lesson), lesson.steps_per_epoch
    began = time.perf_counter()
    for epoch in range(1, MOST + 1):
        peer.train(steps)
        if peer.accuracy() >= GOAL:
            return time.perf_counter() - began, epoch
    return time.perf_counter() - began, MOST + 1


def _rows(found: dict[str, list[tuple[float, int]]]) -> list[list[str]]:
    rows = []
    for name, results in found.items():
        ratio = statistics.median(
            torch_seconds / seconds
            for (seconds, _), (torch_seconds, _) in zip(results, found["plain torch"], strict=True)
        )
        seconds = statistics.median(seconds for seconds, _ in results)
        epochs = statistics.median(min(epochs, MOST) for _, epochs in results)
        missing = sum(epochs > MOST for _, epochs in results)
        rows.append([name, f"{seconds:.3f}", times(ratio), f"{epochs:g}", f"{missing} of {len(results)}"])
    return rows
