"""Disks that fail: every call to the system that a save makes goes through here, and the one that is named fails."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import Any, BinaryIO

import pytest

from playground.workbench import disk

CALLS = frozenset(("access", "chmod", "chown", "close", "dup", "fstat", "fsync", "link", "open", "replace")).union(
    ("scandir", "stat", "unlink", "urandom", "write")
)


class Disk:
    """Stands in for `os` in `playground.workbench.disk`; ``wrong(name)`` is called in place of call number ``at``.

    What is written goes to the system at once, so that every write counts as a call. ``for_ever``: all calls from
    there on, too.
    """

    def __init__(self, at: int, wrong: Callable[[str], None], *, for_ever: bool = False) -> None:
        self.made: list[str] = []
        self._at = at
        self._wrong = wrong
        self._for_ever = for_ever

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in CALLS:
            return real

        def call(*args: Any, **named: Any) -> Any:
            self.made.append(name)
            number = len(self.made) - 1
            if number == self._at or (self._for_ever and number > self._at):
                if name == "close":  # Linux closes even where it complains
                    real(*args)
                if name == "write":  # as much as there was room for
                    real(args[0], args[1][: len(args[1]) // 2])
                self._wrong(name)
            return real(*args, **named)

        return call

    def file(self, handle: int, mode: str) -> BinaryIO:
        """In place of the built-in function."""
        return _File(self, handle)

    def put_in(self, patch: pytest.MonkeyPatch) -> None:
        """Let `playground.workbench.disk` use this one."""
        patch.setattr(disk, "os", self)
        patch.setattr(disk, "open", self.file, raising=False)


class _File(io.BytesIO):
    """A file that keeps nothing to itself. Only what a save needs of one."""

    def __init__(self, disk: Disk, handle: int) -> None:
        super().__init__()
        self._disk = disk
        self._handle = handle

    def fileno(self) -> int:
        return self._handle

    def write(self, content: Any) -> int:
        left = memoryview(content).cast("B")
        os.lseek(self._handle, self.tell(), os.SEEK_SET)
        while left:
            left = left[self._disk.write(self._handle, left) :]
        return super().write(content)

    def close(self) -> None:
        if not self.closed:
            super().close()
            self._disk.close(self._handle)
