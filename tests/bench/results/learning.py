"""Networks of pictures learn: every small form, with the settings that it comes with, on one thread."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import torch

from playground.catalog.architecture import Architecture, begun, forms
from playground.catalog.entry import family
from playground.engine.trainer import Trainer
from playground.gui.application import application
from playground.spec.experiment import Experiment
from playground.spec.values import Choice
from tests.bench.results.measure import Plan, at_least, at_most, table
from tests.bench.test_training import Stage

MINUTES = 5.0
LENET_MINUTES, LENET_RIGHT = 3.0, 0.98
IN_WINDOW = "lenet5, in the window"
LENET = ("lenet5", IN_WINDOW)
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
    found = {IN_WINDOW: learned_in_window(begun(Choice("lenet5")))} | found
    rows = [
        [
            name.replace("_", " "),
            f"{one.chance:.2f}",
            f"{one.loss:.4f}",
            f"{one.train:.3f}",
            f"{one.test:.3f}",
            at_least(one.test, LENET_RIGHT) if name in LENET else at_most(one.loss, one.chance / 4),
            f"{one.epochs}",
            f"{one.seconds:.0f}",
            at_most(one.seconds, 60 * (LENET_MINUTES if name in LENET else MINUTES), " s"),
        ]
        for name, one in found.items()
    ]
    residual, plain = (found[name].loss for name in TWINS)
    return "\n\n".join(
        [
            "Every small form with the settings that it comes with, once. *ln K* is the loss of a network that knows "
            "nothing of K classes; it has learned where its training loss is a quarter of that at most, LeNet-5 where "
            f"it gets {LENET_RIGHT:.0%} of the test part right. Seconds include the choice of who does the steps and "
            "an evaluation after every epoch.",
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


def learned_in_window(experiment: Experiment) -> Learned:
    """The same from Play on, in a whole window with its engine."""
    app = application()
    stage = Stage(experiment, play=False)
    try:
        run = stage.desk.run
        began = time.perf_counter()
        run.play()
        told = run.curves.evaluations
        while run.status.phase != "finished" or told["step"][-1] < run.status.step:  # the last word comes after
            stage.live(0.1)
            assert time.perf_counter() - began < 60 * MINUTES, run.status
        seconds = time.perf_counter() - began
        facts = stage.desk.document.analysis.facts
        assert facts is not None
        return Learned(
            seconds=seconds,
            epochs=run.status.epoch,
            chance=math.log(facts.outputs),
            loss=float(told["train/loss"][-1]),
            train=float(told["train/accuracy"][-1]),
            test=float(told["test/accuracy"][-1]),
        )
    finally:
        stage.leave()
        app.quit()
