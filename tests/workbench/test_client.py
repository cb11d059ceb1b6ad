from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from playground.wire.commands import Capture, Load, Play
from playground.wire.events import Captured, Failed, Hello, Loaded, Steps
from playground.workbench.client import ending_in_words
from tests.workbench.support import Desk, experiment

ROOT = Path(__file__).parents[2]


def engine_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("engine-")]


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.client.close()
    assert not engine_threads()
    assert not [child for child in multiprocessing.active_children() if child.name == "playground-engine"]


def failures(desk: Desk) -> list[Failed]:
    return [event for event in desk.seen if isinstance(event, Failed)]


def test_commands_go_out_and_events_come_in(desk: Desk) -> None:
    desk.client.send(Load(run_id=1, experiment=experiment()))
    desk.client.send(Play(run_id=1))
    desk.until(lambda: any(isinstance(event, Steps) for event in desk.seen))
    assert isinstance(desk.seen[0], Hello)
    assert isinstance(desk.seen[1], Loaded)


def test_a_killed_engine_is_told_once(desk: Desk) -> None:
    desk.client.send(Load(run_id=5, experiment=experiment()))
    desk.until(lambda: any(isinstance(event, Loaded) for event in desk.seen))
    assert desk.client.pid is not None
    os.kill(desk.client.pid, signal.SIGKILL)
    desk.until(lambda: bool(failures(desk)))
    desk.client.send(Play(run_id=5))  # to a dead engine: no error
    (failed,) = failures(desk)
    assert failed.fatal
    assert failed.run_id == 5
    assert "SIGKILL" in failed.sentence
    assert "Play starts it again" in failed.sentence
    assert desk.events.empty()


def test_a_restarted_engine_works_and_the_old_one_says_nothing_more(desk: Desk) -> None:
    desk.client.send(Load(run_id=1, experiment=experiment()))
    desk.client.send(Play(run_id=1))
    desk.until(lambda: any(isinstance(event, Steps) for event in desk.seen))
    old = desk.client.pid
    desk.client.restart()
    assert desk.client.pid != old
    desk.client.send(Load(run_id=2, experiment=experiment()))
    desk.client.send(Capture(run_id=2, request=9))
    desk.until(lambda: any(isinstance(event, Captured) and event.request == 9 for event in desk.seen))
    assert not failures(desk)


def test_what_ended_the_engine_is_in_the_details(desk: Desk) -> None:
    desk.client.send(Load(run_id=1, experiment=replace(experiment(), notes="crash")))
    desk.until(lambda: bool(failures(desk)))
    (failed,) = failures(desk)
    assert "RuntimeError: no such thing" in failed.details
    assert "exit code 1" in failed.sentence


def test_an_exit_code_is_told(desk: Desk) -> None:
    desk.client.send(Load(run_id=1, experiment=replace(experiment(), notes="quit")))
    desk.until(lambda: bool(failures(desk)))
    assert "it ended with exit code 7" in failures(desk)[0].sentence


def test_an_engine_that_cannot_be_understood_is_ended(desk: Desk) -> None:
    desk.client.send(Load(run_id=1, experiment=replace(experiment(), notes="mumble")))
    desk.until(lambda: bool(failures(desk)))
    (failed,) = failures(desk)
    assert failed.fatal
    assert "could not be understood" in failed.sentence
    assert "UnpicklingError" in failed.details


def test_what_cannot_be_sent_is_told_and_the_next_command_goes_out(desk: Desk) -> None:
    strange: Any = threading.Lock()
    desk.client.send(replace(Load(run_id=1, experiment=experiment()), checkpoint=strange))
    desk.client.send(Load(run_id=2, experiment=experiment()))
    desk.until(lambda: any(isinstance(event, Loaded) for event in desk.seen))
    (failed,) = failures(desk)
    assert "pickle" in failed.sentence
    assert not failed.fatal


def test_an_entry_that_is_not_there_is_told() -> None:
    desk = Desk("tests.workbench.nothing_here:main")
    try:
        desk.until(lambda: bool(failures(desk)))
        assert "nothing_here" in failures(desk)[0].details
    finally:
        desk.client.close()


def test_closing_tells_nothing_frees_everything_and_can_be_repeated() -> None:
    before = len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0
    for _ in range(2):
        desk = Desk()
        desk.client.send(Load(run_id=1, experiment=experiment()))
        desk.client.send(Play(run_id=1))
        desk.until(lambda desk=desk: any(isinstance(event, Steps) for event in desk.seen))  # type: ignore[misc]
        desk.client.close()
        desk.client.close()
        assert not any(isinstance(event, Failed) for event in desk.events.queue)
    assert not engine_threads()
    if sys.platform == "linux":
        # One more may stay: the pipe to multiprocessing's own resource tracker, made once per process.
        assert len(os.listdir("/proc/self/fd")) <= before + 1
    with pytest.raises(RuntimeError, match="closed"):
        desk.client.send(Play(run_id=1))


@pytest.mark.skipif(sys.platform == "win32", reason="signals that stop a process are a Unix thing")
def test_an_engine_that_hangs_holds_up_neither_sending_nor_closing(desk: Desk) -> None:
    desk.until(lambda: bool(desk.seen))
    assert desk.client.pid is not None
    os.kill(desk.client.pid, signal.SIGSTOP)
    big = replace(experiment(), notes="x" * 1_000_000)  # more than the pipe holds
    for run_id in range(1, 6):
        desk.client.send(Load(run_id=run_id, experiment=big))
    desk.client.close()
    assert not engine_threads()


SCRIPT = """
import sys, threading
from playground.workbench.client import EngineClient
from playground.wire.events import Hello
def go():
    up = threading.Event()
    hear = lambda event: up.set() if isinstance(event, Hello) else None
    client = EngineClient(hear, "tests.workbench.fake_engine:main")
    print("up" if up.wait(30) else "down")
    client.close()
if __name__ == "__main__":
    go()
"""


@pytest.mark.parametrize("how", ["script", "command", "stdin"])
def test_it_starts_whatever_the_main_program_is(how: str, tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(SCRIPT)
    arguments = {"script": [str(path)], "command": ["-c", SCRIPT], "stdin": ["-"]}[how]
    done = subprocess.run(
        [sys.executable, *arguments],
        input=SCRIPT if how == "stdin" else "",
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert (done.stdout.strip(), done.stderr, done.returncode) == ("up", "", 0)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a Unix thing")
def test_the_engine_ends_with_a_window_that_was_killed(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        SCRIPT.replace(
            'print("up" if up.wait(30) else "down")',
            "up.wait(30); print(client.pid, flush=True); up.clear(); up.wait()",
        )
    )
    window = subprocess.Popen(
        [sys.executable, str(path)], stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    assert window.stdout is not None
    pid = int(window.stdout.readline())
    window.kill()
    window.wait()
    # The engine holds the other end of the window's standard output; its end closes it.
    assert window.stdout.read() == ""
    window.stdout.close()
    with pytest.raises(ProcessLookupError):
        wait_for_end(pid)


def wait_for_end(pid: int) -> None:
    """Raises ProcessLookupError as soon as the process is gone (an orphan is reaped by the system, in its time)."""
    for _ in range(200):
        os.kill(pid, 0)
        if Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            raise ProcessLookupError
        threading.Event().wait(0.05)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, "by itself"),
        (3, "exit code 3"),
        (-11, "SIGSEGV"),
        (-9, "memory ran out"),
        (-999, "number 999"),
        (None, "not tell"),
    ],
)
def test_endings_in_words(code: int | None, words: str) -> None:
    assert words in ending_in_words(code)
