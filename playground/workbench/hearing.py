"""What the engine tells of the run, and what follows from it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

from psygnal import Signal

from playground.catalog.effects import measured_alike
from playground.spec.experiment import Experiment
from playground.spec.problems import Fix
from playground.spec.words import tr
from playground.wire.checkpoint import Checkpoint
from playground.wire.commands import Ack, Capture, Command, Pause, Watched
from playground.wire.crowd import CrowdEvent
from playground.wire.events import (
    Captured,
    Diverged,
    Evaluation,
    Event,
    Failed,
    Hello,
    Kept,
    Loaded,
    Picture,
    Recalled,
    Status,
    Steps,
)
from playground.wire.pulse import Stalled
from playground.workbench.answers import Answers
from playground.workbench.curves import Curves
from playground.workbench.document import Document
from playground.workbench.pins import Pin, Pins, differences, kept
from playground.workbench.run_status import Phase, RunStatus, end_in_words, stalled_in_words
from playground.workbench.touches import Touches
from playground.workbench.untrained import Untrained


class Engine(Protocol):
    """What the run needs of the engine's client: see `playground.workbench.client.EngineClient`."""

    def send(self, command: Command) -> None:
        """Hand a command to the engine; never blocks; a dead engine is reported by a fatal `Failed` event."""
        ...

    def end(self) -> None:
        """End a process that is stuck; a fatal `Failed` event follows."""
        ...

    def restart(self) -> None:
        """Start a new engine process in place of a dead one."""
        ...

    def close(self) -> None:
        """End the process, at most a second later."""
        ...


