"""What the engine says of a run, and how often."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from playground.engine.budget import Budget, Claim
from playground.engine.divergence import DivergedError
from playground.engine.trainer import Trainer
from playground.spec.problems import Fix
from playground.wire.events import Captured, Diverged, Evaluation, Event, Failed, Kept, Loaded, Recalled, Status

EVALUATE_SECONDS = 0.028
"""Once per two frames of the screen is often enough (a little less, so that the next chunk of steps never ends just too
early), but for the first epochs: there a curve has its shape."""
FIRST_EPOCHS = 50

CHEAP_SECONDS = 0.005
"""An evaluation that takes no longer is never left out for being too soon, as long as there are not many of them."""
BEGINNING, CHEAP_SHARE = 10, 0.4
"""Nor is one of so many first epochs, where it takes no more than that share of the time that its epoch took."""
GROWTH = 1.1
"""After the first epochs each of those stands so many times further on: about seven for every doubling."""

EVALUATION_SECONDS = 0.03
"""An evaluation that takes longer pauses so often, so that whoever asks for something is answered."""

CAPTURE_SECONDS = 2.0

KEPT_SECONDS = 0.3
"""So often the places that can be recalled are told while it trains."""


@dataclass(slots=True, eq=False)
class _UnderWay:
    """An evaluation that is not done yet, when it began, and the seconds that it took so far."""

    work: Generator[None, None, dict[str, dict[str, float]]]
    began: float
    spent: float = 0.0


class Reporter:
    """Sends events; nothing is said twice, and what takes time is said for a part of the time only.

    Attributes:
        run_id: the run that is spoken of. order: the number of its last Play, Pause, Advance or Recall.
        playing: whether it trains.

    """

    def __init__(self, connection: Connection[Any, Any], clock: Callable[[], float], budget: Budget) -> None:
        self.run_id = -1
        self.order = 0
        self.playing = False
        self._connection = connection
        self._clock = clock
        self._budget = budget
        self._evaluating, self._capturing = Claim(EVALUATE_SECONDS), Claim(CAPTURE_SECONDS)
        budget.add(self._evaluating)
        budget.add(self._capturing)
        self._next_evaluation = 0.0
        self._next_capture = 0.0
        self._next_kept = 0.0
        self._kept: tuple[tuple[int, float], ...] = ()
        self._told_stepper = ""
        self._evaluated_epoch = 0
        self._under_way: _UnderWay | None = None
        self._evaluated_at = self._captured_at = -1

    def send(self, event: Event) -> None:
        """Say it."""
        self._connection.send(event)

    def begin(self, run_id: int) -> None:
        """Another run, at rest."""
        self.run_id, self.order, self.playing = run_id, 0, False
        self._kept = ()
        self._evaluating.costs.clear()
        self._capturing.costs.clear()
        self.forget()

    def forget(self) -> None:
        """The weights or the data are others than those spoken of, though no step was done."""
        self._evaluated_at = self._captured_at = -1
        self._under_way = None

    def loaded(
        self, trainer: Trainer, kept: tuple[str, ...] = (), fresh: tuple[str, ...] = (), *, cut: bool = False
    ) -> None:
        """A run is ready, or has followed a change. ``cut`` is as `playground.wire.events.Kept` has it."""
        step, epoch = trainer.step_number, trainer.epoch
        self.send(
            Loaded(
                run_id=self.run_id,
                device=trainer.device,
                reason=trainer.reason,
                step=step,
                epoch=epoch,
                kept=kept,
                fresh=fresh,
            )
        )
        self.places(trainer, cut=cut)
        if not self.playing:
            self.evaluation(trainer)
        self.status(trainer, "")

    def begun(self, trainer: Trainer) -> None:
        """It trains from here on."""
        self.playing = True
        self.status(trainer, "")
        self._next_capture = self._clock() + CAPTURE_SECONDS

    def branched(self, trainer: Trainer) -> None:
        """It trains on from an earlier place, which is the last one now; the checkpoint of the later one is void."""
        self.places(trainer)
        self.forget()
        self.capture(trainer)

    def stopped(self, trainer: Trainer, why: str) -> None:
        """It has come to rest: the last word on everything."""
        self.playing = False
        self.evaluation(trainer)
        self.capture(trainer)
        self.places(trainer)
        self.status(trainer, why)

    def recalled(self, trainer: Trainer, order: int) -> None:
        """It stands at an earlier place, or at the present again."""
        self.forget()
        self.places(trainer)
        self.send(Recalled(run_id=self.run_id, step=trainer.step_number, epoch=trainer.epochs, order=order))
        self.status(trainer, "")

    def diverged(self, trainer: Trainer, error: DivergedError, speed: float) -> None:
        """It blew up, and stands at the last good weights."""
        self.send(error.record.steps(self.run_id, speed))
        self.playing = False
        self.forget()
        self.send(
            Diverged(run_id=self.run_id, step=error.step, node=error.node, sentence=str(error), fixes=error.fixes)
        )
        self.places(trainer)
        self.evaluation(trainer)
        self.status(trainer, "")

    def failed(self, trainer: Trainer | None, sentence: str, details: str, fixes: tuple[Fix, ...] = ()) -> None:
        """Something could not be done; it rests."""
        self.playing = False
        self.send(Failed(run_id=self.run_id, sentence=sentence, details=details, fixes=fixes))
        if trainer is not None:
            self.status(trainer, "")

    def status(self, trainer: Trainer, why: str) -> None:
        """Where it is, and whether it trains."""
        self.send(
            Status(
                run_id=self.run_id,
                playing=self.playing,
                step=trainer.step_number,
                epoch=trainer.epoch,
                why=why,
                order=self.order,
                stepper=trainer.stepper_reason,
            )
        )
        self._told_stepper = trainer.stepper_reason

    def epoch_due(self, trainer: Trainer, epoch_seconds: float) -> int | None:
        """The epoch whose end is evaluated however soon it comes: a fast network's curve has its shape then, too.

        Each of the first epochs, later ever fewer; None where evaluations take too long for that, beside the
        ``epoch_seconds`` that an epoch takes.
        """
        costs = self._evaluating.costs
        dear = len(costs) > 1 and min(costs) > CHEAP_SECONDS  # the very first one takes long for other reasons
        if dear:
            soon = trainer.epoch < BEGINNING and min(costs) <= CHEAP_SHARE * epoch_seconds
            return trainer.epoch + 1 if soon else None
        last = min(self._evaluated_epoch, trainer.epoch)
        return last + 1 if last < FIRST_EPOCHS else math.ceil(last * GROWTH)

    def evaluation_due(self, within: float = 0.0) -> bool:
        """Whether the next epoch's end is to be evaluated, where it comes so many seconds from now."""
        return self._clock() + within >= self._next_evaluation

    def evaluation(self, trainer: Trainer) -> None:
        """Losses and metrics of all parts, once per step at most, and for a part of the time only.

        None at an earlier place: it would cut the curves.
        """
        if self._evaluated_at == trainer.step_number or trainer.timeline.here is not None:
            return
        if self._under_way is None:
            self._under_way = _UnderWay(trainer.evaluating(), self._clock())
        self.go_on_evaluating(trainer)

    @property
    def evaluates(self) -> bool:
        """Whether an evaluation is under way: the network has to stay as it is until `go_on_evaluating` ends it."""
        return self._under_way is not None

    def go_on_evaluating(self, trainer: Trainer) -> None:
        """For `EVALUATION_SECONDS` or a little longer; the last time it says what was found."""
        under_way, started = self._under_way, self._clock()
        if under_way is None:
            return
        self._under_way = None  # it is over also where it fails
        while True:
            try:
                next(under_way.work)
            except StopIteration as end:
                parts = end.value
                break
            if self._clock() - started >= EVALUATION_SECONDS:
                under_way.spent += self._clock() - started
                self._under_way = under_way
                return
        self._evaluated_at, self._evaluated_epoch = trainer.step_number, trainer.epoch
        self.send(Evaluation(run_id=self.run_id, step=trainer.step_number, epoch=trainer.epochs, parts=parts))
        self._evaluating.took(under_way.spent + self._clock() - started)
        pause = self._evaluating.cost() / self._budget.limit(self._evaluating)
        began = under_way.began
        self._next_evaluation = began + (pause if trainer.epoch < FIRST_EPOCHS else max(pause, EVALUATE_SECONDS))

    def now_and_then(self, trainer: Trainer) -> None:
        """Between two chunks of training: a checkpoint and the places, where their time has come, and who does it."""
        if trainer.stepper_reason != self._told_stepper:
            self.status(trainer, "")
        if self._clock() >= self._next_capture:
            self.capture(trainer)
        if self._clock() >= self._next_kept:
            self.places(trainer)

    def capture(self, trainer: Trainer) -> None:
        """A checkpoint unasked, so that an engine that dies costs little."""
        began = self._clock()
        if self._captured_at != trainer.step_number:
            self._captured_at = trainer.step_number
            self.send(Captured(run_id=self.run_id, request=-1, checkpoint=trainer.checkpoint()))
            self._capturing.took(self._clock() - began)
        self._next_capture = began + self._budget.pause(self._capturing)

    def places(self, trainer: Trainer, *, cut: bool = False) -> None:
        """Which places can be recalled, where they are others than told last; at rest the present is one of them."""
        places = trainer.timeline.listed() if self.playing else trainer.places()
        if places != self._kept or cut:
            self._kept = places
            self.send(Kept(run_id=self.run_id, snapshots=places, cut=cut))
        self._next_kept = self._clock() + KEPT_SECONDS
