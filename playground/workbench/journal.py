"""The experiment after the latest edit, on the disk within about a second, whatever the engine does meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.workbench.disk import make_folder
from playground.workbench.files import save

PAUSE = 1.0
"""Seconds from one writing to the next at least."""


class Journal:
    """Keeps the newest experiment in one file, written on a thread of its own.

    Only the newest counts, so the file is not added to but replaced: it is whole at every moment.

    Args:
        path: the file; its folder is made where it is not there.
        failed: told, on the writing thread, when it could not be written.

    """

    def __init__(self, path: Path, failed: Callable[[PlaygroundError], None]) -> None:
        self.path = path
        self._failed = failed
        self._wish: tuple[Experiment | None] | None = None  # what the file should hold; None: no file
        self._writes = threading.Lock()
        self._wished = threading.Event()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def note(self, experiment: Experiment | None) -> None:
        """Have the file hold this, soon; None takes it away. Never waits for the disk."""
        self._wish = (experiment,)
        self._wished.set()
        if self._thread is None and not self._closing.is_set():
            self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
            self._thread.start()

    def move(self, path: Path) -> None:
        """From now on it is another file, which is left as it is until something is noted."""
        with self._writes:
            self._wish = None
            self.path = path

    def settle(self) -> bool:
        """Wait until the file holds what was noted last; False where it cannot be written, which is tried again."""
        with self._writes:
            wish, self._wish = self._wish, None
            if wish is None or self._write(wish[0]):
                return True
            self._wish = self._wish or wish
            return False

    def close(self) -> None:
        """Write what was noted last, and end the thread."""
        self._closing.set()
        self._wished.set()
        if self._thread is not None:
            self._thread.join()
        self.settle()

    def _work(self) -> None:
        while not self._closing.is_set():
            self._wished.wait()
            self._wished.clear()
            self.settle()
            self._closing.wait(PAUSE)

    def _write(self, experiment: Experiment | None) -> bool:
        if experiment is None:
            with suppress(OSError):
                self.path.unlink(missing_ok=True)
            return True
        try:
            make_folder(self.path.parent)
            save(self.path, experiment)
        except PlaygroundError as error:
            self._failed(error)
            return False
        return True
