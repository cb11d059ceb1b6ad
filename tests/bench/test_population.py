"""Populations of 1, 8, 64 and 256 members beside a plain torch loop that trains one network, in one run.

`make bench` prints both. ``steps_together`` in the extra information is how many steps of single networks one round
does: divide by the seconds. What to quote is the ratio to the plain loop's steps per second.
"""

from __future__ import annotations

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


def trained(members: int, optimizer: str, wish: Way = "auto", workers: int = 1) -> Population:
    """A population that has begun: everything that is made once is made."""
    torch.set_num_threads(1)
    found = variants(experiment_of(*NETWORKS[NETWORK], optimizer), [seeds(0, members)])
    population = Population(found, wish=wish, workers=workers)
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
    run = plain_loop(*NETWORKS[NETWORK], optimizer)
    run()
    benchmark(run)


def test_evaluation_and_wall(benchmark: Any) -> None:
    """Losses and metrics of all parts, and 64 small surfaces, of 64 members."""
    population = trained(64, "adam")
    benchmark.group = "64 members looked at: evaluation, 64 surfaces of 24²"
    benchmark(lambda: (population.evaluate(), population.surfaces(24)))
