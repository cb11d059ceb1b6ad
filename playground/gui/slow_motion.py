"""One training step in slow motion: batch in, forward, loss, backward, update, each with its true numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal

from playground.catalog.effects import effects
from playground.gui.follow import follow
from playground.gui.passage_values import Seen, seen
from playground.spec.experiment import Experiment
from playground.spec.values import Values
from playground.wire.events import Picture
from playground.workbench.document import Document
from playground.workbench.run import Run, RunStatus

BATCH, WEIGHTS = "slow/passage", "slow/weights"
MOST = 10_000
"""Examples of a batch that are fetched, so that their mean is the true one."""
UNITS = 256
"""Units of a layer that are fetched."""


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the step; ``node`` is the block that it happens in, empty where it happens in none."""

    kind: Literal["batch", "forward", "loss", "backward", "update"]
    node: str = ""


class SlowMotion(QObject):
    """Walks through one step after the other. It trains one step when its update is reached, and not before.

    Attributes:
        on: whether a step is shown. phases: of the step. at: which of them is shown.
        before: the batch as the step meets it, with the old weights; None until it is measured.
        after: the next batch, with the new weights; None until the step is done.
        recorded: the gradients that the optimizer was given, by array; empty until the step is done.
        waiting: the engine is doing something that must be there before it goes on.

    """

    changed = Signal()
    """Another phase is shown, or it began, ended, or waits."""

    def __init__(self, document: Document, run: Run, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._run = document, run
        self.on = False
        self.phases: tuple[Phase, ...] = ()
        self.at = 0
        self.before: Seen | None = None
        self.after: Seen | None = None
        self.recorded: Picture | None = None
        self.waiting = False
        self._trains = False
        follow(run.picture_arrived, self, self._take)
        follow(run.status_changed, self, self._follow_status)
        follow(run.recalled_changed, self, self._follow_recalled)
        follow(document.changed, self, self._follow)
        follow(document.opened, self, self.end)

    @property
    def phase(self) -> Phase | None:
        """What is shown; None where nothing is."""
        return self.phases[self.at] if self.on and self.phases else None

    @property
    def last(self) -> bool:
        """Whether the step ends with the phase that is shown."""
        return bool(self.phases) and self.at == len(self.phases) - 1

    def begin(self) -> None:
        """Show the next step; what plays is paused."""
        if self.on:
            return
        self._run.pause()
        self.on = True
        self._ask()

    def end(self) -> None:
        """Show no step any more; training stands where it came to."""
        if not self.on:
            return
        self.on = self.waiting = self._trains = False
        self.phases, self.before, self.after, self.recorded = (), None, None, None
        self._run.unwatch(BATCH)
        self._run.unwatch(WEIGHTS)
        self.changed.emit()

    def forward(self) -> None:
        """The next phase; after the last the next step begins. Nothing where the engine is still at it."""
        if not self.on or self.waiting or not self.phases:
            return
        if self.last:
            assert self.after is not None
            self._show(self.after)
        elif self.phases[self.at + 1].kind == "update" and self.after is None:
            self.waiting = self._trains = True
            self._run.advance("step")
            self.changed.emit()
        else:
            self.at += 1
            self.changed.emit()

    def back(self) -> None:
        """The phase before."""
        if self.on and not self.waiting and self.at > 0:
            self.at -= 1
            self.changed.emit()

    # Following

    def _ask(self) -> None:
        """Measure the batch that the next step will learn from, anew."""
        self.phases, self.at = (), 0
        self.before = self.after = self.recorded = None
        self.waiting, self._trains = True, False
        self._run.unwatch(BATCH)
        self._run.watch(BATCH, "passage", Values(of="batch", examples=MOST, most=UNITS))
        self._run.watch(WEIGHTS, "weights")
        self.changed.emit()

    def _show(self, found: Seen) -> None:
        """A step from its begin."""
        analysis = self._document.analysis
        order = [id for id in analysis.order if found.get(f"a/{id}") is not None]
        inner = [id for id in order if analysis.signatures[id].inputs]
        learning = [id for id in order if any(name.startswith(f"gradient/{id}.") for name in found.picture.arrays)]
        self.before, self.after, self.recorded = found, None, None
        self.phases = (
            Phase("batch", order[0] if order else ""),
            *(Phase("forward", id) for id in inner),
            Phase("loss", order[-1] if order else ""),
            *(Phase("backward", id) for id in reversed(inner)),
            *(Phase("update", id) for id in learning),
        )
        self.at, self.waiting = 0, False
        self.changed.emit()

    def _take(self, picture: Picture) -> None:
        if not self.on or not self.waiting or picture.key not in (BATCH, WEIGHTS):
            return
        if self._trains:
            self._take_step()
        elif picture.key == BATCH and self._run.status.phase != "playing":
            found = seen(picture)
            if found is not None:
                self._show(found)

    def _take_step(self) -> None:
        """The step is done once the new weights and the gradients that led to them are there."""
        assert self.before is not None
        batch, weights = self._run.pictures.get(BATCH), self._run.pictures.get(WEIGHTS)
        after = seen(batch)
        done = self.before.step + 1
        if after is None or weights is None or (after.step, weights.step) != (done, done):
            return
        if self._run.status.phase == "playing":
            return  # the engine has not told yet that it rests again
        self.after, self.recorded = after, weights
        self.waiting = self._trains = False
        self.at += 1
        self.changed.emit()

    def _follow(self, old: Experiment, new: Experiment) -> None:
        """What is edited makes other numbers: the step is shown anew."""
        if not self.on:
            return
        if not self._document.analysis.trainable:
            self.end()
        elif effects(old, new) or old.touches is not new.touches:
            self._ask()

    def _follow_status(self, status: RunStatus) -> None:
        """Somebody presses Play, or the engine is gone: no slow motion any more.

        Where training has come to rest at another step than the one shown, that one is shown: the engine was still
        training when the batch was measured, or somebody asked for an epoch besides.
        """
        if self.on and self._trains:
            self._take_step()
        if not self.on:
            return
        playing = status.phase == "playing"
        if status.phase in ("failed", "diverged") or (playing and not self._trains):
            self.end()
        elif self.before is not None and not playing:
            stepped = self._trains or self.after is not None
            if status.step != self.before.step + stepped:
                self._ask()

    def _follow_recalled(self) -> None:
        """Another place of the training: its next step."""
        if self.on and not self._trains:
            self._ask()
