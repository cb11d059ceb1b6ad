"""Whether another window has the same file open: a small file beside the settings, locked while the window lives.

The system lets the lock go when its process ends, however it ends, so a lock that was left behind is never in the
way. The number of the process in it is for people.
"""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from playground.workbench.settings import settings_path

BEYOND = 2**30
"""Windows locks bytes, and nobody else may read them: one is locked that is never written."""


class Lock:
    """Says to other windows that a file is open here, until `release`; `take` and `hold` make it."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._file = file

    def release(self) -> None:
        """The file is not open here any more."""
        if self._file.closed:
            return
        if sys.platform != "win32":
            self._path.unlink(missing_ok=True)  # while it is still locked, so that nobody loses a lock of their own
        self._file.close()
        if sys.platform == "win32":
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


def take(path: Path) -> Lock | None:
    """Say that the file at ``path`` is open here; None where another window says so already.

    Raises:
        OSError: nothing can be written beside the settings; then nobody can be warned.

    """
    return hold(_place(path), path.name)


def hold(place: Path, name: str) -> Lock | None:
    """Lock the file at ``place``, where ``name`` is for people to read; None where somebody else has locked it.

    Raises:
        OSError: nothing can be written there.

    """
    place.parent.mkdir(parents=True, exist_ok=True)
    while True:
        file = open(place, "a+b")  # noqa: SIM115 it stays open as long as the lock is held
        if not _lock(file):
            file.close()
            return None
        with suppress(OSError):
            if os.path.samestat(os.fstat(file.fileno()), os.stat(place)):
                break
        file.close()  # whoever held it before has just taken it away; there is a new one by now
    file.seek(0)
    file.truncate()
    file.write(f"{os.getpid()}\n{name}\n".encode(errors="replace"))
    file.flush()
    return Lock(place, file)


def holder(path: Path) -> int | None:
    """The number of the process that has ``path`` open, or None where no other window has."""
    return holder_of(_place(path))


def holder_of(place: Path) -> int | None:
    """The number of the process that has locked the file at ``place``, or None where no other has."""
    try:
        with open(place, "r+b") as file:
            if _lock(file):
                return None
            words = file.read(200).split()
    except OSError:  # there is no lock, or nobody may look
        return None
    return int(words[0]) if words and words[0].isdigit() else 0


def _place(path: Path) -> Path:
    name = hashlib.sha256(os.path.realpath(path).encode(errors="surrogateescape")).hexdigest()[:32]
    return settings_path().parent / "open" / f"{name}.lock"


if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> bool:
        file.seek(BEYOND)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            file.seek(0)
        return True

else:
    import fcntl

    def _lock(file: BinaryIO) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a drive without locks: nobody can be seen there, and nobody is kept out
            return True
        return True
