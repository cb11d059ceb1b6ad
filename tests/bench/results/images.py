"""Networks of pictures: images a second beside plain torch, memory where the pictures are many, opening a large one."""

from __future__ import annotations

import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PySide6.QtWidgets import QApplication
from torch import Tensor, nn

from playground.catalog.architecture import begun
from playground.catalog.prepare import epoch_order, order_seed
from playground.engine.trainer import Trainer
from playground.gui.application import application
from playground.spec.experiment import Experiment
from playground.spec.values import Choice, Values
from playground.workbench import templates
from tests.bench.results.measure import Contender, Plan, at_least, at_most, by_turns, spoken, table, times
from tests.bench.test_seeing import large_set, put, resident, small_cnn
from tests.bench.test_training import Painted, Stage

TARGET = 0.95
"""Of plain torch's images a second."""
OPENED = 1000.0
"""Milliseconds."""
MEMORY, BYTES, SECONDS, LOOKS = 1500.0, 2_000_000_000, 40.0, 8
"""Megabytes at most while so many bytes of pictures are learned from for so long; how often it is looked at."""
PLAIN, WATCHED, UNWATCHED, INNERMOST = "plain torch", "ours, watched", "ours, unwatched", "plain torch, channels last"


def section(plan: Plan) -> str:
    """Three tables."""
    torch.set_num_threads(1)
    parts = [
        "### Images a second",
        "The same network, data, order and optimizer, one thread. *Watched*: gradient norm and update ratio of every "
        "layer at every step, as in the window; *unwatched*: losses alone. *Channels last*: model and pictures moved "
        "so by hand, as only those do who know of it; ours does it by itself where it is worth it.",
        _speeds(plan),
        "### A large network is opened",
        "VGG-16 of 138 million numbers chosen among the templates in a window that is there: read, analysed, laid out "
        "and painted for the first time. Median of the rounds.",
        _opened(plan),
        "### Two gigabytes of pictures",
        f"Megabytes of main memory while a small CNN learns from {BYTES / 1e9:g} GB of 32×32×3 that are mapped from a "
        "file, in a process of its own, evaluation included.",
    ]
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
        parts.append(apart.submit(_memory).result())
    return "\n\n".join(parts)


# ---------------------------------------------------------------- images a second


@dataclass(frozen=True, slots=True)
class Task:
    """An experiment, and the same network as a person would write it first."""

    experiment: Experiment
    network: Callable[[], nn.Module]


class Residual(nn.Module):
    """Two convolutions and the way round them."""

    def __init__(self, channels: int, filters: int, stride: int) -> None:
        super().__init__()
        self.first = _normalized(channels, filters, 3, stride)
        self.second = _normalized(filters, filters, 3, 1)
        same = channels == filters and stride == 1
        self.round = nn.Identity() if same else _normalized(channels, filters, 1, stride)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.second(torch.relu(self.first(x))) + self.round(x))


def _normalized(channels: int, filters: int, kernel: int, stride: int) -> nn.Sequential:
    convolution = nn.Conv2d(channels, filters, kernel, stride, kernel // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(filters))


def _resnet20() -> nn.Module:
    layers: list[nn.Module] = [_normalized(3, 8, 3, 1), nn.ReLU()]
    channels = 8
    for stage, filters in enumerate((8, 16, 32)):
        for number in range(3):
            layers.append(Residual(channels, filters, 2 if stage and not number else 1))
            channels = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 6))


def _lenet() -> nn.Module:
    return nn.Sequential(
        *(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)),
    )


TASKS: dict[str, Callable[[], Task]] = {
    "LeNet-5, 28×28×1": lambda: Task(begun(Choice("lenet5")), _lenet),
    "ResNet-20 small, 32×32×3": lambda: Task(begun(Choice("resnet20", Values(form="small"))), _resnet20),
}


def _speeds(plan: Plan) -> str:
    rows = []
    for name, make in TASKS.items():
        task = make()
        batch = task.experiment.training.batch_size
        speeds = by_turns(_contenders(task), Plan(repeats=plan.repeats, seconds=10 * plan.seconds))
        for who in speeds.rounds:
            ratio, target = speeds.ratio(who, PLAIN), TARGET if who.startswith("ours") else None
            row = [f"{name}, batch {batch}: {who}", spoken(batch * speeds.median(who))]
            rows.append([*row, times(ratio), at_least(ratio, target)])
    return table(["", "images/s", "× torch", "target"], rows)


