"""The whole program is killed while there is unsaved work: the next start offers it, and it goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from playground.workbench.kept import kept_work
from playground.workbench.settings import VARIABLE

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL"),
]


def start(name: str, place: Path) -> subprocess.Popen[str]:
    """The program in a process of its own, with its settings at ``place``."""
    environment = {**os.environ, VARIABLE: str(place), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.journeys.program", name]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def said(program: subprocess.Popen[str]) -> Any:
    """The next thing that it tells."""
    assert program.stdout is not None
    line = program.stdout.readline()
    assert line, f"the program ended with {program.wait()} before it told anything"
    return json.loads(line)


def children(pid: int) -> set[int]:
    """The processes that a process has started; none where the system does not tell."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return {int(word) for word in listed.stdout.split()}


def alive(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(state.stdout.strip()) and not state.stdout.strip().startswith("Z")


def test_a_killed_program_gives_the_work_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    first = start("work", tmp_path)
    try:
        kept = said(first)
        engines = children(first.pid)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert first.stdout is not None
        first.stdout.close()
    assert engines
    assert first.returncode == -signal.SIGKILL
    assert kept["modified"]
    assert kept["units"] == [5, 3]
    assert len(kept_work()) == 1

    # The engine does not outlive its window.
    deadline = time.monotonic() + 60
    while any(map(alive, engines)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, engines))

    # The next start offers it: the same network, step, curves and loss, not saved anywhere, and it trains on.
    second = start("return", tmp_path)
    try:
        back, on = said(second), said(second)
        assert second.wait(60) == 0
    finally:
        second.kill()
        second.wait()
        assert second.stdout is not None
        second.stdout.close()
    assert "was kept" in back["sentence"]
    assert {name: back[name] for name in ("units", "step", "rows", "modified")} == {
        name: kept[name] for name in ("units", "step", "rows", "modified")
    }
    assert back["loss"] == pytest.approx(kept["loss"], rel=1e-6)
    assert on["step"] > back["step"] + 100
    assert on["rows"] >= on["step"] - 1
    assert kept_work() == ()
