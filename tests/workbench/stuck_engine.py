"""An engine with a true heartbeat that gets stuck as the notes of the experiment say."""

from __future__ import annotations

import ctypes
import threading

from playground.engine.heartbeat import Heartbeat
from playground.wire.commands import Load, Shutdown
from playground.wire.events import Hello
from playground.wire.parcel import Outbox
from playground.wire.pulse import STEPS
from tests.workbench.fake_engine import loaded


def endless() -> None:
    """Python that never ends."""
    while True:
        pass


def deadlock() -> None:
    """A lock that nobody gives back."""
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def held() -> None:
    """C that never ends and never lets Python run."""
    ctypes.PyDLL(None).sleep(3600)


def main(connection: Outbox) -> None:
    heartbeat = Heartbeat(connection.pulse)
    heartbeat.begin()
    connection.send(Hello(torch_version="none", devices=("cpu",)))
    while not isinstance(command := connection.recv(), Shutdown):
        if isinstance(command, Load):
            connection.pulse.begin(STEPS, 41)
            {"endless": endless, "deadlock": deadlock, "held": held}.get(command.experiment.notes, lambda: None)()
            connection.send(loaded(command.run_id, 0))
            connection.pulse.rest()
    heartbeat.end()
