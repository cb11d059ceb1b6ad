"""The engine at work: takes commands between chunks of steps and tells what happens."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Iterable
from functools import partial
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, assert_never

import torch

from playground.engine.budget import Budget
from playground.engine.device import available
from playground.engine.divergence import DivergedError
from playground.engine.faults import LostDeviceError, explained
from playground.engine.gallery import Gallery
from playground.engine.goal import LONGEST_CHUNK, Goal
from playground.engine.pace import Pace as Pacing
from playground.engine.reporter import FIRST_EPOCHS, Reporter
from playground.engine.trainer import Trainer
from playground.engine.warmth import warm_up
from playground.spec.experiment import Experiment
from playground.spec.problems import Fix, PlaygroundError
from playground.spec.words import tr
from playground.wire.commands import (
    Ack,
    Advance,
    Capture,
    Command,
    Load,
    Pace,
    Pause,
    Play,
    Poke,
    Recall,
    Reconfigure,
    Shutdown,
    Watch,
)
from playground.wire.crowd import CrowdCommand
from playground.wire.events import (
    Captured,
    Hello,
)
from playground.wire.pulse import OTHER, STEPS, Pulse

if TYPE_CHECKING:
    from playground.engine.crowd_host import CrowdHost

LOG = logging.getLogger("playground.engine")
CHUNK_SECONDS = 0.0125
"""Commands are looked at after so much training: a frame of the screen, less what is measured and told between."""

LONGEST_EPOCH = 1.0
"""Seconds: the end of an epoch that takes longer is not waited for with its evaluation."""

SOMEBODY_DRAGS = 0.1
"""After a change it is waited so long for the next one before everything is made ready for the first step."""


class Server:
    """One run at a time: loads it, trains it, and answers.

    Between two chunks of steps all waiting commands are taken, so that Pause and Advance are exact. While nothing
    is to be done it sleeps until a command comes.
    """

    def __init__(
        self,
        connection: Connection[Any, Any],
        clock: Callable[[], float] = time.perf_counter,
        pulse: Pulse | None = None,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._pulse = Pulse() if pulse is None else pulse
        budget = Budget()
        self._reporter = Reporter(connection, clock, budget)
        self._gallery = Gallery(clock, budget)
        self._pacing = Pacing(clock)
        self._trainer: Trainer | None = None
        self._experiment: Experiment | None = None
        self._crowd: CrowdHost | None = None
        self._goal: Goal | None = None
        self._chunk = 1
        self._speed = 0.0
        self._last_chunk = 0.0
        self._warm = False
        self._took = 0.0  # seconds of training since the chunk before, with what was measured meanwhile
        self._spent = 0.0  # seconds of training since the run began, or since it stopped for their sake

    def run(self) -> None:
        """Serve until a Shutdown.

        Raises:
            EOFError: the other end of the pipe is gone.

        """
        version = "".join(list(torch.__version__))  # torch's own is a kind of str that the window could not read
        self._reporter.send(Hello(torch_version=version, devices=available()))
        while self._obey(self._commands()):
            if self._trainer is not None and self._reporter.evaluates:
                self._guarded(partial(self._reporter.go_on_evaluating, self._trainer))
            elif self._trainer is not None and self._goal is not None:
                self._guarded(self._train, STEPS)
                # What was drawn while it trained is acknowledged by now: its next picture need not wait for a chunk.
                if not self._obey(self._waiting_commands()):
                    return
            if self._trainer is not None:
                self._guarded(self._show)
            if self._crowd is not None:
                self._pulse.begin(STEPS, 0)
                self._crowd.work()

    def _obey(self, commands: Iterable[Command]) -> bool:
        """Take ``commands``, one after the other; gives whether to go on serving."""
        for command in commands:
            if isinstance(command, Shutdown):
                return False
            self._guarded(partial(self._take, command))
        return True

    def _commands(self) -> list[Command]:
        """All commands that wait; waits for one while there is nothing to train, or until the next step is due."""
        found: list[Command] = []
        if self._reporter.evaluates:
            return self._waiting_commands()
        if self._goal is None and not self._crowd_trains:
            self._make_ready()
            self._pulse.rest()
            found.append(self._connection.recv())
        elif self._goal is not None and (wait := self._pacing.wait()):
            self._pulse.rest()
            self._connection.poll(wait)
        return self._waiting_commands(found)

    def _waiting_commands(self, first: Iterable[Command] = ()) -> list[Command]:
        """``first`` and all commands that wait, without those that the next one replaces."""
        found = list(first)
        while self._connection.poll():
            command = self._connection.recv()
            if found and _replaces(command, found[-1]):
                found.pop()
            found.append(command)
        return found

    def _make_ready(self) -> None:
        """While nobody asks for anything: whatever the first step would have to wait for."""
        if not self._warm and not self._connection.poll():
            self._warm = True
            self._guarded(warm_up)
        trainer = self._trainer
        if trainer is not None and not trainer.stepper and not self._connection.poll(SOMEBODY_DRAGS):
            self._guarded(trainer.make_ready)

    def _guarded(self, action: Callable[[], None], work: int = OTHER) -> None:
        """Do something; where it fails say so and stay alive."""
        self._pulse.begin(work, self._trainer.step_number if self._trainer is not None else 0)
        try:
            action()
        except DivergedError as error:
            self._diverged(error)
        except (EOFError, BrokenPipeError, ConnectionResetError, LostDeviceError):
            raise
        except PlaygroundError as error:
            self._failed(str(error), "")
        except Exception as error:  # noqa: BLE001 - whatever it is, the window is told and the engine lives on
            otherwise = tr("The engine could not go on: {kind}: {error}", kind=type(error).__name__, error=error)
            fault = explained(error, self._experiment, otherwise)
            self._failed(fault.sentence, traceback.format_exc(), fault.fixes)

    # ---------------------------------------------------------------- commands

    def _take(self, command: Command) -> None:
        if isinstance(command, Load):
            self._load(command)
            return
        if isinstance(command, CrowdCommand):
            self._take_of_crowd(command)
            return
        if isinstance(command, Shutdown) or command.run_id != self._reporter.run_id:
            return
        if isinstance(command, Watch):
            wrong = self._gallery.watch(command.watched)
            if wrong:
                raise PlaygroundError(wrong[0])
            return
        if isinstance(command, Ack):
            self._gallery.acknowledge(command.key)
            return
        if isinstance(command, Pace):
            self._pacing.set(command.steps_per_second)
            self._speed = 0.0
            return
        if isinstance(command, Play | Pause | Advance | Recall):
            self._reporter.order = command.order
        trainer = self._trainer
        if trainer is None:
            return
        match command:
            case Reconfigure():
                self._reconfigure(trainer, command)
            case Play():
                self._start(trainer, Goal())
            case Advance():
                self._start(trainer, self._advanced(trainer, command))
            case Pause():
                if self._goal is not None:
                    self._stop(trainer, "")
                else:  # it had come to its end by itself before the command came
                    self._reporter.status(trainer, trainer.finished)
            case Poke():
                if trainer.poke(command.changes):
                    self._look_again(trainer)
            case Recall():
                self._recall(trainer, command)
            case Capture():
                checkpoint = trainer.checkpoint()
                run_id = self._reporter.run_id
                self._reporter.send(Captured(run_id=run_id, request=command.request, checkpoint=checkpoint))
            case _:
                assert_never(command)

    @property
    def _crowd_trains(self) -> bool:
        return self._crowd is not None and self._crowd.playing

    def _take_of_crowd(self, command: CrowdCommand) -> None:
        """Many runs at once train while this one rests."""
        if self._crowd is None:
            from playground.engine.crowd_host import CrowdHost  # not before somebody asks: it takes its time

            self._crowd = CrowdHost(self._reporter.send, self._clock)
        self._crowd.take(command)
        if self._crowd.playing and self._goal is not None and self._trainer is not None:
            self._stop(self._trainer, "")

    def _load(self, command: Load) -> None:
        self._reporter.begin(command.run_id)
        self._goal = None
        self._trainer = None
        self._experiment = command.experiment
        self._chunk = 1
        self._spent = 0.0
        self._pacing.set(0.0)
        self._trainer = Trainer(command.experiment, command.checkpoint)
        self._gallery.begin_anew()
        self._reporter.loaded(self._trainer)

    def _reconfigure(self, trainer: Trainer, command: Reconfigure) -> None:
        self._experiment = command.experiment
        step, epoch, back = trainer.step_number, trainer.epoch, trainer.timeline.here is not None
        kept, fresh = trainer.reconfigure(command.experiment)
        self._chunk = 1  # as many steps of another network may take long
        if self._goal is not None:  # an Advance under way goes as far as was asked, also where training began anew
            self._goal = self._goal.moved(trainer.step_number - step, trainer.epoch - epoch)
        if not trainer.step_number:
            self._spent = 0.0
        self._gallery.news()
        self._reporter.forget()
        self._reporter.loaded(trainer, kept, fresh, cut=back and trainer.timeline.here is None)

    def _look_again(self, trainer: Trainer) -> None:
        """The weights are others, though no step was done."""
        self._gallery.news()
        self._reporter.forget()
        if self._goal is None:
            self._reporter.evaluation(trainer)

    def _recall(self, trainer: Trainer, command: Recall) -> None:
        """Stand at an earlier place; what is measured there is not part of the curves, which it would cut."""
        if self._goal is not None:
            self._stop(trainer, "")
        trainer.recall(command.step)
        self._gallery.news()
        self._reporter.recalled(trainer, command.order)

    def _advanced(self, trainer: Trainer, command: Advance) -> Goal:
        """Where to stop; an Advance that comes while another is under way adds to it."""
        under_way = self._goal or Goal()
        if command.unit == "step":
            return Goal(step=(under_way.step or trainer.step_number) + command.count)
        return Goal(epoch=(under_way.epoch or trainer.epoch) + command.count)

    def _start(self, trainer: Trainer, goal: Goal) -> None:
        branches = trainer.timeline.here is not None
        trainer.go_on()
        if self._crowd is not None:
            self._crowd.rest()
        if self._goal is None:
            self._last_chunk = self._clock()
            self._pacing.begin()
        self._goal = goal
        self._reporter.begun(trainer)
        if branches:
            self._reporter.branched(trainer)

    def _stop(self, trainer: Trainer, why: str) -> None:
        """Come to rest."""
        self._goal = None
        self._gallery.news()
        self._reporter.stopped(trainer, why)

    # ---------------------------------------------------------------- training

    def _train(self) -> None:
        """One chunk of steps, and what it gave."""
        trainer, goal = self._trainer, self._goal
        assert trainer is not None
        assert goal is not None
        count = min(self._chunk, goal.steps_left(trainer))
        if count > 0:
            count = self._pacing.allowed(count)
            if not count:
                return
        epoch_due = self._reporter.epoch_due(trainer, trainer.steps_per_epoch / max(self._speed, 1e-9))
        count = self._to_an_evaluation(trainer, count, epoch_due)
        began = self._clock()
        record = trainer.train_steps(count)
        if len(record):
            self._pacing.done(len(record))
            self._adapt(len(record), began)
            self._reporter.send(record.steps(self._reporter.run_id, self._speed, self._took))
            self._gallery.news()
            self._watch_time(trainer)
            trainer.note_speed((self._clock() - began) / len(record))
        if trainer.finished or goal.steps_left(trainer) <= 0:
            self._stop(trainer, trainer.finished)
            return
        if trainer.batch == 0:
            evaluates = self._reporter.evaluation_due() or (epoch_due is not None and trainer.epoch >= epoch_due)
        else:
            evaluates = self._reporter.evaluation_due(-LONGEST_EPOCH)
        if evaluates:
            self._reporter.evaluation(trainer)
        self._reporter.now_and_then(trainer)

    def _to_an_evaluation(self, trainer: Trainer, count: int, epoch_due: int | None) -> int:
        """About ``count`` steps, such that an epoch ends with them where one is to be evaluated."""
        per_epoch, rest = trainer.steps_per_epoch, trainer.steps_per_epoch - trainer.batch
        if epoch_due is not None:
            count = min(count, rest + (epoch_due - trainer.epoch - 1) * per_epoch)
        if count <= rest or not self._reporter.evaluation_due(CHUNK_SECONDS):
            return count
        if trainer.epoch < FIRST_EPOCHS:
            return rest
        return rest + (count - rest) // per_epoch * per_epoch

    def _watch_time(self, trainer: Trainer) -> None:
        """The one stop condition that depends on the clock; pauses do not count."""
        self._spent += self._took
        limit = trainer.experiment.training.stop_seconds
        if limit and self._spent >= limit and not trainer.finished:
            trainer.finished = "time"
            self._spent = 0.0

    def _adapt(self, steps: int, began: float) -> None:
        """Choose the next chunk so that it takes about `CHUNK_SECONDS`; the speed counts all that goes on besides."""
        now = self._clock()
        spent = max(now - began, 1e-9)
        if 2 * steps >= self._chunk or spent > CHUNK_SECONDS:  # what was cut short tells little
            wanted = int(CHUNK_SECONDS * steps / spent)
            self._chunk = max(1, min(2 * self._chunk, wanted, LONGEST_CHUNK))
        self._took = max(now - self._last_chunk, 1e-9)
        # Paced, the first step comes at once, and counts as one that took its time.
        seconds = max(self._took, steps * self._pacing.period)
        share = 0.9 ** max(1.0, seconds / CHUNK_SECONDS)
        self._speed = share * (self._speed or steps / seconds) + (1.0 - share) * steps / seconds
        self._last_chunk = now

    def _show(self) -> None:
        assert self._trainer is not None
        for picture in self._gallery.measure(self._trainer, self._reporter.run_id, playing=self._goal is not None):
            self._reporter.send(picture)

    def _diverged(self, error: DivergedError) -> None:
        assert self._trainer is not None
        self._goal = None
        self._gallery.news()
        self._reporter.diverged(self._trainer, error, self._speed)

    def _failed(self, sentence: str, details: str, fixes: tuple[Fix, ...] = ()) -> None:
        self._goal = None
        LOG.error("failed: %s %s", sentence, details)
        self._reporter.failed(self._trainer, sentence, details, fixes)


def _replaces(command: Command, before: Command) -> bool:
    """Only the last of several in a row matters: a slider is being dragged, or the mark on the time line."""
    if isinstance(command, Reconfigure | Recall) and type(command) is type(before):
        return command.run_id == before.run_id
    return False
