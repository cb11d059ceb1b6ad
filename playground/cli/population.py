"""`playground train --seeds` and `--vary`: many variants of one experiment trained side by side in the terminal."""

from __future__ import annotations

import argparse
import math
import os
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.settings import setting_at
from playground.catalog.variants import Variant, variants
from playground.cli.interruption import Interruption
from playground.cli.output import note, print_event
from playground.cli.population_words import summary, words_of
from playground.cli.progress import Bar
from playground.cli.unknown import UnknownNameError
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.variants import Vary, parse, seeds
from playground.spec.words import tr
from playground.workbench.curves import Curves
from playground.workbench.files import save

if TYPE_CHECKING:
    from playground.engine.population.population import Population
    from playground.engine.population.results import Evaluation, Losses

EPOCHS = 100
"""How long to train where neither the command line nor the experiment says."""

CHUNK_SECONDS = 0.1
"""How long Ctrl-C may wait for the steps under way."""

EVALUATE_SECONDS = 0.25
"""So often the bar's numbers are renewed, and never for more than a quarter of the time."""

MOST_KEPT = 8_000_000
"""How many losses are kept for the curve of the member that is saved; of more only every second step's, and so on."""

Floats = NDArray[np.float64]


def run(parsed: argparse.Namespace, experiment: Experiment, trained: bool) -> int:
    """Train all variants, print, save the best.

    Args:
        parsed: the arguments of `playground train`. experiment: what varies, after all settings.
        trained: whether its file has weights, which are not used here.

    Returns:
        0 when done, 1 when all members blew up, 130 after Ctrl-C. What was trained is saved in every case.

    """
    found = variants(experiment, wanted(experiment, parsed.vary, parsed.seeds))
    from playground.engine.population.population import Population

    population = Population(found, parsed.device, workers=os.cpu_count() or 1)
    if trained and not parsed.json:
        note(tr("all members begin with first weights, not with those in the file"))
    session = Session(population, found, epochs_of(experiment, parsed.epochs))
    try:
        code = session.train(as_json=parsed.json)
    finally:  # also where the output could not be written, or a second Ctrl-C came
        if parsed.output is not None:
            best = session.best
            kept, checkpoint = population.member(best)
            save(parsed.output, kept, checkpoint, session.curves(best))
    if parsed.output is not None and not parsed.json:
        note(tr("{path} is written: the best member, {name}", path=parsed.output, name=found[best].name))
    return code


def wanted(experiment: Experiment, texts: Sequence[str], count: int | None) -> tuple[Vary, ...]:
    """What ``--vary`` and ``--seeds`` ask for; seeds change fastest.

    Raises:
        UnknownNameError: there is no such setting.
        PlaygroundError: the text is no ``PATH=VALUES``.

    """
    found = []
    for text in texts:
        try:
            vary = parse(text)
        except PlaygroundError as error:
            raise PlaygroundError(f"--vary {text}: {error}") from None
        if vary.path[:2] not in (("training", "optimizer"), ("training", "schedule")):
            try:
                setting_at(experiment, vary.path)
            except PlaygroundError as error:
                raise UnknownNameError(f"--vary {text}: {error}") from None
        found.append(vary)
    if count is not None:
        found.append(seeds(experiment.seed, count))
    return tuple(found)


def epochs_of(experiment: Experiment, wish: int | None) -> int:
    """The epochs that are asked for; else the experiment's own limit; else `EPOCHS`."""
    return wish if wish is not None else experiment.training.epochs or EPOCHS


