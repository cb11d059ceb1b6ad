"""Populations: steps of all members together, beside one network by plain torch."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial

import torch

from playground.engine.population.building import Way
from playground.engine.population.population import Population
from tests.bench.peers import PlainTorch, lesson_of
from tests.bench.results.measure import Contender, Plan, at_least, by_turns, spoken, table, times
from tests.bench.test_population import NETWORK, SIZES, trained
from tests.bench.test_step import NETWORKS, experiment_of

TARGETS = {64: 60.0}
WAYS: dict[str, tuple[Way, int]] = {
    "by rule": ("auto", 1),
    "by rule, on all cores": ("auto", os.cpu_count() or 1),
    "all at once": ("together", 1),
}


def section(plan: Plan) -> str:
    """A table per optimizer."""
    torch.set_num_threads(1)
    parts = [
        f"{NETWORK}, batch 10: steps a second of all members together, and the ratio to one network by plain torch. "
        "*By rule* is what the program does on one thread, *on all cores* what the command line does."
    ]
    for optimizer, title in (("gradient_descent", "SGD"), ("adam", "Adam")):
        peer = PlainTorch(lesson_of(experiment_of(*NETWORKS[NETWORK], optimizer)))
        contenders: dict[str, Contender] = {"plain torch": peer.train}
        members = {"plain torch": 1}
        for way, (wish, workers) in WAYS.items():
            for size in SIZES:
                name = f"{size} {way}"
                members[name] = size
                contenders[name] = partial(_train, trained(size, optimizer, wish, workers), size)
        speeds = by_turns(contenders, replace(plan, seconds=2 * plan.seconds))  # a call has all members to care for
        rows = []
        for name, size in members.items():
            ratio = speeds.ratio(name, "plain torch")
            rows.append([name, spoken(speeds.median(name)), times(ratio), at_least(ratio, TARGETS.get(size))])
        parts += [f"### {title}", table(["members", "steps/s together", "× torch", "target"], rows)]
    return "\n\n".join(parts)


def _train(population: Population, members: int, steps: int) -> int:
    population.train_steps(steps)
    return members * steps
