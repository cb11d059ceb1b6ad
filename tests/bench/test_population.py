"""Populations of 1, 8, 64 and 256 members beside a plain torch loop that trains one network, in one run.

`make bench` prints both. ``steps_together`` in the extra information is how many steps of single networks one round
does: divide by the seconds. What to quote is the ratio to the plain loop's steps per second; `table` prints it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import torch

from playground.catalog.variants import variants
from playground.engine.population.building import Way
from playground.engine.population.population import Population
from playground.spec.variants import seeds
from tests.bench.test_step import NETWORKS, STEPS, experiment_of, plain_loop

NETWORK = "2-8-8-8-1 relu"
SIZES = (1, 8, 64, 256)
WISHES: dict[str, Way] = {"by the rule": "auto", "all at once": "together"}


def trained(members: int, optimizer: str, wish: Way = "auto") -> Population:
    """A population that has begun: everything that is made once is made."""
    torch.set_num_threads(1)
    found = variants(experiment_of(*NETWORKS[NETWORK], optimizer), [seeds(0, members)])
    population = Population(found, wish=wish)
    population.train_steps(STEPS)
    return population


@pytest.mark.parametrize("optimizer", ["gradient_descent", "adam"])
@pytest.mark.parametrize("members", SIZES)
@pytest.mark.parametrize("wish", WISHES.values(), ids=WISHES)
def test_population(benchmark: Any, members: int, optimizer: str, wish: Way) -> None:
    population = trained(members, optimizer, wish)
    benchmark.group = f"{members} × {NETWORK}, {optimizer}, {STEPS} steps each"
    benchmark.extra_info["steps_together"] = members * STEPS
    benchmark.extra_info["way"] = population.way
    benchmark(population.train_steps, STEPS)


@pytest.mark.parametrize("optimizer", ["gradient_descent", "adam"])
def test_one_network_by_plain_torch(benchmark: Any, optimizer: str) -> None:
    benchmark.group = f"1 × {NETWORK}, {optimizer}, {STEPS} steps each"
    benchmark.extra_info["steps_together"] = STEPS
    torch.set_num_threads(1)
    run = plain_loop(*NETWORKS[NETWORK], optimizer)
    run()
    benchmark(run)


def test_evaluation_and_wall(benchmark: Any) -> None:
    """Losses and metrics of all parts, and 64 small surfaces, of 64 members."""
    population = trained(64, "adam")
    benchmark.group = "64 members looked at: evaluation, 64 surfaces of 24²"
    benchmark(lambda: (population.evaluate(), population.surfaces(24)))


def table(rounds: int = 5) -> None:
    """Steps per second of all members together as a multiple of plain torch, alternating, medians."""
    for optimizer in ("gradient_descent", "adam"):
        ways: dict[str, tuple[int, Callable[[], Any]]] = {"plain torch": (1, plain_loop(*NETWORKS[NETWORK], optimizer))}
        for members in SIZES:
            for name, wish in WISHES.items():
                population = trained(members, optimizer, wish)
                ways[f"{members:3} {name}"] = (members, partial(population.train_steps, STEPS))
        found: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, (members, run) in ways.items():
                began = time.perf_counter()
                run()
                found[name].append(members * STEPS / (time.perf_counter() - began))
        plain = statistics.median(found["plain torch"])
        for name, speeds in found.items():
            speed = statistics.median(speeds)
            print(f"{NETWORK}, {optimizer:17} {name:16} {speed:12,.0f} steps/s  × {speed / plain:7.1f}")  # noqa: T201


if __name__ == "__main__":
    table()
