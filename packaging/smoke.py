"""Tries an installed program as a person would, on any system: `python packaging/smoke.py FOLDER`.

FOLDER holds the programs. Needs nothing but Python: it is no part of the project's environment that is tried. Ends with
1 and one sentence where something does not work.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

ENDING = ".exe" if sys.platform == "win32" else ""
PATIENCE = 120.0
"""Seconds, on the slow machines that build."""


class Trouble(Exception):
    """What does not work, in one sentence."""


def main() -> int:
    """Try everything; 0 where all works."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder.resolve()
    terminal = folder / f"playground{ENDING}"
    window = folder / f"playground-gui{ENDING}"
    if not terminal.is_file():
        sys.stderr.write(f"{terminal} should be the program, but is not there\n")
        return 1
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="smoke") as place:
        os.environ["PLAYGROUND_CONFIG_DIR"] = str(Path(place, "settings"))
        os.chdir(place)
        try:
            in_the_terminal(terminal)
            with_a_window(window if window.exists() else terminal)
        except Trouble as trouble:
            sys.stderr.write(f"{trouble}\n")
            return 1
        finally:
            os.chdir(before)  # Windows removes no folder that somebody is in
    say("Everything that was tried works.")
    return 0


def in_the_terminal(program: Path) -> None:
    """Versions, training, a picture, the test of itself."""
    say(run(program, "--version").strip())
    say(run(program, "doctor"))
    told = run(program, "train", "first", "--epochs", "2", "--json", "-o", "one.nnp").strip().splitlines()
    last = json.loads(told[-1])
    say(f"trained; the steps were done by: {last.get('stepper')}")
    with zipfile.ZipFile("one.nnp") as archive:
        steps = json.loads(archive.read("progress.json"))["step"]
    if not steps > 0:
        raise Trouble(f"two epochs should have steps, but the saved file tells of {steps}")
    run(program, "picture", "one.nnp", "-o", "one.png")
    if Path("one.png").stat().st_size < 10_000:
        raise Trouble("the picture of the window is empty")
    if "--self-test" in run(program, "doctor", "--help"):
        say(run(program, "doctor", "--self-test"))


def with_a_window(program: Path) -> None:
    """The window starts its engine, and takes it along when it goes."""
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    window = subprocess.Popen([program, "one.nnp"])
    try:
        until(lambda: engines() > 0, "the window should start playground-engine")
        time.sleep(5)
        if window.poll() is not None:
            raise Trouble(f"the window should stay open, but ended with {window.returncode}")
    finally:
        window.kill()
        window.wait()
    until(lambda: engines() == 0, "the engine should end with its window")
    say("the window opens, and its engine ends with it")


def engines() -> int:
    """How many processes of the engine there are."""
    words = ["tasklist", "/NH", "/FO", "CSV"] if sys.platform == "win32" else ["ps", "-A", "-o", "args="]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    return sum("playground-engine" in line for line in told.splitlines())


def until(holds: Callable[[], bool], sentence: str) -> None:
    """Wait for something.

    Raises:
        Trouble: it does not come.

    """
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise Trouble(f"{sentence}, but has not within {PATIENCE:.0f} seconds")
        time.sleep(0.2)


def run(program: Path, *words: str) -> str:
    """What a command says.

    Raises:
        Trouble: it fails.

    """
    # Without a console Windows gives its own code page to whoever reads.
    environment = os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}
    done = subprocess.run([program, *words], capture_output=True, encoding="utf-8", errors="replace", env=environment)
    if done.returncode:
        told = (done.stdout + done.stderr).strip()[-2000:]
        raise Trouble(f"`{program.name} {' '.join(words)}` ended with {done.returncode}:\n{told}")
    return done.stdout


def say(words: str) -> None:
    """A line for the log."""
    sys.stdout.buffer.write(f"{words.rstrip()}\n".encode(errors="replace"))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
