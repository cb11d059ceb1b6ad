"""What the tests of this folder share: an experiment, and engines that need no torch."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from typing import TypeVar

from playground.spec.experiment import Experiment, Network, Node, chain, lay_out
from playground.spec.values import Values
from playground.wire.commands import Command
from playground.wire.events import Event
from playground.workbench.client import EngineClient
from playground.workbench.run import Run

FAKE = "tests.workbench.fake_engine:main"
C = TypeVar("C", bound=Command)


def experiment() -> Experiment:
    nodes = lay_out(
        (
            Node(id="input", kind="input"),
            Node(id="dense1", kind="dense", params=Values(units=4)),
            Node(id="output", kind="output"),
        )
    )
    return Experiment(network=Network(nodes=nodes, edges=chain(*nodes)))


class Recorder:
    """An engine that writes down what it is told; the test speaks in its place."""

    def __init__(self) -> None:
        self.commands: list[Command] = []
        self.restarts = self.ends = 0
        self.closed = False

    def send(self, command: Command) -> None:
        self.commands.append(command)

    def end(self) -> None:
        self.ends += 1

    def restart(self) -> None:
        self.restarts += 1

    def close(self) -> None:
        self.closed = True

    def of(self, kind: type[C]) -> list[C]:
        return [command for command in self.commands if isinstance(command, kind)]

    def newest(self) -> Command:
        return self.commands[-1]

    def last(self, kind: type[C]) -> C:
        return self.of(kind)[-1]


class Desk:
    """Events of a real client, handed to a run on the test's thread."""

    def __init__(self, entry: str = FAKE) -> None:
        self.events: queue.Queue[Event] = queue.Queue()
        self.seen: list[Event] = []
        self.client = EngineClient(self.events.put, entry)
        self.run: Run | None = None

    def until(self, true: Callable[[], bool], seconds: float = 30.0) -> None:
        """Hand on events until ``true()``; fails the test when it takes too long."""
        end = time.monotonic() + seconds
        while not true():
            left = end - time.monotonic()
            assert left > 0, f"still waiting after {seconds} s; the last events were {self.seen[-3:]}"
            try:
                event = self.events.get(timeout=min(left, 0.05))
            except queue.Empty:
                continue
            self.hear(event)

    def hear(self, event: Event) -> None:
        """Hand on one event."""
        self.seen.append(event)
        if self.run is not None:
            self.run.handle(event)
