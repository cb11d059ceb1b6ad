"""Networks of pictures learn: every small form, with the settings that it comes with, on one thread."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import torch

from playground.catalog.architecture import Architecture, begun, forms
from playground.catalog.entry import family
from playground.engine.trainer import Trainer
from playground.spec.experiment import Experiment
from playground.spec.values import Choice
from tests.bench.results.measure import Plan, at_least, at_most, table

MINUTES = 5.0
LENET_MINUTES, LENET_RIGHT = 3.0, 0.98
TWINS = ("resnet20_small", "plain20_small")


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of one training."""

    seconds: float
    epochs: int
    chance: float
    loss: float
    train: float
    test: float


def section(plan: Plan) -> str:
    """Once each, for it takes long; the twins beside each other are rows of the same table."""
    torch.set_num_threads(1)
    found = {name: learned(begun(choice)) for name, choice in small_forms().items()}
    rows = [
        [
            name.replace("_", " "),
            f"{one.chance:.2f}",
            f"{one.loss:.4f}",
            f"{one.train:.3f}",
            f"{one.test:.3f}",
            at_least(one.test, LENET_RIGHT) if name == "lenet5" else at_most(one.loss, one.chance / 4),
            f"{one.epochs}",
            f"{one.seconds:.0f}",
            at_most(one.seconds, 60 * (LENET_MINUTES if name == "lenet5" else MINUTES), " s"),
        ]
        for name, one in found.items()
    ]
    residual, plain = (found[name].loss for name in TWINS)
    return "\n\n".join(
        [
            "Every small form with the settings that it comes with, once. *ln K* is the loss of a network that knows "
            "nothing of K classes; it has learned where its training loss is a quarter of that at most, LeNet-5 where "
            f"it gets {LENET_RIGHT:.0%} of the test part right. Seconds with the choice of who does the steps and an "
            "evaluation after every epoch.",
            table(["", "ln K", "loss", "train", "test", "target", "epochs", "seconds", "target"], rows),
            f"The twins, same seed, data and epochs: ResNet-20 ends at a training loss of {residual:.4f}, Plain-20 at "
            f"{plain:.4f}: {'lower' if residual < plain else '**not lower**'} with the ways round.",
        ]
    )


def small_forms() -> dict[str, Choice]:
    """Those that a processor trains, by name."""
    entries = [entry for entry in family("architectures").values() if issubclass(entry, Architecture)]
    known = {id: choice for entry in entries for id, choice in forms(entry).items()}
    return {id: choice for id, choice in known.items() if id.endswith("_small") or id.startswith("lenet5")}


def learned(experiment: Experiment) -> Learned:
    """Trained to its end."""
    began = time.perf_counter()
    trainer = Trainer(experiment, device="cpu", watched=False)
    while not trainer.finished:
        trainer.train_epoch()
        numbers = trainer.evaluate()
    return Learned(
        seconds=time.perf_counter() - began,
        epochs=trainer.epoch,
        chance=math.log(trainer.prepared.facts.outputs),
        loss=numbers["train"]["loss"],
        train=numbers["train"]["accuracy"],
        test=numbers["test"]["accuracy"],
    )