def _contenders(task: Task) -> dict[str, Contender]:
    watched = Trainer(task.experiment, device="cpu")
    unwatched = Trainer(task.experiment, device="cpu", watched=False)
    model = task.network()
    count = sum(parameter.numel() for parameter in model.parameters())
    assert count == watched.analysis.parameters, "not the same network"
    return {
        PLAIN: _plain(watched, model, torch.contiguous_format),
        INNERMOST: _plain(watched, task.network(), torch.channels_last),
        WATCHED: partial(_ours, watched),
        UNWATCHED: partial(_ours, unwatched),
    }


def _ours(trainer: Trainer, steps: int) -> int:
    trainer.train_steps(steps)
    trainer.finished = ""
    return steps


def _plain(trainer: Trainer, model: nn.Module, layout: torch.memory_format) -> Contender:
    """The loop of every tutorial, over the same examples in the same order; the loss is read now and then."""
    training, train = trainer.experiment.training, trainer._examples.train
    model = model.to(memory_format=layout).train()  # type: ignore[call-overload]
    x, y = train.x.contiguous(memory_format=layout), train.y
    rate = float(training.optimizer.params["learning_rate"])
    optimizer: torch.optim.Optimizer = torch.optim.SGD(model.parameters(), rate, momentum=0.9)
    if training.optimizer.kind == "adam":
        optimizer = torch.optim.Adam(model.parameters(), rate)
    loss_of = nn.CrossEntropyLoss()
    order = torch.from_numpy(epoch_order(order_seed(trainer.experiment), 0, train.size))
    batches = torch.split(order, training.batch_size)[:-1]
    done = 0

    def run(steps: int) -> int:
        nonlocal done
        for _ in range(steps):
            rows = batches[done % len(batches)]
            optimizer.zero_grad()
            loss = loss_of(model(x[rows]), y[rows])
            loss.backward()
            optimizer.step()
            done += 1
        float(loss.detach())
        return steps

    return run


# ---------------------------------------------------------------- a large network is opened


def _opened(plan: Plan) -> str:
    app = application()
    stage = Stage(templates.load_template(templates.DEFAULT), play=False)
    found = []
    try:
        viewport = stage.window.canvas.viewport()
        for _ in range(plan.repeats + 1):
            stage.desk.document.open(templates.load_template(templates.DEFAULT))
            stage.live(1.0)
            painted = Painted(viewport)
            began = time.perf_counter()
            stage.desk.document.open(templates.load_template("vgg16"))
            while not painted.count:
                QApplication.processEvents()
            found.append(1000 * (time.perf_counter() - began))
            viewport.removeEventFilter(painted)
    finally:
        stage.leave()
        app.quit()
    median = statistics.median(found[1:])
    return table(
        ["", "ms", "target"],
        [
            ["the first time", spoken(found[0]), at_most(found[0], OPENED, " ms")],
            ["later, median", spoken(median), at_most(median, OPENED, " ms")],
        ],
    )


# ---------------------------------------------------------------- two gigabytes of pictures


def _memory() -> str:
    torch.set_num_threads(1)
    patch = pytest.MonkeyPatch()
    with tempfile.TemporaryDirectory() as folder:
        pixels = large_set(Path(folder), BYTES)
        put(patch.setattr, pixels, np.arange(len(pixels)) % 10)
        told: list[tuple[str, float]] = [("before", resident())]
        trainer = Trainer(small_cnn(128), device="cpu")
        told.append(("read, analysed and measured", resident()))
        began, most = time.perf_counter(), 0.0
        for look in range(1, LOOKS + 1):
            while time.perf_counter() - began < SECONDS * look / LOOKS:
                trainer.train_steps(5)
                most = max(most, resident())
            told.append((f"after {128 * trainer.step_number:,} pictures", resident()))
        trainer.evaluate()
        told.append(("after an evaluation", resident()))
        most = max(most, resident())
        patch.undo()
    rows: list[list[Any]] = [[what, f"{size:.0f}", ""] for what, size in told]
    rows.append(["the most", f"{most:.0f}", at_most(most, MEMORY, " MB")])
    return table(["", "MB", "target"], rows)
