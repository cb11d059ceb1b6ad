"""`playground train`: the training loop in the terminal, the same numbers as in the window."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from playground.catalog.effects import effects
from playground.cli.interruption import Interruption
from playground.cli.names import may_write, open_named, with_settings
from playground.cli.output import console, note, print_event, table
from playground.cli.progress import Bar
from playground.cli.reading import read_pictures
from playground.spec.experiment import Experiment
from playground.spec.problems import Fix
from playground.spec.words import tr
from playground.wire.events import Evaluation
from playground.workbench.curves import Curves
from playground.workbench.files import Opened, save

if TYPE_CHECKING:
    from playground.engine.record import Record
    from playground.engine.trainer import Trainer

EPOCHS = 100
"""How long to train where neither the command line nor the experiment says."""

CHUNK_SECONDS = 0.1
"""How long Ctrl-C may wait for the steps under way."""

Numbers = dict[str, dict[str, float]]


def run(parsed: argparse.Namespace) -> int:
    """Train, print, save.

    Returns:
        0 when done, 1 when training blew up, 130 after Ctrl-C. What was trained is saved in every case.

    """
    opened = open_named(parsed.experiment)
    experiment = with_settings(opened.experiment, parsed.assignments)
    if parsed.seed is not None:
        experiment = replace(experiment, seed=parsed.seed)
    if parsed.output is not None:
        may_write(parsed.output)
    for notice in opened.notices:
        note(notice)
    if parsed.seeds is not None or parsed.vary:
        from playground.cli import population

        return population.run(parsed, experiment, opened.checkpoint is not None and not parsed.fresh)
    read_pictures(experiment.data, shown=not parsed.json)
    from playground.engine.trainer import Trainer

    fresh = parsed.fresh or opened.checkpoint is None or "start" in effects(opened.experiment, experiment)
    # Whoever prints or saves them wants gradient norms and all; else nobody does, and the steps are faster without.
    watched = parsed.json or parsed.output is not None
    trainer = Trainer(experiment, None if fresh else opened.checkpoint, parsed.device, watched=watched)
    if not fresh and not parsed.json:
        note(
            tr(
                "goes on after epoch {epoch}, step {step}; --fresh begins anew",
                epoch=trainer.epoch,
                step=trainer.step_number,
            )
        )
    curves = Curves() if fresh else _curves(opened)
    session = Session(trainer, curves, epochs_to_do(experiment, trainer, parsed.epochs), watched=watched)
    try:
        code = session.train(as_json=parsed.json)
    finally:  # also where the output could not be written, or a second Ctrl-C came
        if parsed.output is not None:
            save(parsed.output, experiment, trainer.checkpoint(), session.curves)
    if parsed.output is not None and not parsed.json:
        note(tr("{path} is written", path=parsed.output))
    return code


def _curves(opened: Opened) -> Curves:
    return opened.curves if opened.curves is not None else Curves()


def epochs_to_do(experiment: Experiment, trainer: Trainer, wish: int | None) -> int:
    """The epochs that are asked for; else those up to the experiment's own limit; else `EPOCHS`."""
    if wish is not None:
        return wish
    limit = experiment.training.epochs
    return limit - trainer.epoch % limit if limit else EPOCHS


