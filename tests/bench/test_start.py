"""From the start of the engine's process to the first step, beside the import of torch in the same run.

`make bench` prints them; quote the ratios to ``import torch``, the seconds belong to the machine.
"""

from __future__ import annotations

import queue
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest

from playground.spec.values import Values
from playground.wire.commands import Ack, Command, Load, Pause, Play, Watch, Watched
from playground.wire.events import Event, Hello, Loaded, Picture, Status, Steps
from playground.workbench import templates
from playground.workbench.client import EngineClient

E = TypeVar("E", bound=Event)
ROUNDS = 5
WATCHED = (
    Watched(key="surface", kind="surface"),
    Watched(key="units", kind="units"),
    Watched(key="weights", kind="weights"),
    Watched(key="dead", kind="dead_units"),
    Watched(key="spread", kind="histograms", params=Values(of=("activations",))),
)


class Engine:
    """A whole engine, and a window that acknowledges what it sees at once."""

    def __init__(self) -> None:
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.client = EngineClient(self.events.put)
        self.run_id = 0

    def send(self, command: Command) -> None:
        self.client.send(command)

    def until(self, kind: type[E], fits: Callable[[E], bool] = lambda event: True) -> E:
        while True:
            event = self.events.get(timeout=120)
            if isinstance(event, Picture):
                self.send(Ack(run_id=event.run_id, key=event.key))
            if isinstance(event, kind) and fits(event):
                return event

    def load(self) -> None:
        self.run_id += 1
        self.send(Load(run_id=self.run_id, experiment=templates.load_template(templates.DEFAULT)))
        self.send(Watch(run_id=self.run_id, watched=WATCHED))
        self.until(Loaded, lambda event: event.run_id == self.run_id)

    def play(self) -> None:
        self.send(Play(run_id=self.run_id, order=1))
        self.until(Steps)

    def pause(self) -> None:
        self.send(Pause(run_id=self.run_id, order=2))
        self.until(Status, lambda event: event.order == 2)


@pytest.fixture
def engines() -> Iterator[Callable[[], Engine]]:
    made: list[Engine] = []

    def make() -> Engine:
        made.append(Engine())
        return made[-1]

    yield make
    for engine in made:
        engine.client.close()


def test_import_of_torch(benchmark: Any) -> None:
    benchmark.group = "start of the engine"
    benchmark.pedantic(
        subprocess.run, args=([sys.executable, "-c", "import torch"],), kwargs={"check": True}, rounds=ROUNDS
    )


def test_to_the_first_network(benchmark: Any, engines: Callable[[], Engine]) -> None:
    """From the start of the process to the run that can be played."""
    benchmark.group = "start of the engine"

    def start() -> None:
        engine = engines()
        engine.until(Hello)
        engine.load()

    benchmark.pedantic(start, rounds=ROUNDS)


@pytest.mark.parametrize("which", ["the first time", "later"])
def test_from_play_to_the_first_new_point_of_the_curves(
    benchmark: Any, engines: Callable[[], Engine], which: str
) -> None:
    """A second after the run was loaded, as a hand needs to reach for Play."""
    benchmark.group = "from Play to the first steps"
    kept: list[Engine] = []

    def ready() -> None:
        if not kept or which == "the first time":
            kept[:] = [engines()]
        elif kept[0].run_id:
            kept[0].pause()
        kept[0].load()
        time.sleep(1.0)

    warm = 1 if which == "later" else 0
    benchmark.pedantic(lambda: kept[0].play(), setup=ready, rounds=ROUNDS, warmup_rounds=warm)


def test_pause(benchmark: Any, engines: Callable[[], Engine]) -> None:
    benchmark.group = "from Pause to rest"
    engine = engines()

    def playing() -> None:
        engine.load()
        engine.play()
        time.sleep(0.3)

    benchmark.pedantic(engine.pause, setup=playing, rounds=2 * ROUNDS, warmup_rounds=1)
