"""A whole window, and keys pressed where the focus is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.filing import Memory
from playground.gui.window import MainWindow
from playground.workbench.document import Document
from playground.workbench.run import Run
from playground.workbench.settings import VARIABLE, Settings
from tests.gui.support import Answers

Press = Callable[..., None]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "config"))
    return tmp_path


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def memory() -> Memory:
    return Memory(Settings(theme="light"), keep=False)


@pytest.fixture
def window(
    qtbot: QtBot, document: Document, run: Run, memory: Memory, answers: Answers, qapp: QApplication
) -> Iterator[MainWindow]:
    made = MainWindow(document, run, memory, answers)
    qtbot.addWidget(made, before_close_func=lambda widget: made.close_without_asking())
    made.resize(1440, 900)
    QCursor.setPos(QPoint(5000, 5000))
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    qtbot.waitUntil(lambda: made.complete and made.data.gallery.complete, timeout=20_000)
    yield made
    qapp.clipboard().clear()


@pytest.fixture
def press(window: MainWindow) -> Press:
    def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(window.focusWidget() or window, key, modifier)
        QApplication.processEvents()  # what was found is done in a turn of its own

    return press
