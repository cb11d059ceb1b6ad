"""Files that the system hands to the running program: macOS names them in an event, not on the command line.

There a double click on an experiment starts the program, or wakes the one that runs, and then sends `QFileOpenEvent`;
so does a file that is dropped on its icon.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class HandedOver:
    """Keeps the last file that was handed over until there is somebody who can open it."""

    def __init__(self) -> None:
        self._open: Callable[[Path], None] | None = None
        self._kept: Path | None = None

    def take(self, path: Path) -> None:
        """Open it, now or as soon as that can be done."""
        if self._open is None:
            self._kept = path
        else:
            self._open(path)

    def begin(self, open_: Callable[[Path], None]) -> None:
        """From now on ``open_`` opens them, at once the one that waits."""
        self._open = open_
        if self._kept is not None:
            path, self._kept = self._kept, None
            open_(path)

    def end(self) -> None:
        """There is nobody any more who can open one."""
        self._open = None


class Application(QApplication):
    """The application object; an event filter would be asked about every event of every widget instead.

    Attributes:
        files: that are handed over to it.

    """

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self.files = HandedOver()

    def event(self, event: QEvent) -> bool:
        """Take the files out of the events that are the application's own."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.files.take(Path(event.file()))
            return True
        return super().event(event)
