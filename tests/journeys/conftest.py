"""Whole stories through a real window with the real engine in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.exceptions import TimeoutError
from pytestqt.qtbot import QtBot

from playground.gui.app import Desk
from playground.gui.filing import Memory
from playground.gui.window import MainWindow
from playground.workbench import templates
from playground.workbench.settings import Settings
from tests.gui.conftest import _nothing_leaks, qapp
from tests.gui.support import Answers

__all__ = ["_nothing_leaks", "qapp"]

PATIENCE = 60_000
"""Milliseconds that a condition may take: a slow machine is no failure."""


class Person:
    """Somebody at the window."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.answers = Answers()
        self.desk = Desk(templates.load_template(templates.DEFAULT))
        self.window = MainWindow(
            self.desk.document, self.desk.run, Memory(Settings(theme="light"), keep=False), self.answers
        )
        self.window.show()
        self.window.activateWindow()
        self.qtbot.waitUntil(lambda: self.window.complete and self.window.data.gallery.complete, timeout=PATIENCE)

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until ``true()``; where that takes too long, say how the run stands."""
        try:
            self.qtbot.waitUntil(true, timeout=PATIENCE)
        except TimeoutError:
            bars = self.window.messages.run.text, self.window.messages.news.text
            raise AssertionError(f"still waiting; {self.desk.run.status}, messages {bars}") from None

    def leave(self) -> None:
        """Close everything."""
        self.window.close_without_asking()
        self.window.deleteLater()
        self.desk.close()
        self.desk.bridge.deleteLater()


@pytest.fixture
def people(qtbot: QtBot, qapp: QApplication) -> Iterator[list[Person]]:
    """The people of a story; all of them leave at its end."""
    here: list[Person] = []
    yield here
    for person in here:
        person.leave()
