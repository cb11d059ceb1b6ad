"""The finishing of the folder that PyInstaller made: symbols go, the engine gets its name, rights and times are set."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from linux.telling import BuildError, run

PROGRAM, ENGINE = "playground", "playground-engine"
PATCHED = (".libs",)
"""Folders whose libraries `auditwheel` has changed; `strip` breaks some of them."""
RUNNABLE = ("playground", "playground-engine", "torch_shm_manager")


def finish(folder: Path, time: int) -> None:
    """Make it as it is installed.

    Args:
        folder: what PyInstaller made.
        time: the time that all files get, in seconds since 1970.

    Raises:
        BuildError: `strip` fails.

    """
    for library in libraries(folder):
        if not library.parent.name.endswith(PATCHED):
            run("strip", "--strip-unneeded", library)
    engine = folder / ENGINE
    engine.unlink(missing_ok=True)
    os.link(folder / PROGRAM, engine)  # the program tells by its name what it is for, and `ps` shows it
    settle(folder, time)


def settle(folder: Path, time: int) -> None:
    """Rights and times, of the folder and all that is in it."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.name in RUNNABLE else 0o644)
        os.utime(path, (time, time), follow_symlinks=False)
    folder.chmod(0o755)
    os.utime(folder, (time, time))


def libraries(folder: Path) -> Iterator[Path]:
    """Every shared library in it, links passed over."""
    for path in sorted(folder.rglob("*")):
        if ".so" in path.suffixes and path.is_file() and not path.is_symlink() and is_elf(path):
            yield path


def is_elf(path: Path) -> bool:
    """Whether it is machine code for Linux."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def size(folder: Path) -> tuple[int, int]:
    """Bytes and number of its files; one with two names counts once, a link is a file of no bytes."""
    seen: dict[int, int] = {}
    links = 0
    for path in folder.rglob("*"):
        about = path.lstat()
        if stat.S_ISREG(about.st_mode):
            seen[about.st_ino] = about.st_size
        elif stat.S_ISLNK(about.st_mode):
            links += 1
    if not seen:
        raise BuildError(f"{folder} should hold the program, but is empty")
    return sum(seen.values()), len(seen) + links
