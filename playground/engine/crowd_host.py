"""A population at work in the engine's process, beside the run that rests meanwhile."""

from __future__ import annotations

import math
import os
import time
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.planes import plane
from playground.catalog.variants import variants
from playground.engine.evaluate import metrics_for
from playground.engine.faults import LostDeviceError, explained
from playground.engine.population.population import Population
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.wire.crowd import (
    Aim,
    Choose,
    CrowdCommand,
    CrowdEvent,
    CrowdNews,
    Disband,
    KeepMember,
    Member,
    Populate,
    Seen,
    Wall,
)

CHUNK_SECONDS = 0.03
"""Commands are looked at after so much training. Members that are trained one by one take turns once in a chunk, which
takes its time, so chunks are longer than those of a run."""

NEWS_SECONDS = 1 / 30
WALL_SHARE, ENSEMBLE_SHARE = 0.15, 0.05
"""Parts of the time that may be spent on each while it trains."""

FIRST_EPOCHS, ROWS = 10, 100
"""So many epochs are all evaluated: there a curve has its shape. Then as many more as make so many in all, evenly, by
the number of the epoch alone: the same runs give the same curves, however fast they were."""

FEW = 64
"""Up to so many members have larger surfaces."""


class _Turn:
    """Something that is done for a part of the time only."""

    def __init__(self, clock: Callable[[], float], share: float, pause: float = 0.0) -> None:
        self._clock, self._share, self._pause = clock, share, pause
        self._next = 0.0

    @property
    def due(self) -> bool:
        """Whether it may be done now."""
        return self._clock() >= self._next

    def took(self, seconds: float) -> None:
        """It was done."""
        self._next = self._clock() + max(seconds / self._share, self._pause)


