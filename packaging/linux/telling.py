"""What the build does, how long it takes, and what the system's tools say when they fail."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


class BuildError(Exception):
    """The installers cannot be built; the message is one sentence that says why."""


def say(words: str) -> None:
    """A line for whoever watches."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


@contextmanager
def step(what: str, times: dict[str, float]) -> Iterator[None]:
    """Tell that ``what`` begins; its seconds go into ``times``."""
    say(f"{what} …")
    begun = time.monotonic()
    yield
    times[what] = time.monotonic() - begun
    say(f"  done in {times[what]:.0f} s")


def run(
    *words: str | Path, into: Path | None = None, more: Mapping[str, str] | None = None, seconds: float = 900
) -> str:
    """What a program says on its standard output.

    Args:
        words: the program and its arguments.
        into: the folder in which it runs.
        more: its whole environment, where it is not ours.
        seconds: how long it may take.

    Raises:
        BuildError: it fails, or takes longer.

    """
    try:
        done = subprocess.run(
            words, cwd=into, env=more, capture_output=True, encoding="utf-8", errors="replace", timeout=seconds
        )
    except subprocess.TimeoutExpired as error:
        raise BuildError(f"`{short(words)}` should end within {seconds:.0f} s, but has not") from error
    if done.returncode:
        told = (done.stdout + done.stderr).strip().splitlines()
        faults = [line for line in told if "error" in line.lower()]
        shown = "\n".join(line[:500] for line in (*faults[-5:], *told[-12:]))
        raise BuildError(f"`{short(words)}` ended with {done.returncode}:\n{shown}")
    return done.stdout


def short(words: tuple[str | Path, ...]) -> str:
    """A command as it can be read."""
    told = " ".join(map(str, words))
    return told if len(told) < 300 else f"{told[:300]} …"
