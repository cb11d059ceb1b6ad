"""The window that the robot sits at, with all that belongs to it, and what it answers when it is asked."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from unittest import mock

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from playground.gui.app import Desk
from playground.gui.filing import Memory
from playground.gui.questions import Answer, Dialogs
from playground.gui.rescue import Rescue
from playground.gui.window import MainWindow
from playground.spec.experiment import Network
from playground.workbench import templates
from playground.workbench.settings import Settings
from tests.torture._monkey import hands, things

PATIENCE = 120.0
"""Seconds that the engine may take to answer on a machine that has other things to do."""
ANSWERS: tuple[Answer, ...] = ("discard", "discard", "cancel", "save")
MOST_NODES, MOST_PARAMETERS, MOST_MULTIPLICATIONS = 60, 300_000, 20_000_000
"""Larger networks are taken back: an action is to stay a matter of milliseconds."""


class Asked:
    """Answers what the window asks, as it is drawn."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def unsaved(self, name: str) -> Answer:
        return self._room.draw.choice(ANSWERS) if self._room.answer is None else self._room.answer

    def file_to_open(self, kinds: str) -> Path | None:
        return self._room.draw.choice((None, *self._room.files))

    def file_to_save(self, suggestion: Path, kinds: str) -> Path | None:
        draw, folder = self._room.draw, self._room.folder
        name = draw.choice(("saved", "again", suggestion.name, "x" * 300, "no folder/a", "pets", "with.dot"))
        return draw.choice((None, folder / name, folder / name, folder / f"{name}.nnp"))


class Room:
    """A window with a real engine behind it.

    Attributes:
        draw: the numbers of the present action. files: what lies about. folder: where.
        answer: what is answered about unsaved changes, where it is not left to chance.

    """

    def __init__(self) -> None:
        self.draw = Random(0)
        self.answer: Answer | None = None
        self.folder = Path(tempfile.mkdtemp(prefix="playground-monkey-", dir=os.environ["PLAYGROUND_CONFIG_DIR"]))
        self.files = things.lay_about(self.folder)
        asked = Asked(self)
        self._dialogs = mock.patch.multiple(  # windows beside the main one ask by themselves
            Dialogs, unsaved=asked.unsaved, file_to_open=asked.file_to_open, file_to_save=asked.file_to_save
        )
        self._dialogs.start()
        self.memory = Memory(Settings(theme="light"), keep=False)
        self.open()

    def open(self) -> None:
        """Open the window, and wait until everything is there."""
        self.desk = Desk(templates.load_template(templates.DEFAULT))
        self.window = MainWindow(self.desk.document, self.desk.run, self.memory)
        self.rescue = Rescue(self.desk.document, self.desk.run, self.window.filing, self.window.messages, self.window)
        self.window.closed.connect(self.rescue.end)
        self.window.resize(1440, 900)
        self.window.show()
        self.window.activateWindow()
        self.wait(lambda: self.window.complete and self.window.data.gallery.complete)
        self.window.hints.start()
        self.wait(lambda: self.desk.run.status.phase == "paused")

    def close(self) -> None:
        """Close everything."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        if self.window.isVisible():
            self.window.close_without_asking()
        self.window.deleteLater()
        self.desk.close()
        self.desk.bridge.deleteLater()
        QGuiApplication.clipboard().clear()
        hands.settle()

    def end(self) -> None:
        """Close everything, and leave no trace."""
        self.close()
        self._dialogs.stop()

    def wait(self, true: Callable[[], bool], patience: float = PATIENCE) -> bool:
        """Let the program go on until ``true()``; whether it came to that."""
        end = time.monotonic() + patience
        while not true():
            if time.monotonic() > end:
                return False
            QTest.qWait(5)
        return True

    @property
    def network(self) -> Network:
        """The network on the canvas."""
        return self.desk.document.experiment.network

    def _fits(self) -> bool:
        """Whether the network is no larger than the robot may play with."""
        analysis = self.desk.document.analysis
        return (
            len(self.network.nodes) <= MOST_NODES
            and analysis.parameters <= MOST_PARAMETERS
            and analysis.multiply_adds <= MOST_MULTIPLICATIONS
        )

    def tame(self) -> str:
        """Take back what made the network too large, where it is; gives what was done."""
        if self._fits():
            return ""
        for times in range(20):
            if self.desk.document.undo_label is not None:
                self.desk.document.undo()
                if self._fits():
                    return f"  (too large: {times + 1} undone)"
        self.desk.document.open(templates.load_template(templates.DEFAULT))
        return "  (too large: begun anew)"

    def wake(self) -> None:
        """Without a desktop nobody gives the keyboard back to a window when another one closes."""
        active: QWidget | None = QApplication.activeWindow()  # the stubs know nothing of None
        if active is None:
            self.window.activateWindow()

    def tops(self) -> list[QWidget]:
        """The windows beside the main one that can be seen."""
        return [
            widget
            for widget in QApplication.topLevelWidgets()
            if widget.isVisible() and widget is not self.window and not isinstance(widget, QMenu) and widget.isWindow()
        ]

    def pixel(self, at: QPointF) -> QPoint | None:
        """Where a place of the canvas is seen; None where it is not."""
        canvas = self.window.canvas
        pixel = canvas.mapFromScene(at)
        return pixel if canvas.viewport().rect().adjusted(2, 2, -2, -2).contains(pixel) else None
