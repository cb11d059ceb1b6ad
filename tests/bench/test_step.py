"""Steps of our trainer beside a plain torch loop on the same network, data and batch size, in one run.

`make bench` prints both; the ratio of the medians is what to quote, the seconds belong to the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from playground.engine.step.captured import compiled
from playground.engine.step.choice import Way
from playground.engine.step.contract import RefusedError
from playground.engine.trainer import Trainer
from playground.spec.experiment import Data, Experiment, Network, Node, Training, chain, lay_out
from playground.spec.values import Choice, Values
from tests.bench.peers import PlainTorch, lesson_of

STEPS = 500
BATCH = 10
NETWORKS = {"2-4-2-1 tanh": ("tanh", (4, 2)), "2-8-8-8-1 relu": ("relu", (8, 8, 8)), "2-8x6-1 tanh": ("tanh", (8,) * 6)}


def experiment_of(
    activation: str,
    widths: Sequence[int],
    optimizer: str,
    *,
    features: bool = False,
    data: Data | None = None,
    batch: int = BATCH,
    initializer: str = "xavier",
) -> Experiment:
    """A chain of dense layers; with ``features`` behind x₁, x₂, their squares, product and sines."""
    weights = Choice(initializer)
    hidden = [
        Node(
            id=f"h{number}",
            kind="dense",
            params=Values(units=units, activation=Choice(activation), weight_initializer=weights),
        )
        for number, units in enumerate(widths, 1)
    ]
    if features:
        on = ("x1_squared", "x2_squared", "x1x2", "sin_x1", "sin_x2")
        hidden.insert(0, Node(id="features", kind="features", params=Values(**dict.fromkeys(on, True))))
    nodes = lay_out([Node(id="input", kind="input"), *hidden, Node(id="output", kind="output")])
    choice = Choice(optimizer, Values(learning_rate=0.01))
    return Experiment(
        network=Network(nodes=nodes, edges=chain(*nodes)),
        data=Data() if data is None else data,
        training=Training(optimizer=choice, batch_size=batch),
    )


def plain_loop(activation: str, widths: Sequence[int], optimizer: str) -> Callable[[], object]:
    """Plain torch, so many steps at a call."""
    return partial(PlainTorch(lesson_of(experiment_of(activation, widths, optimizer))).train, STEPS)


@pytest.mark.parametrize("way", ["kernel", "captured", "eager"])
@pytest.mark.parametrize("optimizer", ["gradient_descent", "adam"])
@pytest.mark.parametrize("name", NETWORKS)
def test_ours_with_gradient_norms_of_every_layer(benchmark: Any, name: str, optimizer: str, way: Way) -> None:
    benchmark.group = f"{name}, {optimizer}, {STEPS} steps"
    trainer = Trainer(experiment_of(*NETWORKS[name], optimizer), stepper=way)
    try:
        trainer.train_steps(STEPS)
    except RefusedError as why:
        pytest.skip(f"refused: {why}")
    benchmark(trainer.train_steps, STEPS)


@pytest.mark.parametrize("name", NETWORKS)
def test_who_does_the_steps_is_chosen(benchmark: Any, name: str) -> None:
    """What the first step after a change of structure waits for, where the like was not chosen before."""
    benchmark.group = f"{name}: the choice, with its check"

    def anew() -> tuple[tuple[Trainer], dict[str, Any]]:
        compiled.cache_clear()
        return (Trainer(experiment_of(*NETWORKS[name], "adam")),), {}

    benchmark.pedantic(Trainer.make_ready, setup=anew, rounds=5)


@pytest.mark.parametrize("optimizer", ["gradient_descent", "adam"])
@pytest.mark.parametrize("name", NETWORKS)
def test_plain_torch(benchmark: Any, name: str, optimizer: str) -> None:
    benchmark.group = f"{name}, {optimizer}, {STEPS} steps"
    run = plain_loop(*NETWORKS[name], optimizer)
    run()
    benchmark(run)


def test_an_edit_with_its_analysis(benchmark: Any) -> None:
    from playground.catalog.analysis import analyse

    first = experiment_of("relu", (8,) * 100, "adam")
    seeds = iter(range(10**9))
    benchmark.group = "102 blocks: an edit and its analysis"
    benchmark(lambda: analyse(replace(first, seed=next(seeds))))