class Session:
    """One population in the terminal.

    Attributes:
        population: what trains. epochs: how many are to be trained.

    """

    def __init__(self, population: Population, found: Sequence[Variant], epochs: int) -> None:
        self.population = population
        self.epochs = epochs
        self._variants = found
        self._seconds = self._pace = 0.0
        self._done = 0
        self._evaluations: list[Evaluation] = []
        self._losses: list[tuple[Floats, Floats, NDArray[np.float32]]] = []
        self._every = 1
        self._stopped = False

    def train(self, *, as_json: bool) -> int:
        """Train to the end or to Ctrl-C; prints what the command prints."""
        start = time.perf_counter()
        if as_json:
            names = list(self.population.names)
            print_event({"event": "population", "members": names, "how": self.population.way})
        with Interruption() as interruption, Bar(self.epochs, shown=not as_json) as bar:
            for evaluation in self._train(interruption, bar, as_json):
                print_event(self._epoch_event(evaluation))
            last = self._last()
            bar.say(self.population.epochs, self.speed, words_of(last))
        self._stopped = interruption.asked
        result = self._result(last, round(time.perf_counter() - start, 3))
        if as_json:
            print_event(result)
        else:
            summary(self.population, self._variants, last, self._ranking(), result, self.speed)
        if self._stopped:
            return 130
        return 0 if any(why != "diverged" for why in self.population.finished) else 1

    def _train(self, interruption: Interruption, bar: Bar, as_json: bool) -> Iterator[Evaluation]:
        """Train; with ``as_json`` yields an evaluation after every epoch, else shows them now and then."""
        population, due, metric = self.population, 0.0, self._first_metric()
        total = self.epochs * population.steps_per_epoch
        while self._done < total and population.active and not interruption.asked and not self._out_of_time:
            until = population.steps_per_epoch - population.batch if as_json else total - self._done
            epoch = population.epoch
            self._chunk(max(1, min(until, round(self._pace * CHUNK_SECONDS))))
            began = time.perf_counter()
            shown = began >= due
            if population.epoch > epoch and (as_json or shown):
                evaluation = population.evaluate(("train", "dev"), metric)
                self._evaluations.append(evaluation)
                due = began + max(EVALUATE_SECONDS, 4.0 * (time.perf_counter() - began))
                bar.say(population.epochs, self.speed, words_of(evaluation))
                if as_json:
                    yield evaluation
            else:
                bar.say(population.epochs, self.speed)

    def _chunk(self, count: int) -> None:
        start = time.perf_counter()
        losses: Losses = self.population.train_steps(count)
        took = time.perf_counter() - start
        self._seconds += took
        self._done += len(losses)
        self._pace = len(losses) / took
        steps = losses.first + np.arange(len(losses), dtype=np.float64)
        here = steps % self._every == 0
        self._losses.append((steps[here], losses.epoch[here], losses.loss[here].astype(np.float32)))
        while sum(part.size for _, _, part in self._losses) > MOST_KEPT:
            self._every *= 2
            self._losses = [
                (steps[keep], epochs[keep], part[keep])
                for steps, epochs, part in self._losses
                for keep in [steps % self._every == 0]
            ]

    @property
    def speed(self) -> float:
        """Steps per second, those of all members together; evaluations not counted."""
        return self._done * len(self.population) / self._seconds if self._seconds else 0.0

    @property
    def _out_of_time(self) -> bool:
        limit = self._variants[0].experiment.training.stop_seconds
        return bool(limit) and self._seconds >= limit

    # ---------------------------------------------------------------- what came out

    @property
    def best(self) -> int:
        """The member with the lowest loss on dev, or on train where there is no dev; the first where all blew up."""
        order = self._ranking()
        return order[0] if order else 0

    def _ranking(self) -> list[int]:
        """The members that have a loss, the best first."""
        parts = self._last().parts
        losses = parts.get("dev", parts["train"])["loss"]
        sound = [i for i, why in enumerate(self.population.finished) if why != "diverged" and math.isfinite(losses[i])]
        return sorted(sound, key=lambda index: float(losses[index]))

    def _last(self) -> Evaluation:
        now = self.population.step_number
        if not self._evaluations or self._evaluations[-1].step != now or "test" not in self._evaluations[-1].parts:
            self._evaluations.append(self.population.evaluate())
        return self._evaluations[-1]

    def curves(self, member: int) -> Curves:
        """The curves of one member: its losses, and its evaluations."""
        made = Curves()
        training = self._variants[member].experiment.training
        for steps, epochs, part in self._losses:
            loss = part[:, member].astype(np.float64)
            known = np.isfinite(loss)
            unknown = np.full(int(known.sum()), np.nan)
            cost = unknown if training.l1 or training.l2 else loss[known]
            rows = {"step": steps[known], "epoch": epochs[known], "seconds": unknown}
            made.steps.extend({**rows, "loss": loss[known], "cost": cost, "learning_rate": unknown})
        ends = self.population.member(member)[1].step
        for evaluation in self._evaluations:
            if evaluation.step > ends or (len(made.evaluations) and made.evaluations["step"][-1] >= evaluation.step):
                continue
            row = {"step": np.array([float(evaluation.step)]), "epoch": np.array([evaluation.epoch])}
            for name, numbers in evaluation.parts.items():
                row |= {f"{name}/{kind}": values[[member]] for kind, values in numbers.items()}
            made.evaluations.extend(row)
        return made

    def _first_metric(self) -> tuple[str, ...]:
        """The metric that stands first in the catalogue for these data."""
        from playground.engine.evaluate import metrics_for

        return tuple(metrics_for(self.population.prepared.facts))[:1]

    def _epoch_event(self, evaluation: Evaluation) -> dict[str, Any]:
        return {
            "event": "epoch",
            "epoch": self.population.epoch,
            "step": self.population.step_number,
            "training": self.population.active,
            **{part: _bands(evaluation, part) for part in ("train", "dev")},
        }

    def _result(self, last: Evaluation, seconds: float) -> dict[str, Any]:
        population = self.population
        members = [
            {
                "name": name,
                "why": why,
                **{part: _of_member(last, part, index) for part in ("train", "dev", "test")},
            }
            for index, (name, why) in enumerate(zip(population.names, population.finished, strict=True))
        ]
        ended = "interrupted" if self._stopped else "epochs"
        if not population.active:
            ended = "members"
        elif self._out_of_time:
            ended = "time"
        ensemble = population.ensemble()
        return {
            "event": "finished",
            "epochs": population.epoch,
            "steps": population.step_number,
            "seconds": seconds,
            "why": ended,
            "best": self.best,
            "members": members,
            "ensemble": {part: ensemble.get(part, {}) for part in ("train", "dev", "test")},
        }


def _bands(evaluation: Evaluation, part: str) -> dict[str, dict[str, float]]:
    from playground.engine.population.results import band

    found = {}
    for kind, values in evaluation.parts.get(part, {}).items():
        middle = band(values)
        found[kind] = {"median": float(middle.median), "low": float(middle.low), "high": float(middle.high)}
    return found


def _of_member(evaluation: Evaluation, part: str, index: int) -> dict[str, float]:
    return {kind: float(values[index]) for kind, values in evaluation.parts.get(part, {}).items()}
