"""Pictures of the plane beside the plain forward pass that gives the output only, in one run.

`make bench` prints them; quote the ratios within a group, the seconds belong to the machine.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from playground.catalog.families import Probe
from playground.catalog.plane import grid
from playground.catalog.probes.surface import Surface
from playground.catalog.probes.units import Units
from playground.engine.trainer import Trainer
from playground.engine.view import Inputs, LiveView
from playground.spec.values import Choice
from tests.bench.test_step import NETWORKS, experiment_of

CELLS = (100, 256, 512)


def plain_forward(trainer: Trainer, cells: int) -> Callable[[], object]:
    """What a person would write first: all points through the layers, examples in rows."""
    x = torch.tensor(trainer.prepared.normalized(grid(trainer.prepared.extent(), cells)))
    layers = []
    for node in trainer.experiment.network.nodes[1:]:
        weight = torch.tensor(trainer.weights()[f"{node.id}.weight"])
        bias = torch.tensor(trainer.weights()[f"{node.id}.bias"])
        layers.append((weight, bias, node.params.get("activation", Choice("none")).kind))

    def run() -> object:
        found = x
        with torch.no_grad():
            for weight, bias, kind in layers:
                found = torch.nn.functional.linear(found, weight, bias)
                found = getattr(torch, kind)(found) if kind != "none" else found
        return found.numpy()

    return run


def pictures(trainer: Trainer, inputs: Inputs, which: str, cells: int) -> Callable[[], object]:
    """What the engine does for a surface, for the units' maps, or for both."""
    probes: dict[str, tuple[type[Probe], Any]] = {
        "surface": (Surface, Surface.Params(resolution=cells)),
        "units": (Units, Units.Params(resolution=cells)),
    }
    chosen = [probes[word] for word in which.split() if word in probes]

    def run() -> object:
        view = LiveView(trainer, inputs)
        return [probe.measure(p, view) for probe, p in chosen]

    return run


@pytest.mark.parametrize("cells", CELLS)
@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("which", ["plain forward, output only", "surface", "units", "surface and units"])
def test_pictures(benchmark: Any, which: str, name: str, cells: int) -> None:
    """``surface`` and ``units`` are whole pictures, ready to be sent; both together share one forward pass."""
    benchmark.group = f"{name}, {cells}² points"
    trainer, inputs = Trainer(experiment_of(*NETWORKS[name], "adam")), Inputs()
    trainer.train_steps(20)
    benchmark(plain_forward(trainer, cells) if which.startswith("plain") else pictures(trainer, inputs, which, cells))
