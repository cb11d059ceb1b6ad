"""Steps of our trainer beside a plain torch loop on the same network, data and batch size, in one run.

`make bench` prints both; the ratio of the medians is what to quote, the seconds belong to the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
import torch

from playground.catalog.prepare import prepare
from playground.engine.step.captured import compiled
from playground.engine.step.choice import Way
from playground.engine.step.contract import RefusedError
from playground.engine.trainer import Trainer
from playground.spec.experiment import Experiment, Network, Node, Training, chain, lay_out
from playground.spec.values import Choice, Values

STEPS = 500
BATCH = 10
NETWORKS = {"2-4-2-1 tanh": ("tanh", (4, 2)), "2-8-8-8-1 relu": ("relu", (8, 8, 8)), "2-8x6-1 tanh": ("tanh", (8,) * 6)}


def experiment_of(activation: str, widths: Sequence[int], optimizer: str) -> Experiment:
    hidden = [
        Node(id=f"h{number}", kind="dense", params=Values(units=units, activation=Choice(activation)))
        for number, units in enumerate(widths, 1)
    ]
    nodes = lay_out([Node(id="input", kind="input"), *hidden, Node(id="output", kind="output")])
    choice = Choice(optimizer, Values(learning_rate=0.01))
    return Experiment(
        network=Network(nodes=nodes, edges=chain(*nodes)), training=Training(optimizer=choice, batch_size=BATCH)
    )


def plain_loop(activation: str, widths: Sequence[int], optimizer: str) -> Callable[[], None]:
    """What a person would write first: nn.Sequential, torch.optim, one step after the other."""
    layers: list[torch.nn.Module] = []
    before = 2
    for units in widths:
        layers += [torch.nn.Linear(before, units), torch.nn.Tanh() if activation == "tanh" else torch.nn.ReLU()]
        before = units
    model = torch.nn.Sequential(*layers, torch.nn.Linear(before, 1))
    rule: Any = torch.optim.SGD if optimizer == "gradient_descent" else torch.optim.Adam
    stepper = rule(model.parameters(), lr=0.01)
    loss = torch.nn.BCEWithLogitsLoss()
    prepared = prepare(Experiment().data)
    rows = prepared.rows("train")
    x, y = torch.tensor(prepared.x[rows]), torch.tensor(prepared.y[rows], dtype=torch.float32)

    def run() -> None:
        done = 0
        while done < STEPS:
            for batch in torch.randperm(len(x)).split(BATCH):  # type: ignore[no-untyped-call]
                stepper.zero_grad()
                loss(model(x[batch])[:, 0], y[batch]).backward()
                stepper.step()
                done += 1
                if done == STEPS:
                    return

    return run


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
    torch.set_num_threads(1)
    run = plain_loop(*NETWORKS[name], optimizer)
    run()
    benchmark(run)


def test_an_edit_with_its_analysis(benchmark: Any) -> None:
    from playground.catalog.analysis import analyse

    first = experiment_of("relu", (8,) * 100, "adam")
    seeds = iter(range(10**9))
    benchmark.group = "102 blocks: an edit and its analysis"
    benchmark(lambda: analyse(replace(first, seed=next(seeds))))
