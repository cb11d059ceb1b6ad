"""The program calling itself: as it was installed, from a checkout, or as a program that brings its own Python."""

from __future__ import annotations

import sys
from pathlib import Path


def bundled() -> bool:
    """Whether this is a program that brings its own Python and torch, as an installer puts it there."""
    return bool(getattr(sys, "frozen", False))


def engine() -> str | None:
    """The program of the engine's process, where it has one of its own name; else it is Python, as here."""
    here = Path(sys.executable)
    own = here.with_name(f"playground-engine{here.suffix}")
    return str(own) if bundled() and own.is_file() else None


def command(*arguments: str) -> list[str]:
    """What runs `playground` with these arguments in a process of its own."""
    if bundled():
        here = Path(sys.executable)  # the engine's program lies beside it
        return [str(here.with_name(f"playground{here.suffix}")), *arguments]
    return [sys.executable, "-m", "playground", *arguments]