class Session:
    """One training in the terminal.

    Attributes:
        trainer: what trains. curves: all that it gave. epochs: how many are to be trained.

    Args:
        watched: whether the steps are for anybody to see; else the curves get evaluations only.

    """

    def __init__(self, trainer: Trainer, curves: Curves, epochs: int, *, watched: bool = True) -> None:
        self.trainer = trainer
        self._watched = watched
        self.curves = curves
        self.epochs = epochs
        self._interruption = Interruption()
        self._steps = 0
        self._seconds = 0.0
        self._gradient_norm: dict[str, float] = {}

    def train(self, *, as_json: bool) -> int:
        """Train to the end, to Ctrl-C or until training blows up; prints what the command prints."""
        from playground.engine.trainer import DivergedError

        code = 0
        fixes: tuple[Fix, ...] = ()
        first_epoch, first_step = self.trainer.epoch, self.trainer.step_number
        start = time.perf_counter()
        sentence = ""
        try:
            with self._interruption, Bar(self.epochs, shown=not as_json) as bar:
                for numbers in self._epochs(bar):
                    if as_json:
                        print_event(self._epoch_event(numbers))
        except DivergedError as error:
            code, sentence, fixes = 1, str(error), error.fixes
            if self._watched:
                self.curves.add_steps(error.record.steps(0, 0.0))
            self.curves.go_back(self.trainer.step_number)
            if as_json:
                print_event({"event": "diverged", "step": error.step, "node": error.node, "sentence": sentence})
        numbers = self.trainer.evaluate()
        result = {
            "event": "finished",
            "epochs": self.trainer.epoch - first_epoch,
            "steps": self.trainer.step_number - first_step,
            "seconds": round(time.perf_counter() - start, 3),
            "why": "diverged" if code else self._why(),
            "stepper": self.trainer.stepper,
            **{part: numbers.get(part, {}) for part in ("train", "dev", "test")},
        }
        if self._interruption.asked:
            code = 130
        if as_json:
            print_event(result)
        else:
            self._summary(result)
        if sentence:
            note(sentence)
            for fix in fixes:
                note(tr("  this may help: {fix}", fix=fix.label))
        return code

    def _epochs(self, bar: Bar) -> Iterator[Numbers]:
        """Train epoch after epoch; yields the evaluation after each."""
        done = 0
        while done < self.epochs and not self._interruption.asked:
            before = self.trainer.epoch
            while self.trainer.epoch == before and not self._interruption.asked:
                self._chunk(self.trainer.steps_per_epoch - self.trainer.batch)
                bar.at(done + self.trainer.batch / self.trainer.steps_per_epoch, self.speed)
                if self._out_of_time:
                    self.trainer.finished = self.trainer.finished or "time"
                    break
            if self.trainer.epoch == before:
                return
            done += 1
            numbers = self.trainer.evaluate()
            step, epoch = self.trainer.step_number, self.trainer.epochs
            self.curves.add_evaluation(Evaluation(run_id=0, step=step, epoch=epoch, parts=numbers))
            bar.at(done, self.speed, numbers)
            yield numbers
            if self.trainer.finished not in ("", "epochs"):
                return
            if self.trainer.finished and done < self.epochs:
                self.trainer.go_on()  # the command line asks for more than the experiment's own limit

    def _chunk(self, most: int) -> None:
        count = max(1, min(most, round(self.speed * CHUNK_SECONDS)))
        start = time.perf_counter()
        record: Record = self.trainer.train_steps(count)
        took = time.perf_counter() - start
        self._seconds += took
        self._steps += len(record)
        if self._watched:
            self.curves.add_steps(record.steps(0, self.speed, took))
        self._gradient_norm = {node: float(values[-1]) for node, values in record.gradient_norm.items()}

    @property
    def _out_of_time(self) -> bool:
        limit = self.trainer.experiment.training.stop_seconds
        return bool(limit) and self._seconds >= limit

    @property
    def speed(self) -> float:
        """Steps per second, evaluations not counted."""
        return self._steps / self._seconds if self._seconds else 0.0

    def _epoch_event(self, numbers: Numbers) -> dict[str, Any]:
        return {
            "event": "epoch",
            "epoch": self.trainer.epoch,
            "step": self.trainer.step_number,
            "train": numbers.get("train", {}),
            "dev": numbers.get("dev", {}),
            "gradient_norm": self._gradient_norm,
        }

    def _why(self) -> str:
        """Why it stopped: as `playground.wire.events.Status.why`, or ``interrupted``."""
        if self._interruption.asked:
            return "interrupted"
        return self.trainer.finished or "epochs"

    def _summary(self, result: dict[str, Any]) -> None:
        out = console()
        training = self.trainer.experiment.training
        why = {
            "early stopping": tr("stopped early: the dev loss no longer improved"),
            "loss": tr("stopped: the train loss has come down to {loss:g}", loss=training.stop_loss),
            "accuracy": tr("stopped: the accuracy has reached {accuracy:g}", accuracy=training.stop_accuracy),
            "time": tr("stopped after {seconds:g} s of training", seconds=training.stop_seconds),
            "interrupted": tr("interrupted"),
        }.get(self._why(), "")
        numbers = {name: result[name] for name in ("epochs", "steps", "seconds")}
        if why:
            summary = tr("{epochs} epochs, {steps} steps in {seconds:.1f} s, {why}.", why=why, **numbers)
        else:
            summary = tr("{epochs} epochs, {steps} steps in {seconds:.1f} s.", **numbers)
        out.print(" ".join([summary, self.trainer.reason, self.trainer.stepper_reason]).rstrip(), soft_wrap=True)
        names = list(result["train"])
        rows = table("", *names, right=tuple(names))
        for part in ("train", "dev", "test"):
            if result[part]:
                rows.add_row(tr(part), *(f"{result[part][name]:.4g}" for name in names))
        out.print(rows)
