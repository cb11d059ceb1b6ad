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
        raise BuildError(f"`{' '.join(map(str, words))}` should end within {seconds:.0f} s, but has not") from error
    if done.returncode:
        told = (done.stdout + done.stderr).strip()[-4000:]
        raise BuildError(f"`{' '.join(map(str, words))}` ended with {done.returncode}:\n{told}")
    return done.stdout