class Hearing:
    """A run as its engine tells of it; what a person does with it is `playground.workbench.run.Run`.

    Attributes:
        curves: what training gave so far; one object for the run's whole life.
        status: where the run stands.
        pictures: the latest picture under every watched key.
        pace: steps per second at most; 0 is as fast as it goes.
        snapshots: the places that `recall` leads to, as (step, epochs with fraction), ascending.
        recalled: the earlier place of those at which the network stands; None at the present.
        pins: the curves of runs that were kept.
        measured_from: the step from which on evaluations are of the present data, loss and penalties.

    """

    status_changed = Signal(RunStatus)
    steps_arrived = Signal()
    """``curves.steps`` grew or was cleared."""
    evaluated = Signal()
    """``curves.evaluations`` grew or was cleared."""
    picture_arrived = Signal(object)
    """A `playground.wire.events.Picture`; it is acknowledged as soon as all slots have returned."""
    captured = Signal(object)
    """A `playground.wire.checkpoint.Checkpoint` that was asked for with `capture`."""
    pace_changed = Signal(float)
    """Steps per second at most; 0 is as fast as it goes."""
    snapshots_changed = Signal()
    """``snapshots`` are others."""
    recalled_changed = Signal()
    """``recalled`` is another place, or the present again."""
    crowd_told = Signal(object)
    """A `playground.wire.crowd.CrowdEvent`, or the fatal `playground.wire.events.Failed`; see `tell`."""

    curves: Curves
    status: RunStatus
    pictures: dict[str, Picture]
    pace: float
    snapshots: tuple[tuple[int, float], ...]
    recalled: tuple[int, float] | None
    pins: Pins
    measured_from: int

    def __init__(self, document: Document, engine: Engine) -> None:
        self.curves = Curves()
        self.status = RunStatus()
        self.pictures = {}
        self.pace = 0.0
        self.snapshots = ()
        self.recalled = None
        self.pins = Pins()
        self.measured_from = 0
        self._document = document
        self._engine = engine
        self._run_id = 0
        self._sent: Experiment | None = None  # what the engine has; None: the next thing it needs is a Load
        self._dead = False
        self._playing = False  # it trains, or is about to: what the person wants, not what the engine does just now
        self._ordered = False  # Play or Advance was sent, and neither Pause nor the engine has ended it since
        self._endless = False  # the last that was asked for was Play, not Advance
        self._order = 0  # the number of the last Play, Pause or Advance of this run
        self._ready = False  # the engine has told that the run is loaded
        self._held = False  # it played until an edit left the network unfit to train
        self._waits = False  # a person waits for an engine that takes long, and need not be told again
        self._checkpoint: Checkpoint | None = None
        self._watched: dict[str, Watched] = {}
        self._answers = Answers()
        self._touches = Touches()
        self._recall = 0  # the number of the last Recall of this run
        self._awaited = False  # the engine has not answered it yet
        self._turned = False  # no Play or Advance came after it yet
        self._branches: set[int] = set()  # the numbers of those that came as the first after a Recall
        self._left: Experiment = document.experiment  # as it was when the present was left by a recall
        self._untrained = Untrained(document)
        self._reconfigured: deque[Experiment] = deque()  # what the engine has not said yet that it follows
        self._measured: Experiment = document.experiment  # what it evaluates
        self._following = True

    def pin(self, name: str = "") -> Pin | None:
        """Keep a copy of the curves beside those to come, named by number where there is no name.

        Returns:
            The pin; None where there are no curves yet.

        """
        if not len(self.curves.steps):
            return None
        trained = self._left if self.recalled is not None else self._document.experiment
        pin = Pin(
            name=name or tr("run {number}", number=len(self.pins.pins) + 1),
            curves=kept(self.curves),
            experiment=trained,
            differences=differences(trained, self._document.experiment),
        )
        self.pins.add(pin)
        return pin

    def handle(self, event: Event) -> None:
        """Take one event of the engine's; those of a run that is over are dropped."""
        if isinstance(event, CrowdEvent):
            self.crowd_told.emit(event)
        elif isinstance(event, Failed) and event.fatal:
            self._died(event)
            self.crowd_told.emit(event)
        elif isinstance(event, Stalled):
            self._waits = self._waits and event.seconds > 0
            self._set(stalled="" if self._waits or self._dead else stalled_in_words(event))
        elif isinstance(event, Captured) and event.request in self._answers:
            self._answer(event)
        elif isinstance(event, Hello):
            return  # `Loaded` tells when the run is ready
        elif event.run_id == self._run_id:
            self._take(event)

    def _take(self, event: Event) -> None:
        match event:
            case Loaded():
                self._loaded(event)
            case Status():
                self._told(event)
            case Steps():
                self.curves.add_steps(event)
                if not len(event.loss):
                    return
                if self.recalled is None:
                    speed = event.speed if self.status.phase == "playing" else 0.0
                    # An epoch ends on a whole number; the sum of its steps' shares may fall a little short of it.
                    epoch = int(event.epoch[-1] + 1e-6)
                    self._set(step=event.last, epoch=epoch, speed=speed)
                self.steps_arrived.emit()
            case Evaluation():
                self.curves.add_evaluation(event)
                self.measured_from = min(self.measured_from, event.step)
                self.evaluated.emit()
            case Picture():
                self._show(event)
            case Captured():
                self._checkpoint = event.checkpoint
            case Kept():
                self._list(event.snapshots)
                if event.cut:
                    self._branch(*event.snapshots[-1])
                    self._stand(self.recalled if self._awaited else None)
            case Recalled():
                self._arrived(event)
            case Diverged():
                self._stop("diverged", event.sentence, event.fixes)
                self._set(step=event.step)
            case Failed():
                self._failed(event)

    def _loaded(self, event: Loaded) -> None:
        reloaded, self._ready = not self._ready, True
        anew = not event.step and bool(event.fresh) and not event.kept
        if self.recalled is not None and (reloaded or (anew and self.recalled[0] == 0 and not self._awaited)):
            self._branch(
                event.step, event.epoch
            )  # the engine was lost, or the network is another, while it stood there
            self._stand(None)
        elif anew:
            self._stand(None)  # the place that was asked for before training began anew is gone
        if reloaded or anew or (self.recalled is None and not self._awaited):  # else it may be said at an earlier place
            if not event.step and self.curves.last_step:  # from fresh weights
                self.curves.clear()
                self.steps_arrived.emit()
                self.evaluated.emit()
            self._go_back(event.step)
            if self._checkpoint is not None and self._checkpoint.step > event.step:
                self._checkpoint = None  # it belongs to what was given up
        self._follow_measure(event.step)
        phase: Phase = self.status.phase
        if phase == "starting":
            phase = "playing" if self._playing else "paused"
        self._set(phase=phase, device=event.device, reason=event.reason, step=event.step, epoch=event.epoch)

    def _follow_measure(self, step: int) -> None:
        """What is evaluated from now on may be something else than before."""
        if self._reconfigured:
            before, self._measured = self._measured, self._reconfigured.popleft()
            if not measured_alike(before, self._measured):
                self.measured_from = step + 1  # or the step itself, if it is evaluated once more

    def _go_back(self, step: int) -> None:
        """Training goes on from an earlier place: an older checkpoint, a recalled one, or the last good weights."""
        if self.curves.reaches_beyond(step):
            self.curves.go_back(step)
            self.steps_arrived.emit()
            self.evaluated.emit()

    def _told(self, event: Status) -> None:
        if event.playing:
            if event.order in self._branches:
                self._branches.discard(event.order)
                self._branch(event.step, event.epoch)
            if event.order > self._recall:
                self._stand(None)
            if self.recalled is None:
                self._go_back(event.step)  # what led to a divergence is shown until training goes on
        self._set(step=event.step, epoch=event.epoch, stepper=event.stepper)
        if event.order < self._order:
            return  # said before the engine heard the last wish, which it will answer
        self._ordered = event.playing
        if event.playing:
            # Where it blew up just before it heard a Play, it trains again.
            self._playing = True
            self._set(phase="playing", sentence="", details="", fixes=())
        elif event.why and self.status.phase != "failed":
            self._stop("finished", end_in_words(event, self._document.experiment.training))
        elif self._playing:
            self._stop("paused", "")

    def _show(self, picture: Picture) -> None:
        watched = self._watched.get(picture.key)
        try:
            if watched is not None and watched.kind == picture.kind:
                self.pictures[picture.key] = picture
                self.picture_arrived.emit(picture)
        finally:  # a view that fails does not stop the flow
            self._engine.send(Ack(run_id=self._run_id, key=picture.key))

    def _stop(self, phase: Phase, sentence: str, fixes: tuple[Fix, ...] = (), details: str = "") -> None:
        self._playing = False
        self._set(phase=phase, sentence=sentence, details=details, fixes=fixes, speed=0.0)

    # Earlier places

    def _list(self, snapshots: tuple[tuple[int, float], ...]) -> None:
        """The engine tells which places it keeps."""
        if snapshots != self.snapshots:
            self.snapshots = snapshots
            self.snapshots_changed.emit()

    def _arrived(self, event: Recalled) -> None:
        """The engine stands where it was told to, or at the nearest place that it still had."""
        if event.order < self._recall:
            return
        self._awaited = False
        self._set(step=event.step, epoch=int(event.epoch + 1e-6))
        present = self.snapshots and event.step == self.snapshots[-1][0]
        if event.order == self._order:
            self._stop("paused", "")
        self._stand(None if present else (event.step, event.epoch))

    def _stand(self, place: tuple[int, float] | None) -> None:
        if place != self.recalled:
            self.recalled = place
            self.recalled_changed.emit()

    def _branch(self, step: int, epoch: float) -> None:
        """Another way from here: the curves that led further stay as a pin."""
        if self.curves.reaches_beyond(step):
            self.pin(tr("branch at epoch {epoch}", epoch=f"{dict(self.snapshots).get(step, epoch):.4g}"))
        self._go_back(step)
        if self._checkpoint is not None and self._checkpoint.step > step:
            self._checkpoint = None  # the engine sends the one of this place

    def _forget_places(self) -> None:
        self._awaited = False
        self._stand(None)
        if self.snapshots:
            self.snapshots = ()
            self.snapshots_changed.emit()

    def _failed(self, event: Failed) -> None:
        """The engine lives, but could not do something."""
        # A Play that is on its way must not train on what has failed.
        self._ordered = False
        self._engine.send(Pause(run_id=self._run_id, order=self._next_order()))
        if not self._ready:
            self._answer_all()  # nothing was loaded, so there is nothing that the engine could capture
        elif self.status.phase != "failed":
            self._engine.send(Capture(run_id=self._run_id, request=-1))  # so that nothing is lost
        self._stop("failed", event.sentence, event.fixes, event.details)
        self._list(())
        self._sent = None  # whatever it was, a new Load from the last checkpoint starts clean

    def _died(self, event: Failed) -> None:
        self._dead = True
        self._ordered = False
        self._sent = None
        self._held = self._waits = False
        self._set(stalled="")
        self._stop("failed", event.sentence, details=event.details)
        self._list(())
        self._answer_all()

    # Checkpoints

    def _answer(self, event: Captured) -> None:
        if event.run_id == self._run_id and self.recalled is None:  # an engine that dies costs no later place
            self._checkpoint = event.checkpoint
        self._give(self._answers.take(event.request), event.checkpoint)

    def _answer_all(self) -> None:
        """Give those who wait what there is: the engine has no more."""
        for then in self._answers.take_all():
            self._give(then, self._last_known())

    def _give(self, then: Callable[[Checkpoint], None], checkpoint: Checkpoint) -> None:
        then(checkpoint)
        self.captured.emit(checkpoint)

    def _last_known(self) -> Checkpoint:
        """The last checkpoint; before there is one, the untrained network, which is where Play would start."""
        return self._checkpoint if self._checkpoint is not None else self._untrained.checkpoint()

    def _next_order(self) -> int:
        self._order += 1
        return self._order

    def _set(self, **changes: Any) -> None:
        status = replace(self.status, **changes)
        if status != self.status:
            self.status = status
            self.status_changed.emit(status)
