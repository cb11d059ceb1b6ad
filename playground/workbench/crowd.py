"""Many runs at once, as the window knows them: what was started, how it stands, and what its members came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from playground.catalog.variants import Variant, variants
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.variants import Vary
from playground.spec.words import tr
from playground.wire.checkpoint import Checkpoint
from playground.wire.crowd import Aim, Choose, CrowdNews, Disband, KeepMember, Member, Populate, Seen, Wall
from playground.wire.events import Evaluation, Failed
from playground.workbench.crowd_values import Adopted, Band, CrowdStatus, Summary, band, called
from playground.workbench.curves import Curves
from playground.workbench.document import Document
from playground.workbench.run import Run, RunStatus

Floats = NDArray[np.float64]
MOST_EPOCHS = 1_000_000


class Crowd:
    """Starts, follows and ends one population at a time; `Run` and document know nothing of it.

    Attributes:
        status: how it stands. members: the variants, from its start on. experiment: what they are variants of.
        names: what is other in each, such as ``Learning rate α 0.01``. values: the same without the setting.
        steps, epochs: when they were evaluated, shape (rows,).
        finished, sentences: of each member, see `playground.wire.crowd.CrowdNews`.
        ensemble: metrics of the mean prediction by part, as they were measured last.
        wall: the members' surfaces as they are now; None before there are any.
        chosen: the member that is looked at, or −1.

    """

    status_changed = Signal()
    """``status`` is another."""
    begun = Signal()
    """Other members are there, or none any more."""
    evaluated = Signal()
    """There are new rows."""
    wall_arrived = Signal()
    """``wall`` is another. It is acknowledged as soon as all slots have returned."""
    chosen_changed = Signal(int)
    """``chosen`` is another."""
    kept = Signal(int)
    """This member is the experiment now."""

    def __init__(self, document: Document, run: Run) -> None:
        self._document, self._run = document, run
        self._number = self._requests = 0
        self._forget()
        document.opened.connect(self.disband)
        run.crowd_told.connect(self._handle)
        run.status_changed.connect(self._follow_run)

    def close(self) -> None:
        """Follow nothing any more."""
        self._document.opened.disconnect(self.disband, missing_ok=True)
        self._run.crowd_told.disconnect(self._handle, missing_ok=True)
        self._run.status_changed.disconnect(self._follow_run, missing_ok=True)

    def _forget(self) -> None:
        self.status = CrowdStatus()
        self.members: tuple[Variant, ...] = ()
        self.names: tuple[str, ...] = ()
        self.values: tuple[str, ...] = ()
        self.experiment: Experiment | None = None
        self.steps: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self.epochs: Floats = np.empty(0)
        self._values: dict[str, list[Floats]] = {}
        self._tables: dict[str, Floats] = {}
        self._bands: dict[str, Band] = {}
        self.finished: tuple[str, ...] = ()
        self.sentences: tuple[str, ...] = ()
        self.ensemble: dict[str, dict[str, float]] = {}
        self.wall: Wall | None = None
        self.chosen = -1
        self._adopted: Experiment | None = None

    # What a person does

    def start(self, varies: Sequence[Vary], epochs: int) -> None:
        """Train variants of the present experiment for so many epochs; the run rests meanwhile.

        Raises:
            PlaygroundError: a setting cannot vary so, or the experiment cannot be trained. Nothing has changed then.

        """
        if not 1 <= epochs <= MOST_EPOCHS:
            raise PlaygroundError(
                tr("epochs must be between 1 and {most:,}, not {count:,}", most=MOST_EPOCHS, count=epochs)
            )
        analysis = self._document.analysis
        if not analysis.trainable:
            raise PlaygroundError(analysis.problems[0].sentence)
        experiment = self._document.experiment
        members = variants(experiment, varies)
        self._run.pause()
        self._forget()
        self._number += 1
        self.members, self.experiment = members, experiment
        self.names, self.values = called(members, varies)
        self.finished = self.sentences = ("",) * len(members)
        self._run.tell(Populate(number=self._number, experiment=experiment, varies=tuple(varies), epochs=epochs))
        self.begun.emit()
        self._set(phase="starting", goal=epochs)

    def stop(self) -> None:
        """Let them rest where they stand."""
        if self.status.phase in ("starting", "training"):
            self._run.tell(Aim(number=self._number, epochs=0))

    def go_on(self, epochs: int) -> None:
        """Train on until so many epochs are done, counted from the first."""
        if self.status.phase == "resting":
            self._run.pause()
            self._run.tell(Aim(number=self._number, epochs=epochs))
            self._set(goal=epochs)

    def disband(self) -> None:
        """Forget all of them."""
        if self.status.phase not in ("none", "failed"):
            self._run.tell(Disband(number=self._number))
        self._number += 1
        self._forget()
        self.begun.emit()
        self.status_changed.emit()

    def choose(self, index: int) -> None:
        """Look at this member; −1: at none."""
        index = index if 0 <= index < len(self.members) else -1
        if index != self.chosen:
            self.chosen = index
            if self.status.phase not in ("none", "failed"):
                self._run.tell(Choose(number=self._number, index=index))
            self.chosen_changed.emit(index)

    def keep(self, index: int) -> None:
        """Make this member the experiment, with its weights and its curve; they come from the engine."""
        if 0 <= index < len(self.members) and self.status.phase in ("training", "resting"):
            self._requests += 1
            self._run.tell(KeepMember(number=self._number, index=index, request=self._requests))

    # What there is to see

    @property
    def changed_since(self) -> bool:
        """Whether the document is another experiment than the one that was started, or a member of it."""
        here = self._document.experiment
        return self.experiment is not None and here not in (self.experiment, self._adopted)

    @property
    def columns(self) -> tuple[str, ...]:
        """What was measured of every member, such as ``dev/loss``."""
        return tuple(self._values)

    @property
    def metric(self) -> str:
        """The kind of the metric that is measured beside the loss; empty before the first evaluation."""
        return next((name.partition("/")[2] for name in self._values if not name.endswith("/loss")), "")

    @property
    def verdict(self) -> str:
        """The column by which members are judged: the loss on dev, or on train where there is no dev part."""
        return "dev/loss" if "dev/loss" in self._values else "train/loss"

    def table(self, name: str) -> Floats:
        """A column so far, shape (rows, members); no rows where there is none of that name."""
        if name not in self._tables:
            pieces = self._values.get(name)
            self._tables[name] = np.concatenate(pieces) if pieces else np.empty((0, len(self.members)))
        return self._tables[name]

    def last(self, name: str) -> Floats:
        """Every member's newest number, NaN where there is none, shape (members,)."""
        table = self.table(name)
        return table[-1] if len(table) else np.full(len(self.members), np.nan)

    def band(self, name: str) -> Band:
        """Median and quartiles of a column, of the members that have a finite number."""
        table, known = self.table(name), self._bands.get(name, band(np.empty((0, 1))))
        if len(known.median) < len(table):  # only what is new is looked at
            more = band(table[len(known.median) :])
            known = self._bands[name] = Band(
                np.concatenate([known.low, more.low]),
                np.concatenate([known.median, more.median]),
                np.concatenate([known.high, more.high]),
            )
        return known

    def order(self) -> NDArray[np.int64]:
        """The members from the best to the worst; those that blew up and those without a number come last."""
        values = np.where([why == "diverged" for why in self.finished], np.inf, self.last(self.verdict))
        return np.argsort(np.where(np.isfinite(values), values, np.inf), kind="stable")

    def summary(self) -> Summary | None:
        """What they came to: by accuracy where there are classes, else by the verdict; None before there is any."""
        part = self.verdict.partition("/")[0]
        column = f"{part}/{self.metric}" if self.metric == "accuracy" else self.verdict
        values = self.last(column)
        finite = np.flatnonzero(np.isfinite(values))
        if not len(finite):
            return None
        up = self.metric == "accuracy"
        known = values[finite]
        low, middle, high = np.percentile(known, (25.0, 50.0, 75.0))
        bar = 0.95 if up else 2.0 * float(known.min())
        best = int(self.order()[0])
        worst = int(finite[known.argmin() if up else known.argmax()])
        reached = int((known >= bar).sum() if up else (known <= bar).sum())
        return Summary(
            column=column,
            count=len(self.members),
            median=float(middle),
            low=float(low),
            high=float(high),
            best=best,
            worst=worst,
            bar=bar,
            reached=reached,
            blown_up=sum(why == "diverged" for why in self.finished),
        )

    def curves(self, index: int, step: int) -> Curves:
        """One member's evaluations up to ``step`` as the curves of a run."""
        made = Curves()
        for row in np.flatnonzero(self.steps <= step):
            parts: dict[str, dict[str, float]] = {}
            for name in self._values:
                part, _, kind = name.partition("/")
                parts.setdefault(part, {})[kind] = float(self.table(name)[row, index])
            evaluation = Evaluation(run_id=0, step=int(self.steps[row]), epoch=float(self.epochs[row]), parts=parts)
            made.add_evaluation(evaluation)
        return made

    # What the engine tells

    def _handle(self, event: CrowdNews | Wall | Member | Failed) -> None:
        if isinstance(event, Failed):
            if self.status.phase not in ("none", "failed"):
                self._set(phase="failed", speed=0.0, sentence=event.sentence, details=event.details)
        elif event.number != self._number:
            return
        elif isinstance(event, CrowdNews):
            self._told(event)
        elif isinstance(event, Member):
            self._adopt(event.index, event.checkpoint)
        else:
            try:
                self.wall = event
                self.wall_arrived.emit()
            finally:  # a view that fails does not stop the flow
                self._run.tell(Seen(number=self._number))

    def _told(self, news: CrowdNews) -> None:
        if news.failed:
            self._set(phase="failed", speed=0.0, sentence=news.failed, details=news.details)
            return
        self.finished, self.sentences = news.finished, news.sentences
        if news.ensemble:
            self.ensemble = {part: dict(values) for part, values in news.ensemble.items()}
        if len(news.steps):
            self.steps = np.concatenate([self.steps, news.steps])
            self.epochs = np.concatenate([self.epochs, news.epochs])
            for name, rows in news.values.items():
                self._values.setdefault(name, []).append(rows)
            self._tables.clear()
        self._set(
            phase="training" if news.playing else "resting",
            step=news.step,
            epoch=news.epoch,
            speed=news.speed,
            way=news.way,
            device=news.device,
        )
        if len(news.steps) or news.ensemble:
            self.evaluated.emit()

    def _adopt(self, index: int, checkpoint: Checkpoint) -> None:
        member = self.members[index]
        edit = Adopted(experiment=member.experiment, label=tr("Keep the run with {what}", what=self.names[index]))
        self._adopted = member.experiment
        self._run.adopt(edit, checkpoint, self.curves(index, checkpoint.step))
        self.kept.emit(index)

    def _follow_run(self, status: RunStatus) -> None:
        """The engine lets them rest where the run plays; what it tells of them shows it."""
        if status.phase == "playing":
            self.choose(-1)

    def _set(self, **changes: Any) -> None:
        status = replace(self.status, **changes)
        if status != self.status:
            self.status = status
            self.status_changed.emit()
