"""The run of the open document: what a person does with it, and what is sent to the engine for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from playground.catalog.effects import effects
from playground.catalog.entry import settle
from playground.catalog.families import Probe
from playground.catalog.heavy import heavy
from playground.spec.edits import Edit, Set
from playground.spec.experiment import Experiment
from playground.spec.values import EMPTY, Choice, Values
from playground.spec.words import tr
from playground.wire.checkpoint import Checkpoint
from playground.wire.commands import (
    Advance,
    Capture,
    Load,
    Pace,
    Pause,
    Play,
    Poke,
    Recall,
    Reconfigure,
    Watch,
    Watched,
)
from playground.wire.crowd import CrowdCommand
from playground.wire.events import Picture
from playground.workbench.curves import Curves
from playground.workbench.document import Document
from playground.workbench.hearing import Engine, Hearing
from playground.workbench.run_status import Phase, RunStatus

__all__ = ["SEEDS", "Engine", "Phase", "Run", "RunStatus"]

SEEDS = 2**31
"""Seeds go from 0 to one less than this."""


class Run(Hearing):
    """Follows the document: every edit that training can feel is sent to the engine by its effect.

    All methods and `handle` are called on one thread (the window's); events come from `handle`. What a person asked
    for shows in ``status`` at once; the engine's word follows.
    """

    def __init__(self, document: Document, engine: Engine) -> None:
        super().__init__(document, engine)
        document.changed.connect(self._follow)
        document.opened.connect(self._open)
        self._begin(None)

    # What a person does

    def play(self) -> None:
        """Train until paused; restarts a dead engine from the last checkpoint; a finished run goes on."""
        if not self.status.can_play:
            return
        if self._sent is None:
            self._load(self._checkpoint)
        self._playing = self._ordered = self._endless = True
        self._set(phase="playing", sentence="", details="", fixes=())
        self._engine.send(Play(run_id=self._run_id, order=self._next_start()))

    def pause(self) -> None:
        """Stop after the step under way."""
        self._held = False
        if self._ordered:  # also where it blew up and the Play that followed was not heard yet
            self._ordered = False
            if self._playing:
                self._stop("paused", "")
            self._engine.send(Pause(run_id=self._run_id, order=self._next_order()))

    def advance(self, unit: Literal["step", "epoch"], count: int = 1) -> None:
        """Exactly so many steps or epochs more, then pause."""
        if not self.status.can_play:
            return
        if self._sent is None:
            self._load(self._checkpoint)
        self._playing = self._ordered = True
        self._endless = False
        self._set(phase="playing", sentence="", details="", fixes=())
        self._engine.send(Advance(run_id=self._run_id, unit=unit, count=count, order=self._next_start()))

    def set_pace(self, steps_per_second: float) -> None:
        """Train at most so many steps per second; 0 is as fast as it goes. Holds until it is set again."""
        pace = max(0.0, float(steps_per_second))
        if pace != self.pace:
            self.pace = pace
            if self._sent is not None:
                self._engine.send(Pace(run_id=self._run_id, steps_per_second=pace))
            self.pace_changed.emit(pace)

    def recall(self, step: int) -> None:
        """Pause, and stand at the snapshot of ``step``: weights and pictures as they were, the curves stay whole.

        Play or `advance` from there is a branch: the curves up to here stay as a pin, and what came after the place
        is cut. Recalling the last of ``snapshots`` leads back to the present. A step without a snapshot is passed
        over.
        """
        place = next((place for place in self.snapshots if place[0] == step), None)
        if place is None or self._sent is None:
            return
        if self.recalled is None:
            self._left = self._document.experiment
        was_playing = self._playing
        self._ordered = self._held = False
        self._stop("paused", "")
        self._recall, self._awaited, self._turned = self._next_order(), True, True
        self._engine.send(Recall(run_id=self._run_id, step=step, order=self._recall))
        self._stand(None if place == self.snapshots[-1] and not was_playing else place)

    def reset(self) -> None:
        """Back to the same first weights, paused; curves are cleared. From a recalled place they stay as a pin."""
        self._keep_what_is_left()
        self._begin(None)

    def new_weights(self) -> None:
        """The next seed (an undoable edit of ``experiment.seed``), fresh weights, paused; curves as `reset` has it."""
        self._keep_what_is_left()
        seed = (self._document.experiment.seed + 1) % SEEDS
        self._following = False  # the Load below brings the new seed
        try:
            self._document.apply(Set(path=("seed",), value=seed, label=tr("New weights"), merges=False))
        finally:
            self._following = True
        self._begin(None)

    def resume(self, checkpoint: Checkpoint | None, curves: Curves | None = None) -> None:
        """Take up a saved state: a file was opened. None: fresh weights."""
        self._begin(checkpoint, curves)

    def adopt(self, edit: Edit, checkpoint: Checkpoint, curves: Curves) -> None:
        """Another experiment, by an undoable edit, where it was trained elsewhere; paused. The curves stay as a pin."""
        self.pin()
        self._following = False  # the Load below brings the experiment
        try:
            self._document.apply(edit)
        finally:
            self._following = True
        self._begin(checkpoint, curves)

    def wait(self) -> None:
        """The engine takes long, and a person waits for it: it is not told again until it goes on."""
        self._waits = True
        self._set(stalled="")

    def end_engine(self) -> None:
        """End an engine that is stuck. It is told as any other death of the engine's: Play starts another."""
        self._engine.end()

    def tell(self, command: CrowdCommand) -> None:
        """Hand the engine what is about many runs at once; a dead engine is started again first."""
        if self._dead:
            self._load(self._checkpoint)
        self._engine.send(command)

    def close(self) -> None:
        """End the engine."""
        self._document.changed.disconnect(self._follow, missing_ok=True)
        self._document.opened.disconnect(self._open, missing_ok=True)
        self._sent = None  # a view that still asks for something asks nobody
        self._engine.close()

    # What views ask for

    def watch(self, key: str, kind: str, params: Values = EMPTY) -> None:
        """Ask for a probe's pictures under ``key``, in place of what ``key`` asked for before.

        Raises:
            PlaygroundError: there is no such probe, or a setting is out of its range.

        """
        settle(Probe, Choice(kind, params))
        watched = Watched(key=key, kind=kind, params=params)
        if self._watched.get(key) != watched:
            self._watched[key] = watched
            self.pictures.pop(key, None)
            self._send_watched()

    def unwatch(self, key: str) -> None:
        """No more pictures under ``key``."""
        if self._watched.pop(key, None) is not None:
            self.pictures.pop(key, None)
            self._send_watched()

    def capture(self, then: Callable[[Checkpoint], None]) -> None:
        """Call ``then`` with the engine's present state; with the last known one where the engine is dead."""
        if self._sent is None:
            self._give(then, self._last_known())
            return
        self._engine.send(Capture(run_id=self._run_id, request=self._answers.expect(then)))

    @property
    def last_known(self) -> Checkpoint | None:
        """The state that the engine told last, for who cannot wait for `capture`; None where it has told none."""
        return self._checkpoint

    def preview(self, kind: str, params: Values = EMPTY) -> Picture | None:
        """What a probe shows of the untrained network, computed here in NumPy; the picture's key is ``kind``.

        For the first paint, before the engine is up. None where the experiment cannot be trained, where the probe
        has nothing to show, or where a block has no NumPy formula.

        Raises:
            PlaygroundError: there is no such probe, or a setting is out of its range.

        """
        return self._untrained.picture(self._run_id, kind, params)

    # Following the document

    def _follow(self, _old: Experiment, _new: Experiment) -> None:
        # `opened` comes next for a document that was just opened, and loads it.
        experiment = self._document.experiment
        self.pins.compare(experiment)
        if not self._following or self._document.untouched:
            return
        if not self._clear_the_way():
            return
        if self._sent is None:
            if not self._dead and not heavy(self._document.analysis):
                self._load(self._checkpoint)
        elif effect := effects(self._sent, experiment):
            self._sent = experiment
            self._reconfigured.append(experiment)
            self._engine.send(Reconfigure(run_id=self._run_id, experiment=experiment))
            if "start" in effect:
                self._stand(None)
                self._touches.begin(experiment.touches, fresh=True)
            if self.status.phase in ("diverged", "finished"):
                self._set(phase="paused", sentence="", details="", fixes=())
        self._poke()
        if self._held:
            self._held = False
            self.play()

    def _poke(self) -> None:
        """Tell the engine of weights that were set by hand, or whose setting was undone."""
        if self._sent is None:
            return  # told after the next Load
        first = None if self.status.step else (lambda: self._untrained.checkpoint().weights)
        if changes := self._touches.follow(self._document.experiment.touches, first):
            self._engine.send(Poke(run_id=self._run_id, changes=changes))

    def _open(self) -> None:
        self._held = False
        self.pins.clear()
        self._begin(None)

    def _clear_the_way(self) -> bool:
        """Whether the experiment can be trained; where it cannot, training is held until it can again."""
        analysis = self._document.analysis
        if analysis.trainable:
            self._set(can_play=True, obstacle="")
            return True
        if self._ordered:
            held = self._playing and self._endless
            self.pause()
            self._held = held
        self._set(can_play=False, obstacle=analysis.problems[0].sentence)
        return False

    # Runs

    def _keep_what_is_left(self) -> None:
        """Who looks at an earlier place has not done with the later ones: their curves stay as a pin."""
        if self.recalled is not None:
            self.pin()

    def _begin(self, checkpoint: Checkpoint | None, curves: Curves | None = None) -> None:
        """A new run, paused, from the checkpoint or from fresh weights."""
        self._playing = self._ordered = self._held = False
        self._checkpoint = checkpoint
        self._sent = None
        self._forget_places()
        self._touches.begin(self._document.experiment.touches, fresh=checkpoint is None)
        self.pictures.clear()
        self.curves.clear()
        self._measured, self.measured_from = self._document.experiment, 0
        if curves is not None:
            self.curves.take(curves)
        self.steps_arrived.emit()
        self.evaluated.emit()
        step, epoch = (checkpoint.step, checkpoint.epoch) if checkpoint is not None else (0, 0)
        self._set(phase="starting", step=step, epoch=epoch, speed=0.0, sentence="", details="", fixes=())
        if self._clear_the_way() and not heavy(self._document.analysis):
            self._load(checkpoint)
        else:  # the weights of a very large network are made when it is to be trained
            if self._run_id:
                self._engine.send(Pause(run_id=self._run_id, order=self._next_order()))
            self._run_id += 1  # what the engine still says about the run before is not ours any more
            self._set(phase="paused")

    def _load(self, checkpoint: Checkpoint | None) -> None:
        if self._dead:
            self._engine.restart()
            self._dead = False
        self._run_id += 1
        self._order = self._recall = 0
        self._awaited = self._turned = self._ready = False
        self._branches.clear()
        self._sent = self._document.experiment
        self._reconfigured.clear()
        self._reconfigured.append(self._sent)
        self._set(phase="starting", sentence="", details="", fixes=())
        self._engine.send(Load(run_id=self._run_id, experiment=self._sent, checkpoint=checkpoint))
        if self._watched:
            self._send_watched()
        if self.pace:
            self._engine.send(Pace(run_id=self._run_id, steps_per_second=self.pace))
        if checkpoint is None:
            self._touches.begin(self._sent.touches, fresh=True)
        self._poke()

    def _next_start(self) -> int:
        order = self._next_order()
        if self._turned:  # as soon as the engine has heard it, it is on a branch
            self._turned = False
            self._branches.add(order)
        return order

    def _send_watched(self) -> None:
        if self._sent is not None:
            self._engine.send(Watch(run_id=self._run_id, watched=tuple(self._watched.values())))
