"""What the first step after a change of structure waits for: who does the steps is chosen and checked."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import torch

from playground.engine.step.captured import compiled
from playground.engine.step.choice import Way
from playground.engine.step.contract import RefusedError
from playground.engine.trainer import Trainer
from playground.spec.experiment import Experiment
from tests.bench.results.measure import Plan, at_most, spoken, table
from tests.bench.results.steps import NETS, made_up_pictures
from tests.bench.test_step import experiment_of

TARGET = 50.0
"""Milliseconds."""
WAYS: dict[str, Way | None] = {"captured": "captured", "kernel": "kernel", "by rule": None}


def section(plan: Plan) -> str:
    """A row per network and way."""
    torch.set_num_threads(1)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, net in NETS.items():
            data = made_up_pictures(Path(folder)) if net.pictures else None
            batch = 128 if net.pictures else 10
            experiment = experiment_of(
                net.activation, net.widths, "adam", features=net.features, data=data, batch=batch
            )
            found: dict[str, list[float]] = {way: [] for way in WAYS}
            for _ in range(plan.repeats + 1):
                for way, only in WAYS.items():
                    if (spent := _spent(experiment, only)) is not None:
                        found[way].append(1000 * spent)
            for way, spans in found.items():
                if spans:
                    first, median = spans[0], statistics.median(spans[1:])
                    rows.append([f"{name}, {way}", spoken(first), spoken(median), at_most(median, TARGET, " ms")])
    return "\n\n".join(
        [
            "Milliseconds until the steps can begin, with Adam: recorded, written down, compiled and checked against "
            "the eager step, where no network of the same structure was seen before. The very first one of a process "
            "also loads what all later ones use; the engine does that while it waits for Play.",
            table(["", "the first time", "later, median", "target"], rows),
        ]
    )


def _spent(experiment: Experiment, way: Way | None) -> float | None:
    """Seconds; None where that way refuses the network."""
    trainer = Trainer(experiment, device="cpu", stepper=way)
    compiled.cache_clear()
    began = time.perf_counter()
    try:
        trainer.make_ready()
    except RefusedError:
        return None
    return time.perf_counter() - began
