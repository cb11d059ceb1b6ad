"""Pictures: images a second of a small CNN beside plain torch, and the memory that a set larger than it takes.

`python -m tests.bench.test_seeing FOLDER` writes two GB of pictures there, trains on them and tells how memory went.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from playground.catalog.facts import Facts, Table
from playground.catalog.prepare import epoch_order, order_seed
from playground.engine import examples
from playground.engine.trainer import Trainer
from playground.spec.experiment import Data, Experiment, Network, Node, Training, chain, lay_out
from playground.spec.values import Choice, Values

BATCH = 32
STEPS = 20
COUNT = 4000
"""Pictures of 28 × 28."""


def small_cnn(batch: int = BATCH) -> Experiment:
    """Conv 3×3×16, pool, conv 3×3×32, pool, dense, softmax."""
    relu = Choice("relu")
    nodes = lay_out(
        [
            Node(id="input", kind="input"),
            Node(id="c1", kind="conv", params=Values(filters=16, kernel_size=3, activation=relu)),
            Node(id="p1", kind="max_pool", params=Values(kernel_size=2)),
            Node(id="c2", kind="conv", params=Values(filters=32, kernel_size=3, activation=relu)),
            Node(id="p2", kind="max_pool", params=Values(kernel_size=2)),
            Node(id="flat", kind="flatten"),
            Node(id="d1", kind="dense", params=Values(units=64, activation=relu)),
            Node(id="output", kind="output"),
        ]
    )
    optimizer = Choice("adam", Values(learning_rate=0.001))
    return Experiment(
        network=Network(nodes=nodes, edges=chain(*nodes)),
        data=Data(source=Choice("circle"), train=0.8, dev=0.1),
        training=Training(optimizer=optimizer, batch_size=batch),
    )


@pytest.fixture
def pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the place of a bundled set: bytes of the right size."""
    rng = np.random.default_rng(0)
    pixels, y = rng.integers(0, 256, (COUNT, 1, 28, 28)).astype(np.uint8), rng.integers(0, 10, COUNT)
    put(monkeypatch.setattr, pixels, y)


def put(attribute: Callable[[str, Any], None], pixels: np.ndarray, y: np.ndarray) -> None:
    """Let a data set have these pictures."""
    facts = Facts(
        features=(),
        task="classes",
        classes=tuple("0123456789"),
        rows=len(pixels),
        shape=pixels.shape[1:],
        picture=(pixels.shape[2], pixels.shape[3]),
        levels=(0.0, 255.0),
    )
    circle = "playground.catalog.datasets.circle.Circle"
    attribute(f"{circle}.facts", classmethod(lambda cls, p: facts))
    attribute(f"{circle}.generate", classmethod(lambda cls, p, rng: Table(facts=facts, x=pixels, y=y)))


def plain(trainer: Trainer) -> Callable[[int], None]:
    """Plain torch on the same first weights, batches and optimizer."""
    shapes = {name: tuple(array.shape) for name, array in trainer.weights().items()}
    size = shapes["c1.weight"][2] // 2 if _same(trainer) else 0
    learned: dict[str, nn.Conv2d | nn.Linear] = {
        "c1": nn.Conv2d(1, 16, 3, padding=size),
        "c2": nn.Conv2d(16, 32, 3, padding=size),
        "d1": nn.Linear(shapes["d1.weight"][1], 64),
        "output": nn.Linear(64, 10),
    }
    with torch.no_grad():
        for name, layer in learned.items():
            for own, tensor in layer.named_parameters():
                tensor.copy_(torch.tensor(trainer.weights()[f"{name}.{own}"]))
    c1, c2, d1, output = learned.values()
    network = nn.Sequential(
        *(c1, nn.ReLU(), nn.MaxPool2d(2), c2, nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), d1, nn.ReLU(), output),
    )
    optimizer = torch.optim.Adam(network.parameters(), lr=0.001)
    loss_of = nn.CrossEntropyLoss()
    train = trainer._examples.train
    order = torch.from_numpy(epoch_order(order_seed(trainer.experiment), 0, train.size))
    at = 0

    def run(steps: int) -> None:
        nonlocal at
        for _ in range(steps):
            rows = order[at : at + BATCH]
            at = at + BATCH if at + 2 * BATCH <= len(order) else 0
            optimizer.zero_grad()
            loss = loss_of(network(train.x[rows]), train.y[rows])
            loss.backward()
            optimizer.step()
            float(loss.detach())

    return run


