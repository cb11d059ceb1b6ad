"""The hard check of the build: the finished program is run as it will be, without a screen, and has to do its work."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

from linux.folder import ENGINE, PROGRAM
from linux.telling import BuildError, run, say

LOCKED = ("LANG", "PATH", "HOME", "TMPDIR")
"""What the program gets of our environment: nothing that could lend it our Python or our libraries."""
PATIENCE = 120.0
"""Seconds for what takes a second or two on a machine at rest."""


def check(folder: Path) -> dict[str, str]:
    """Try the program; what it told, for the report.

    Raises:
        BuildError: something of it does not work.

    """
    with tempfile.TemporaryDirectory(prefix="playground-check") as place:
        there = Path(place)
        environment = {name: os.environ[name] for name in LOCKED if name in os.environ} | {
            "PLAYGROUND_CONFIG_DIR": str(there / "settings"),
            "XDG_CACHE_HOME": str(there / "cache"),
            "QT_QPA_PLATFORM": "offscreen",
        }
        found = _in_the_terminal(folder / PROGRAM, there, environment)
        _with_a_window(folder, there, environment)
    return found


def _in_the_terminal(program: Path, place: Path, environment: dict[str, str]) -> dict[str, str]:
    def told(*words: str | Path, seconds: float = 300) -> str:
        return run(program, *words, into=place, more=environment, seconds=seconds)

    found = {"version": told("--version").strip()}
    told("doctor")
    last = json.loads(told("train", "first", "--epochs", "1", "--json", "-o", "one.nnp").splitlines()[-1])
    if last.get("stepper") != "kernel":
        raise BuildError(f"the default template should train by the kernel, but did by {last.get('stepper')!r}")
    told("train", "first", "--epochs", "1", "--seeds", "3", "-o", "best.nnp")
    told("picture", "one.nnp", "--epochs", "1", "-o", "one.png")
    if (place / "one.png").stat().st_size < 10_000:
        raise BuildError("the picture of the window should show something, but its file is nearly empty")
    gui = place / "playground-gui"
    gui.symlink_to(program)
    asked = subprocess.run([gui, "doctor"], cwd=place, env=environment, capture_output=True, text=True)
    if asked.returncode != 2 or "doctor" not in asked.stderr:
        raise BuildError(f"playground-gui should take its argument for a file, but says: {asked.stdout + asked.stderr}")
    if "MIT" not in told("licences"):
        raise BuildError("`playground licences` should tell all licences")
    words = [program, "doctor", "--self-test", "--json"]
    done = subprocess.run(words, cwd=place, env=environment, capture_output=True, text=True, timeout=900)
    if not done.stdout.startswith("{"):
        raise BuildError(f"the self-test ended with {done.returncode}: {done.stderr.strip()}")
    test = json.loads(done.stdout)
    failed = [f"{each['name']} ({each['reason']})" for each in test["trials"] if each["verdict"] == "failed"]
    if failed or done.returncode:
        raise BuildError(f"the self-test of the finished program failed: {'; '.join(failed) or done.stderr.strip()}")
    found["self-test"] = f"{test['passed']} passed, {test['failed']} failed, {test['seconds']:.0f} s"
    say(f"  self-test: {found['self-test']}")
    return found


def _with_a_window(folder: Path, place: Path, environment: dict[str, str]) -> None:
    """The window starts the engine by its own name, never loads torch itself, and takes the engine along."""
    window = subprocess.Popen([folder / PROGRAM, "one.nnp"], cwd=place, env=environment)
    engine: int | None = None
    end = time.monotonic() + PATIENCE
    try:
        while engine is None or not _maps(engine, "libtorch_cpu"):
            if window.poll() is not None or time.monotonic() > end:
                raise BuildError(f"the window should start {ENGINE}, which loads torch, within {PATIENCE:.0f} s")
            engine = next((pid for pid in _children(window.pid) if _loads(pid, folder / ENGINE)), None)
            time.sleep(0.2)
        time.sleep(3)
        if _maps(window.pid, "libtorch"):
            raise BuildError("the window's process should never load torch, but has libtorch in its memory")
        if _maps(engine, "libQt6"):
            raise BuildError("the engine's process should never load Qt, but has it in its memory")
    finally:
        window.kill()
        window.wait()
    while _runs(engine, folder / ENGINE):
        if time.monotonic() > end:
            raise BuildError("the engine should end with its window, but goes on")
        time.sleep(0.1)


def _children(pid: int) -> list[int]:
    """The processes that it started."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            fields = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:  # no process, or it has ended meanwhile
            continue
        if int(fields[1]) == pid:
            found.append(int(folder.name))
    return found


def _loads(pid: int, program: Path) -> bool:
    """Whether it is that program, and has torch in its memory: Python's own helper has the same name."""
    return _runs(pid, program) and _maps(pid, "libtorch")


def _runs(pid: int, program: Path) -> bool:
    try:
        return os.readlink(f"/proc/{pid}/exe") == str(program)
    except OSError:
        return False


def _maps(pid: int, part: str) -> bool:
    try:
        return part in Path(f"/proc/{pid}/maps").read_text()
    except OSError:
        return False
