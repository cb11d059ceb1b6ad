"""However fast or slow a network is, at least three quarters of the time are training's."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Generator
from itertools import pairwise
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

import playground.engine.gallery as gallery_module
from playground.catalog.families import Probe
from playground.catalog.view import View
from playground.engine.budget import SHARE, Budget, Claim
from playground.engine.record import Record
from playground.engine.server import Server
from playground.engine.trainer import Trainer
from playground.wire.checkpoint import Checkpoint
from playground.wire.commands import Ack, Command, Load, Play, Shutdown, Watch, Watched
from playground.wire.events import Captured, Evaluation, Event, Picture
from tests.engine.support import experiment


class World:
    """A pipe whose window acknowledges every picture, and a clock that only work moves on."""

    def __init__(self, end: float) -> None:
        self.now = 0.0
        self.spent: defaultdict[str, float] = defaultdict(float)
        self.done: Counter[str] = Counter()
        self.evaluated: list[float] = []
        self._end = end
        watched = tuple(Watched(key=key, kind=key) for key in ("surface", "units", "histograms"))
        self._commands: list[Command] = [
            Load(run_id=1, experiment=experiment()),
            Watch(run_id=1, watched=watched),
            Play(run_id=1),
        ]

    def works(self, what: str, seconds: float) -> None:
        self.now += seconds
        self.spent[what] += seconds

    def poll(self, timeout: float = 0.0) -> bool:
        if self.now > self._end:
            self._commands.append(Shutdown())
            self._end = np.inf
        return bool(self._commands)

    def recv(self) -> Command:
        return self._commands.pop(0)

    def send(self, event: Event) -> None:
        self.done[type(event).__name__] += 1
        if isinstance(event, Evaluation):
            self.evaluated.append(event.epoch)
        if isinstance(event, Picture):
            self._commands.append(Ack(run_id=1, key=event.key))


@pytest.mark.parametrize(
    ("step", "evaluation", "capture", "picture", "end"),
    [(1e-6, 0.0002, 0.0001, 0.0003, 8.0), (1e-6, 0.05, 0.3, 0.04, 60.0), (0.4, 2.0, 1.0, 1.0, 2000.0)],
    ids=["a million steps a second", "the same, all else slow", "a very slow network"],
)
def test_three_quarters_are_trainings(
    monkeypatch: pytest.MonkeyPatch, step: float, evaluation: float, capture: float, picture: float, end: float
) -> None:
    world = World(end)

    def train(self: Trainer, count: int) -> Record:
        world.works("training", count * step)
        first = self.step_number + 1
        self.step_number += count
        self.epoch, self.batch = divmod(self.step_number, self.steps_per_epoch)
        column = np.zeros(count)
        return Record(first, column, column, column, column, {}, {})

    def evaluating(self: Trainer) -> Generator[None, None, dict[str, dict[str, float]]]:
        for _piece in range(4):
            world.works("else", evaluation / 4)
            yield
        return {}

    def checkpoint(self: Trainer) -> Checkpoint:
        world.works("else", capture)
        return Checkpoint(weights={})

    class Costly(Probe):
        @classmethod
        def measure(cls, p: str, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
            world.works("else", picture)
            return {"x": np.zeros(1)}, {}

    monkeypatch.setattr(Trainer, "train_steps", train)
    monkeypatch.setattr(Trainer, "evaluating", evaluating)
    monkeypatch.setattr(Trainer, "checkpoint", checkpoint)
    monkeypatch.setattr(gallery_module, "settle", lambda base, choice: (Costly, choice.kind))
    Server(cast(Any, world), lambda: world.now).run()
    assert world.spent["else"] <= 1.05 * SHARE * world.now
    least = 25.0 if picture < 0.001 else 0.5 * SHARE / 5 / picture
    assert world.done["Picture"] >= 3 * least * world.now
    assert world.done[Evaluation.__name__] > min(25.0, 0.5 * SHARE / 5 / evaluation) * world.now
    assert world.done[Captured.__name__] >= 3


def test_who_needs_little_leaves_the_rest_to_the_others() -> None:
    budget = Budget()
    small, large, huge = (Claim(1.0) for _ in range(3))
    for claim, cost in ((small, 0.2 * SHARE), (large, 2.0), (huge, 16.0)):
        budget.add(claim)
        claim.took(cost)
    assert budget.pause(small) == 1.0
    assert budget.pause(large) == pytest.approx(2.0 / (0.4 * SHARE))
    assert budget.pause(huge) == pytest.approx(16.0 / (0.4 * SHARE))
    budget.remove(huge)
    assert budget.pause(large) == pytest.approx(2.0 / (0.8 * SHARE))


def test_one_time_held_up_by_another_program_changes_nothing() -> None:
    claim = Claim(1.0, part=0.5)
    for seconds in (0.1, 0.1, 30.0, 0.1):
        claim.took(seconds)
    assert claim.cost() == pytest.approx(0.1)
    assert claim.cost(1.0) == pytest.approx(0.2)


def test_a_chunk_that_ends_with_an_epoch_for_its_evaluation_is_as_long_as_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world, chunks = World(3.0), [0]

    def train(self: Trainer, count: int) -> Record:
        world.works("training", 0.0002 + count * 1e-6)
        chunks.append(count)
        first = self.step_number + 1
        self.step_number += count
        self.epoch, self.batch = divmod(self.step_number, self.steps_per_epoch)
        column = np.zeros(count)
        return Record(first, column, column, column, column, {}, {})

    monkeypatch.setattr(Trainer, "train_steps", train)
    Server(cast(Any, world), lambda: world.now).run()
    late = chunks[len(chunks) // 2 :]
    assert min(late) > 10_000, "a sixtieth of a second at nearly a million steps a second"
    assert world.done["Evaluation"] > 100
    assert world.evaluated[:51] == list(range(51)), "however fast it is, the beginning of the curve has its shape"
    assert all(later <= 1.1 * epoch + 1 for epoch, later in pairwise(world.evaluated) if later < 1000)
