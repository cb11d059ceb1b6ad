"""What a person sees of a fault inside the program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.errors.catching import Fault
from playground.gui.errors.desk import MOST_DIALOGS, FaultDesk
from playground.gui.errors.dialog import FaultDialog
from playground.gui.window import MainWindow
from playground.workbench import logs
from tests.gui.support import Answers

LEFT = Qt.MouseButton.LeftButton
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)


class Keeper:
    """Counts how often the work is kept."""

    def __init__(self) -> None:
        self.times = 0

    def keep(self) -> None:
        self.times += 1


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
def desk(window: MainWindow, keeper: Keeper) -> Iterator[FaultDesk]:
    made = FaultDesk(window, keeper.keep, lambda: None)
    yield made
    if made.dialog is not None:
        made.dialog.close()


def fault(name: str = "one", count: int = 1) -> Fault:
    return Fault(key=name, sentence=f"Something went wrong: {name}.", details=f"Traceback of {name}", count=count)


def opened(desk: FaultDesk) -> FaultDialog:
    assert desk.dialog is not None
    return desk.dialog


def test_a_fault_keeps_the_work_and_opens_one_dialog_that_blocks_nothing(
    desk: FaultDesk, keeper: Keeper, window: MainWindow
) -> None:
    desk.show(fault())
    dialog = opened(desk)
    assert keeper.times == 1
    assert not dialog.isModal()
    assert dialog.sentence.text() == "Something went wrong: one."
    assert dialog.count.isHidden()
    assert "Traceback of one" in dialog.text.toPlainText()
    assert '"batch_size"' in dialog.text.toPlainText()
    assert "phase: starting" in dialog.text.toPlainText()
    window.document.undo()  # the window stays usable


def test_repeated_faults_open_no_more_dialogs_and_are_counted(
    desk: FaultDesk, keeper: Keeper, window: MainWindow
) -> None:
    desk.show(fault())
    dialog = opened(desk)
    for count in (10, 100):
        desk.show(fault(count=count))
    desk.show(fault("two"))
    assert opened(desk) is dialog
    assert dialog.count.text() == "It has happened 100 times so far. Another fault came with it."
    assert "Traceback of two" in dialog.text.toPlainText()
    assert keeper.times == 2
    dialog.close()
    desk.show(fault(count=1000))
    assert desk.dialog is None
    assert window.messages.news.text == "Something went wrong: one. (for the 1000th time)"
    QTest.mouseClick(window.messages.news.offers[0], LEFT)
    assert "It has happened 1000 times" in opened(desk).count.text()


def test_after_a_few_dialogs_the_bar_tells(desk: FaultDesk, window: MainWindow) -> None:
    for number in range(MOST_DIALOGS):
        desk.show(fault(str(number)))
        opened(desk).close()
    desk.show(fault("last"))
    assert desk.dialog is None
    assert window.messages.news.text == "Something went wrong: last."


def test_the_report_is_copied_and_the_work_saved_from_the_dialog(
    desk: FaultDesk, window: MainWindow, answers: Answers, tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    desk.show(fault())
    dialog = opened(desk)
    QTest.mouseClick(dialog.copy, LEFT)
    assert qapp.clipboard().text() == dialog.text.toPlainText()
    assert dialog.copy.text() == "Copied"
    answers.to_save = None
    QTest.mouseClick(dialog.save, LEFT)
    assert window.document.path is None
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert desk.dialog is None


def test_the_dialog_closes_with_the_window(desk: FaultDesk, window: MainWindow) -> None:
    desk.show(fault())
    window.close_without_asking()
    assert desk.dialog is None


def test_a_program_that_the_system_ended_is_told_of_by_the_next_one(
    desk: FaultDesk, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(logs.VARIABLE, str(tmp_path))
    (tmp_path / "window-20260101-120000-77.log").write_text("12:00 INFO window: begins\n")
    (tmp_path / "window-20260101-120000-77.crash.log").write_text("Fatal Python error: Aborted\n")
    window.messages.warn("Something else first.")
    desk.look_back()
    assert window.messages.news.text == "Something else first."
    window.messages.news.clear()
    assert window.messages.news.text == "The system ended the program the last time that it ran."
    QTest.mouseClick(window.messages.news.offers[0], LEFT)
    assert "Fatal Python error: Aborted" in opened(desk).text.toPlainText()
    window.messages.news.clear()
    desk.look_back()
    assert window.messages.news.text == ""