def _same(trainer: Trainer) -> bool:
    """Whether the convolutions keep the size."""
    return trainer.analysis.signatures["c1"].output[1] == 28


@pytest.mark.parametrize("watched", [True, False], ids=["watched", "alone"])
def test_images_of_ours(benchmark: Any, pictures: None, watched: bool) -> None:
    benchmark.group = f"small CNN, 28×28, batch {BATCH}, {STEPS} steps"
    trainer = Trainer(small_cnn(), watched=watched)
    trainer.train_steps(STEPS)
    benchmark.extra_info["stepper"] = trainer.stepper
    benchmark(trainer.train_steps, STEPS)


@pytest.mark.parametrize("augmented", [False, True], ids=["from bytes", "augmented"])
def test_images_made_as_they_come(
    benchmark: Any, pictures: None, augmented: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    benchmark.group = f"small CNN, 28×28, batch {BATCH}, {STEPS} steps"
    here = small_cnn()
    if augmented:
        choices = (Choice("rotate"), Choice("zoom"), Choice("shift"))
        here = replace(here, data=replace(here.data, augment=choices))
    monkeypatch.setattr(examples, "MOST_BYTES", 0)
    trainer = Trainer(here)
    trainer.train_steps(STEPS)
    benchmark(trainer.train_steps, STEPS)


def test_images_of_plain_torch(benchmark: Any, pictures: None) -> None:
    benchmark.group = f"small CNN, 28×28, batch {BATCH}, {STEPS} steps"
    run = plain(Trainer(small_cnn()))
    run(STEPS)
    benchmark(run, STEPS)


def resident() -> float:
    """Megabytes of main memory that this process holds, on Linux."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def large_set(folder: Path, size: int) -> np.ndarray:
    """So many bytes of pictures of 32 × 32 × 3 in a file, mapped."""
    path, rows = folder / "pictures.npy", size // 3072
    if not path.exists():
        made = np.lib.format.open_memmap(path, mode="w+", dtype=np.uint8, shape=(rows, 3, 32, 32))
        rng = np.random.default_rng(0)
        for first in range(0, rows, 4096):
            made[first : first + 4096] = np.frombuffer(rng.bytes(made[first : first + 4096].size), np.uint8).reshape(
                -1, 3, 32, 32
            )
        made.flush()
        del made
    found: np.ndarray = np.load(path, mmap_mode="r")
    return found


def say(words: str) -> None:
    """A line, at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main(folder: Path) -> None:
    """Train for a minute on two GB and print memory and speed every few seconds."""
    patch = pytest.MonkeyPatch()
    pixels = large_set(folder, 2_000_000_000)
    put(patch.setattr, pixels, np.arange(len(pixels)) % 10)
    say(f"{len(pixels):,} pictures, {pixels.nbytes / 1e9:.2f} GB; before: {resident():.0f} MB")
    trainer = Trainer(small_cnn(128))
    say(f"ready: {resident():.0f} MB")
    began, most = time.perf_counter(), 0.0
    while (spent := time.perf_counter() - began) < 60.0:
        steps = trainer.step_number
        while time.perf_counter() - began < spent + 10.0:
            trainer.train_steps(5)
            most = max(most, resident())
        images = (trainer.step_number - steps) * 128 / (time.perf_counter() - began - spent)
        say(f"{time.perf_counter() - began:5.0f} s  {images:7.0f} images/s  {resident():6.0f} MB")
    evaluated = time.perf_counter()
    trainer.evaluate()
    say(f"evaluation {time.perf_counter() - evaluated:.1f} s; most memory {most:.0f} MB")
    patch.undo()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
