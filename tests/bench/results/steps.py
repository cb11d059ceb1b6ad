"""Steps per second: ours in every way, beside the peers, with gradient norms and without."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch

from playground.engine.step.choice import Way
from playground.engine.step.contract import Chunk, RefusedError
from playground.engine.trainer import Trainer
from playground.spec.experiment import Data, Experiment
from playground.spec.values import Choice, Values
from tests.bench.peers import PEERS, lesson_of
from tests.bench.results.measure import Contender, Plan, Speeds, at_least, at_most, by_turns, spoken, table, times
from tests.bench.test_step import experiment_of

OPTIMIZERS = {"gradient_descent": "SGD", "adam": "Adam"}
WAYS: tuple[Way, ...] = ("eager", "captured", "kernel")
TELEMETRY = 15.0
"""Percent of the bare step, where all is watched."""
UNWATCHED = 3.0
"""The same where nothing is."""


@dataclass(frozen=True, slots=True)
class Net:
    """A network that is measured, and what is wanted of it, as multiples of plain torch.

    Attributes:
        watched, bare: of the captured step and what is chosen by rule, for each optimizer.
        kernel: of the kernel, gradient descent.

    """

    activation: str
    widths: tuple[int, ...]
    watched: tuple[float, float]
    bare: tuple[float, float]
    kernel: float | None = None
    features: bool = False
    pictures: bool = False


NETS = {
    "2-4-2-1 tanh, batch 10": Net("tanh", (4, 2), (4, 6), (5, 8), 200),
    "2-8-8-8-1 relu, batch 10": Net("relu", (8, 8, 8), (4, 6), (5, 8), 70),
    "7-8-8-8-8-8-8-1 tanh, batch 10": Net("tanh", (8,) * 6, (3.5, 6), (4.5, 8), 35, features=True),
    "784-256-128-10 relu, batch 128": Net("relu", (256, 128), (0.95, 0.95), (0.95, 0.95), pictures=True),
}


class Bare(Trainer):
    """Ours unwatched, and without the look at the losses for divergence, which is for this bench only."""

    def __init__(self, experiment: Experiment, *, device: str, stepper: Way | None) -> None:
        super().__init__(experiment, device=device, stepper=stepper, watched=False)

    def _read(self) -> None:
        self._recorder.stand(None)


def made_up_pictures(folder: Path) -> Data:
    """1600 pictures of 28 × 28, ten classes, noise around a picture for each class; 1280 of them to learn from."""
    draw = np.random.default_rng(0)
    labels = np.arange(1600) % 10
    pixels = (draw.random((10, 784))[labels] + draw.random((1600, 784))) / 2
    path = folder / "pictures.csv"
    table = np.concatenate([pixels, labels[:, None]], axis=1)
    header = ",".join([*(f"p{number}" for number in range(784)), "label"])
    np.savetxt(path, table, fmt=["%.1f"] * 784 + ["%d"], delimiter=",", header=header, comments="")
    return Data(source=Choice("csv", Values(path=str(path))), train=0.8, dev=0.1)


def section(plan: Plan) -> str:
    """A table per network, and one of what telemetry costs."""
    torch.set_num_threads(1)
    parts, costs = [], []
    with tempfile.TemporaryDirectory() as folder:
        for name, net in NETS.items():
            data = made_up_pictures(Path(folder)) if net.pictures else None
            found = {}
            for optimizer in OPTIMIZERS:
                experiment = experiment_of(
                    net.activation,
                    net.widths,
                    optimizer,
                    features=net.features,
                    data=data,
                    batch=128 if net.pictures else 10,
                )
                found[optimizer] = by_turns(contenders(experiment), plan)
            parts += [f"### {name}", _told(net, found)]
            costs += _costs(name, found)
    head = ["network, way", *(f"{name}: {what}" for name in OPTIMIZERS.values() for what in ("cost", "target"))]
    return "\n\n".join(
        [
            "Steps a second, and the ratio to plain torch. *Watched*: gradient norm and update ratio of every layer at "
            "every step, as in the window; *unwatched*: losses alone, as in a terminal that saves nothing and in "
            "populations; *bare*: not even these are looked at, for the bench only. *Stepper alone*: the same steps "
            "again and again, without order of examples, schedule and records, but with parameters and gradient of "
            "each step written down. The features of the third network are made at every step by ours, once and for "
            "all for the peers.",
            *parts,
            "### What telemetry costs",
            "Time of a watched step, and of an unwatched one, over that of a bare one.",
            table(head, costs),
        ]
    )


def contenders(experiment: Experiment) -> dict[str, Contender]:
    """All who do the steps of an experiment; of ours those ways that can."""
    lesson = lesson_of(experiment)
    found: dict[str, Contender] = {name: peer(lesson).train for name, peer in PEERS.items()}
    for way in (*WAYS, None):
        name: str = way or "by rule"
        for words, trainer in {
            "watched": Trainer(experiment, device="cpu", stepper=way),
            "unwatched": Trainer(experiment, device="cpu", stepper=way, watched=False),
            "bare": Bare(experiment, device="cpu", stepper=way),
        }.items():
            try:
                trainer.train_steps(trainer.steps_per_epoch)
            except RefusedError:
                continue
            if way is None:
                name = f"by rule ({trainer.stepper})"
            found[f"ours, {name}, {words}"] = partial(_train, trainer)
    found["ours, by rule, stepper alone"] = _stepper_alone(Trainer(experiment, device="cpu"))
    return found


def _train(trainer: Trainer, steps: int) -> int:
    torch.set_num_threads(1)  # where ours would take more, this is not the place
    trainer.train_steps(steps)
    return steps


def _stepper_alone(trainer: Trainer) -> Contender:
    trainer.make_ready()
    assert trainer._chosen is not None
    stepper, n = trainer._chosen.stepper, trainer._parameters.theta.numel()
    steps = min(trainer._recorder.room, 10 * trainer.steps_per_epoch)
    size, examples = trainer._batch_size, len(trainer._work.x)
    sizes = np.full(steps, size)
    numbers, _ = trainer._numbers(np.zeros(steps), sizes, 0)
    rows = np.arange(steps * size, dtype=np.int64) % examples
    theta, gradient, loss = torch.zeros(steps, n), torch.zeros(steps, n), torch.zeros(steps)
    chunk = Chunk(rows, sizes, numbers, theta, gradient, loss)

    def run(count: int) -> int:
        times = -(-count // steps)
        for _ in range(times):
            stepper.run(chunk)
        return times * steps

    return run


def _told(net: Net, found: dict[str, Speeds]) -> str:
    rows = []
    for name in found["adam"].rounds:
        row = [name]
        for place, (optimizer, speeds) in enumerate(found.items()):
            ratio = speeds.ratio(name, "plain torch")
            row += [spoken(speeds.median(name)), times(ratio), at_least(ratio, _target(net, name, optimizer, place))]
        rows.append(row)
    names = OPTIMIZERS.values()
    return table(["", *(f"{name}{what}" for name in names for what in (": steps/s", " × torch", " target"))], rows)


def _target(net: Net, name: str, optimizer: str, place: int) -> float | None:
    """What is wanted of the kernel is wanted with plain gradient descent; of others than ours nothing is."""
    if ", kernel" in name:
        return net.kernel if optimizer == "gradient_descent" else None
    if not (", captured" in name or ", by rule (" in name):
        return None
    return (net.watched if name.endswith(", watched") else net.bare)[place]


def _costs(network: str, found: dict[str, Speeds]) -> list[list[str]]:
    rows = []
    for name in found["adam"].rounds:
        who, _, kind = name.rpartition(", ")
        if kind not in ("watched", "unwatched"):
            continue
        row = [f"{network}: {name.removeprefix('ours, ')}"]
        for speeds in found.values():
            percent = 100 * (speeds.ratio(f"{who}, bare", name) - 1)
            row += [f"{percent:.0f} %", at_most(percent, TELEMETRY if kind == "watched" else UNWATCHED, " %")]
        rows.append(row)
    return rows
