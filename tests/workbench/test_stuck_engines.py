"""Engines that are stuck in every way, as real processes: noticed, told, ended, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from playground.spec.edits import Set
from playground.wire.commands import Load
from playground.wire.events import Failed, Hello, Loaded
from playground.wire.pulse import Stalled
from playground.workbench import watching
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.workbench.support import Desk, experiment
from tests.workbench.test_client import ROOT, wait_for_end

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals that stop a process are a Unix thing")
STUCK = "tests.workbench.stuck_engine:main"


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """An engine that is watched less patiently."""
    monkeypatch.setattr(watching, "SILENT", 5)
    monkeypatch.setattr(watching, "LONG", 5)
    desk = Desk(STUCK)
    desk.until(lambda: any(isinstance(event, Hello) for event in desk.seen))
    yield desk
    desk.client.close()


def stalls(desk: Desk) -> list[Stalled]:
    return [event for event in desk.seen if isinstance(event, Stalled)]


def failures(desk: Desk) -> list[Failed]:
    return [event for event in desk.seen if isinstance(event, Failed)]


def test_an_endless_loop_is_told_with_its_place_waited_for_and_ended_by_hand(desk: Desk) -> None:
    document = Document(replace(experiment(), notes="endless"))
    run = desk.run = Run(document, desk.client)
    place = "after step 41: tests.workbench.stuck_engine.endless"
    desk.until(lambda: place in run.status.stalled)
    run.wait()
    assert run.status.stalled == ""
    count = len(stalls(desk))
    desk.until(lambda: len(stalls(desk)) > count)
    assert run.status.stalled == ""  # who waits is not told again
    first = desk.client.pid
    run.end_engine()
    desk.until(lambda: run.status.phase == "failed")
    assert run.status.sentence.startswith("The engine was ended.")
    document.apply(Set(path=("notes",), value=""))
    run.play()
    desk.until(lambda: sum(isinstance(event, Loaded) for event in desk.seen) == 1)
    assert desk.client.pid != first


def test_a_deadlock_is_told(desk: Desk) -> None:
    desk.client.send(Load(run_id=1, experiment=replace(experiment(), notes="deadlock")))
    desk.until(lambda: any("deadlock" in stall.where for stall in stalls(desk)))
    assert not failures(desk)


def test_code_that_never_lets_python_run_is_ended_once_and_asked_about_the_next_time(desk: Desk) -> None:
    stuck = Load(run_id=1, experiment=replace(experiment(), notes="held"))
    desk.client.send(stuck)
    desk.until(lambda: bool(failures(desk)))
    assert "no sign of life" in failures(desk)[0].sentence
    assert failures(desk)[0].fatal
    desk.client.restart()
    desk.until(lambda: sum(isinstance(event, Hello) for event in desk.seen) == 2)
    desk.client.send(stuck)
    desk.until(lambda: bool(stalls(desk)))
    assert stalls(desk)[0].silent
    assert len(failures(desk)) == 1


def test_a_stopped_engine_is_ended(desk: Desk) -> None:
    assert desk.client.pid is not None
    os.kill(desk.client.pid, signal.SIGSTOP)
    desk.until(lambda: bool(failures(desk)))
    assert "it was stopped from outside" in failures(desk)[0].sentence


WINDOW = """
import sys, threading
from dataclasses import replace
from playground.wire.commands import Load
from playground.wire.events import Hello
from playground.workbench.client import EngineClient
from tests.workbench.support import experiment
up = threading.Semaphore(0)
hear = lambda event: up.release() if isinstance(event, Hello) else None
if __name__ == "__main__":
    clients = [EngineClient(hear, "tests.workbench.stuck_engine:main") for _ in range(4)]
    for client in clients:
        up.acquire()
    for client, notes in zip(clients, ["", "endless", "deadlock", "held"]):
        client.send(Load(run_id=1, experiment=replace(experiment(), notes=notes)))
    print(*[client.pid for client in clients], flush=True)
    threading.Event().wait()
"""


def test_a_window_that_is_killed_leaves_no_engine_behind_whatever_it_is_at(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(WINDOW)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    window = subprocess.Popen([sys.executable, str(path)], stdout=subprocess.PIPE, text=True, env=environment)
    assert window.stdout is not None
    pids = [int(word) for word in window.stdout.readline().split()]
    os.kill(pids[0], signal.SIGSTOP)  # one is stopped, the others are stuck
    window.kill()
    window.wait()
    window.stdout.close()
    # Elsewhere nobody can end a process that is stopped, or never lets Python run, when the window is gone.
    for pid in pids if sys.platform.startswith("linux") else pids[1:3]:
        with pytest.raises(ProcessLookupError):
            wait_for_end(pid)
