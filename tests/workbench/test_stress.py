"""Whatever a person does, in whatever order and however fast: window and engine agree as soon as they rest.

The commands are drawn from a seed; when the engine's answers come in between them is up to the machine, and no matter.
``PLAYGROUND_STRESS`` bursts are played in place of a few.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal

import numpy as np
import pytest

from playground.catalog.initial import initial_weights
from playground.catalog.settings import set_at
from playground.spec.edits import Disconnect, Edit, InsertOnEdge, RemoveNodes, Set, SetWeight
from playground.spec.experiment import Node, Touch
from playground.spec.frozen import toggled
from playground.spec.values import Choice, Values
from playground.wire.checkpoint import Checkpoint
from playground.workbench.document import Document
from playground.workbench.run import Phase, Run, RunStatus
from playground.workbench.spawn import ENTRY
from tests.workbench.support import Desk, experiment

BURSTS = int(os.environ.get("PLAYGROUND_STRESS", "30"))
PATIENCE = 60.0
PROBES = {"map": ("surface", Values(resolution=8)), "units": ("units", Values(resolution=4)), "dead": ("dead_units",)}


class Person:
    """Somebody with quick fingers and no plan."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.desk = Desk(ENTRY)
        self.document = Document(experiment())
        self.run = self.desk.run = Run(self.document, self.desk.client)
        self.captured: list[Checkpoint] = []
        self.asked = 0
        self.deeds: list[str] = []
        self.blown = False  # and not trained on since
        self.run.status_changed.connect(self.notice)

    def until(self, true: Callable[[], bool]) -> None:
        self.desk.until(true, PATIENCE)

    def notice(self, status: RunStatus) -> None:
        if status.phase in ("diverged", "playing", "starting"):
            self.blown = status.phase == "diverged"

    def act(self) -> None:
        """One thing or another."""
        run, document, dice = self.run, self.document, self.dice
        key = dice.choice(list(PROBES))
        deeds: dict[str, Callable[[], object]] = {
            "play": run.play,
            "pause": run.pause,
            "step": lambda: run.advance("step", dice.randint(1, 40)),
            "epoch": lambda: run.advance("epoch", dice.randint(1, 4)),
            "edit": lambda: document.apply(self.edit()),
            "slide": self.slide,
            "undo": document.undo,
            "redo": document.redo,
            "watch": lambda: run.watch(key, *PROBES[key]),  # type: ignore[arg-type]
            "unwatch": lambda: run.unwatch(key),
            "capture": self.capture,
            "new weights": run.new_weights,
            "reset": run.reset,
            "recall": self.recall,
            "touch": self.touch,
            "freeze": lambda: document.apply(self.freeze()),
            "pace": lambda: run.set_pace(dice.choice((0.0, 0.0, 200.0, 3000.0))),
            "pin": run.pin,
        }
        weights = [6, 3, 3, 3, 6, 2, 3, 2, 2, 1, 1, 1, 1, 4, 3, 2, 2, 1]
        [deed] = dice.choices(list(deeds), weights)
        self.deeds.append(deed)
        deeds[deed]()

    def edit(self) -> Edit:
        """A change of something that training feels."""
        dice, built = self.dice, self.document.experiment
        nodes = built.network.nodes
        extra = [node.id for node in nodes if node.kind in ("batch_norm", "dropout")]
        changes: list[Callable[[], Edit]] = [
            lambda: set_at(built, ("network", "dense1", "units"), dice.randint(1, 9)),
            lambda: set_at(built, ("training", "optimizer", "learning_rate"), dice.choice((0.003, 0.03, 0.1, 1000.0))),
            lambda: set_at(built, ("training", "optimizer"), Choice(dice.choice(("adam", "momentum")))),
            lambda: set_at(built, ("training", "batch_size"), dice.choice((1, 7, 10, 64))),
            lambda: set_at(built, ("training", "epochs"), dice.choice((0, 0, 2, 30))),
            lambda: set_at(built, ("training", "early_stopping"), dice.choice((True, False))),
            lambda: set_at(built, ("training", "stop_loss"), dice.choice((0.0, 0.0, 0.3))),
            lambda: set_at(built, ("training", "stop_accuracy"), dice.choice((0.0, 0.0, 0.8))),
            lambda: set_at(built, ("training", "stop_seconds"), dice.choice((0.0, 0.0, 0.2))),
            lambda: set_at(built, ("data", "source"), Choice(dice.choice(("circle", "xor")), Values(samples=60))),
            lambda: set_at(built, ("seed",), dice.randint(0, 3)),
        ]
        if extra:
            changes.append(lambda: RemoveNodes(ids=(extra[0],)))
        else:
            kind = dice.choice(("batch_norm", "dropout"))
            changes.append(
                lambda: InsertOnEdge(node=Node(id="extra", kind=kind), edge=dice.choice(built.network.edges))
            )
        if built.network.edges:
            changes.append(lambda: Disconnect(edges=(dice.choice(built.network.edges),)))
        return dice.choice(changes if built.network.edges else changes[:11])()

    def recall(self) -> None:
        """Drag the mark on the time line."""
        for _ in range(self.dice.choice((1, 1, 4))):
            if self.run.snapshots:
                self.run.recall(self.dice.choice(self.run.snapshots)[0])

    def touch(self) -> None:
        """Drag a weight; sometimes one that is not there."""
        index = (self.dice.randint(0, 9), self.dice.randint(0, 1))
        made = Touch(
            weight="dense1.weight", index=index, value=0.0, before=0.1, step=self.run.status.step, gesture=self.asked
        )
        for _ in range(self.dice.choice((1, 3))):
            self.document.apply(SetWeight(touch=replace(made, value=self.dice.uniform(-2.0, 2.0))))

    def freeze(self) -> Edit:
        """A layer, a unit or a weight; or let it go again."""
        node = self.document.experiment.network.node("dense1")
        word = self.dice.choice(("*", "0", "3", "weight[1,1]"))
        return Set(path=("network", "dense1", "frozen"), value=toggled(node.frozen, word))

    def slide(self) -> None:
        """Drag a slider: many changes at once."""
        for tenth in range(1, 8):
            self.document.apply(set_at(self.document.experiment, ("training", "l2"), tenth / 10.0))

    def capture(self) -> None:
        self.asked += 1
        self.run.capture(self.captured.append)

    def listen(self) -> None:
        """Take in a few events, or none."""
        wanted = len(self.desk.seen) + self.dice.choice((0, 0, 1, 5, 20))
        end = 20  # the engine may rest and say nothing
        while len(self.desk.seen) < wanted and end:
            end -= 1
            if not self.desk.events.empty():
                self.desk.hear(self.desk.events.get())

    def phase(self) -> Phase:
        return self.run.status.phase

    # What holds

    def rest(self) -> Checkpoint:
        """Pause, and look whether everybody says the same."""
        while not self.document.analysis.trainable:
            self.document.undo()
        self.run.pause()
        self.capture()
        self.until(lambda: len(self.captured) == self.asked)
        state, run = self.captured[-1], self.run
        if run.status.phase == "starting":  # the capture was answered by what is known, not by the engine
            self.until(lambda: run.status.phase != "starting")
        assert run.status.phase in ("paused", "finished", "diverged")
        assert run.status.speed == 0.0
        assert (run.status.step, run.status.epoch) == (state.step, state.epoch)
        number = run.curves.steps["step"] if len(run.curves.steps) else np.zeros(0)
        if run.recalled is not None:
            assert run.recalled[0] == state.step
            assert len(number) >= run.snapshots[-1][0] > state.step
        elif run.status.phase != "diverged" and not self.blown:  # there the curves show how it blew up
            assert len(number) == state.step
        self.until(lambda: state.step in dict(run.snapshots))
        assert np.array_equal(number, np.arange(1, len(number) + 1))
        expected = initial_weights(self.document.experiment, self.document.analysis)
        shapes = {name: array.shape for name, array in expected.items()}
        assert {name: array.shape for name, array in state.weights.items()} == shapes
        return state

    def pictures_come(self) -> None:
        """Every picture that is watched shows the network as it rests."""
        run = self.run
        for key in run._watched:
            self.until(lambda key=key: key in run.pictures and run.pictures[key].step == run.status.step)  # type: ignore[misc]

    def advances_exactly(self, state: Checkpoint) -> None:
        run, count = self.run, self.dice.randint(1, 30)
        run.set_pace(0.0)
        unit: Literal["step", "epoch"] = "step" if self.dice.random() < 0.5 else "epoch"
        run.advance(unit, count)
        assert self.phase() == "playing"
        if self.dice.random() < 0.3:
            self.document.apply(set_at(self.document.experiment, ("training", "l1"), self.dice.random()))
        self.until(lambda: self.phase() != "playing")
        if self.phase() == "paused":
            assert (run.status.step - state.step if unit == "step" else run.status.epoch - state.epoch) == count
        else:
            assert self.phase() in ("finished", "diverged")

    def plays(self) -> None:
        run = self.run
        run.play()
        seen = len(run.curves.steps)
        self.until(lambda: len(run.curves.steps) > seen or run.status.phase in ("diverged", "finished"))


@pytest.fixture(params=[1])
def person(request: pytest.FixtureRequest) -> Iterator[Person]:
    person = Person(request.param)
    yield person
    person.run.close()


@pytest.mark.timeout(60 + 10 * BURSTS)
def test_window_and_engine_agree_whenever_they_rest(person: Person) -> None:
    for burst in range(BURSTS):
        person.deeds.clear()
        try:
            for _ in range(person.dice.randint(1, 12)):
                person.act()
                person.listen()
            state = person.rest()
            person.pictures_come()
            person.advances_exactly(state)
            if person.dice.random() < 0.5:
                person.plays()
        except AssertionError as error:
            error.add_note(f"burst {burst}: {person.deeds}; {person.run.status}")
            raise
        assert person.desk.client.alive