class CrowdHost:
    """One population at a time: makes it, trains it in chunks, and tells of it.

    Whatever goes wrong with it is told of it alone: the run and the engine live on.

    Args:
        send: says something to the window. clock: in seconds.

    """

    def __init__(self, send: Callable[[CrowdEvent], None], clock: Callable[[], float] = time.perf_counter) -> None:
        self._send, self._clock = send, clock
        self._number = -1
        self._experiment: Experiment | None = None
        self._population: Population | None = None
        self._goal = 0
        self._playing = False
        self._begin_anew()

    @property
    def playing(self) -> bool:
        """Whether it trains."""
        return self._playing

    def take(self, command: CrowdCommand) -> None:
        """Do what the window asks for; what it says to a population that is over is dropped."""
        if isinstance(command, Populate):
            self._guarded(lambda: self._populate(command))
            return
        if command.number != self._number or self._population is None:
            return
        population = self._population
        match command:
            case Aim():
                self._goal = command.epochs
                self._guarded(lambda: self._aim(population))
            case Choose():
                self._chosen = command.index if 0 <= command.index < len(population) else -1
                self._stale = True
            case Seen():
                self._waiting = False
            case KeepMember():
                self._guarded(lambda: self._give(population, command))
            case Disband():
                self._population = None
                self._playing = False

    def rest(self) -> None:
        """The run trains now: stop where it stands."""
        if self._playing and self._population is not None:
            population = self._population
            self._guarded(lambda: self._stop(population))

    def work(self) -> None:
        """One chunk of training where it trains, and whatever is to be shown."""
        population = self._population
        if population is not None:
            if self._playing:
                self._guarded(lambda: self._train(population))
            self._guarded(lambda: self._show(population))

    # ---------------------------------------------------------------- from beginning to end

    def _guarded(self, action: Callable[[], None]) -> None:
        try:
            action()
        except (EOFError, BrokenPipeError, ConnectionResetError, LostDeviceError):
            raise
        except PlaygroundError as error:
            self._failed(str(error), "")
        except Exception as error:  # noqa: BLE001 - whatever it is, the window is told and the engine lives on
            words = tr("The runs could not go on: {kind}: {error}", kind=type(error).__name__, error=error)
            self._failed(explained(error, self._experiment, words).sentence, traceback.format_exc())

    def _failed(self, sentence: str, details: str) -> None:
        self._population = None
        self._playing = False
        self._send(CrowdNews(number=self._number, failed=sentence, details=details))

    def _begin_anew(self) -> None:
        self._chunk, self._speed, self._last = 1, 0.0, self._clock()
        self._overhead = np.inf  # seconds that a chunk takes however few its steps are
        self._steps: list[int] = []
        self._epochs: list[float] = []
        self._values: dict[str, list[NDArray[np.float64]]] = {}
        self._ensemble: dict[str, dict[str, float]] = {}
        self._evaluated_at = self._ensemble_at = -1
        self._chosen = -1
        self._stale, self._waiting = True, False
        self._together = _Turn(self._clock, ENSEMBLE_SHARE, 0.5)
        self._painting = _Turn(self._clock, WALL_SHARE, 1 / 20)
        self._telling = _Turn(self._clock, 1.0, NEWS_SECONDS)

    def _populate(self, command: Populate) -> None:
        self._population, self._playing, self._number = None, False, command.number
        self._experiment = command.experiment
        self._begin_anew()
        found = variants(command.experiment, command.varies)
        population = Population(found, workers=max(1, (os.cpu_count() or 1) - 1))  # the window keeps its own
        self._population, self._goal = population, command.epochs
        metrics = list(metrics_for(population.prepared.facts))
        self._metric = "accuracy" if "accuracy" in metrics else metrics[0]
        self._evaluate(population)
        self._aim(population)

    def _aim(self, population: Population) -> None:
        if self._left(population) > 0 and population.active:
            self._playing = True
            self._last = self._clock()
            self._tell(population)
        else:
            self._stop(population)

    def _stop(self, population: Population) -> None:
        """Come to rest: the last word on everything."""
        self._playing = False
        self._speed = 0.0
        self._evaluate(population)
        self._measure_ensemble(population)
        self._stale = True
        self._tell(population)

    def _left(self, population: Population) -> int:
        return self._goal * population.steps_per_epoch - population.step_number

    def _steps_from_evaluation(self, population: Population) -> int:
        """Steps since the last moment at which the members are evaluated; 0 where this is one."""
        every = 1 if population.epoch < FIRST_EPOCHS else max(1, math.ceil(self._goal / ROWS))
        return population.step_number % (every * population.steps_per_epoch)

    def _steps_to_evaluation(self, population: Population) -> int:
        every = 1 if population.epoch < FIRST_EPOCHS else max(1, math.ceil(self._goal / ROWS))
        return every * population.steps_per_epoch - self._steps_from_evaluation(population)

    def _give(self, population: Population, command: KeepMember) -> None:
        _, checkpoint = population.member(command.index)
        self._send(Member(number=command.number, index=command.index, request=command.request, checkpoint=checkpoint))

    # ---------------------------------------------------------------- training

    def _train(self, population: Population) -> None:
        count = min(self._chunk, self._left(population))
        count = min(count, self._steps_to_evaluation(population))
        began, members = self._clock(), population.active
        done = len(population.train_steps(count))
        self._adapt(done, members, began)
        self._stale = True
        if self._left(population) <= 0 or not population.active:
            self._stop(population)
            return
        if not self._steps_from_evaluation(population):
            self._evaluate(population)
        if self._together.due and self._painting.due:
            self._measure_ensemble(population)
        if self._telling.due:
            self._tell(population)

    def _adapt(self, steps: int, members: int, began: float) -> None:
        """Choose the next chunk so that its steps take about `CHUNK_SECONDS`, or as long as the members' taking turns.

        The speed counts all that goes on besides.
        """
        now = self._clock()
        self._overhead = min(self._overhead, now - began)
        room = max(CHUNK_SECONDS, self._overhead)
        wanted = int(room * steps / max(now - began - self._overhead, 1e-9))
        self._chunk = max(1, min(2 * self._chunk, wanted))
        speed = steps * members / max(now - self._last, 1e-9)
        self._speed += 0.1 * (speed - self._speed) if self._speed else speed
        self._last = now

    # ---------------------------------------------------------------- telling

    def _evaluate(self, population: Population) -> None:
        if self._evaluated_at == population.step_number:
            return
        found = population.evaluate(("train", "dev"), (self._metric,))
        self._evaluated_at = population.step_number
        self._steps.append(found.step)
        self._epochs.append(found.epoch)
        for part, columns in found.parts.items():
            for kind, column in columns.items():
                self._values.setdefault(f"{part}/{kind}", []).append(column)

    def _measure_ensemble(self, population: Population) -> None:
        if self._ensemble_at == population.step_number:
            return
        began = self._clock()
        self._ensemble_at = population.step_number
        self._ensemble = population.ensemble(("dev",) if "dev" in self._parts(population) else ("train",))
        self._together.took(self._clock() - began)

    def _parts(self, population: Population) -> tuple[str, ...]:
        return tuple(part for part in ("train", "dev") if len(population.prepared.rows(part)))

    def _tell(self, population: Population) -> None:
        self._send(
            CrowdNews(
                number=self._number,
                step=population.step_number,
                epoch=population.epochs,
                playing=self._playing,
                finished=population.finished,
                sentences=population.sentences,
                steps=np.array(self._steps, dtype=np.int64),
                epochs=np.array(self._epochs),
                values={name: np.stack(rows) for name, rows in self._values.items()},
                ensemble=self._ensemble,
                speed=self._speed,
                way=population.way,
                device=population.device,
            )
        )
        self._steps, self._epochs, self._values, self._ensemble = [], [], {}, {}
        self._telling.took(0.0)

    def _show(self, population: Population) -> None:
        """The wall, where the last one has been drawn and there is news."""
        if not self._stale or self._waiting or (self._playing and not self._painting.due):
            return
        self._stale = False
        shown = plane(population.prepared)
        if shown is None:
            return
        began = self._clock()
        surfaces = population.surfaces(32 if len(population) <= FEW else 24)
        if surfaces is None:
            return
        small = surfaces.astype(np.float16) if population.prepared.facts.task == "classes" else surfaces
        arrays: dict[str, NDArray[Any]] = {"surfaces": small}
        if self._chosen >= 0:
            arrays["chosen"] = population.surface(self._chosen, 64 if self._playing else 96)
        facts = {
            "extent": shown.extent,
            "axes": shown.axes,
            "held": dict(shown.held),
            "explained": shown.explained,
            "words": shown.words,
            "chosen": self._chosen,
        }
        self._waiting = True
        self._send(Wall(number=self._number, step=population.step_number, arrays=arrays, facts=facts))
        self._painting.took(self._clock() - began)
