"""Letters typed into a list that the keys have led to find its entries; elsewhere they are commands."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from playground.gui.own_keys import OwnKeys

Key = Qt.Key


class Window(QWidget):
    """A list, a button and two commands, ``R`` and ``M``."""

    def __init__(self) -> None:
        super().__init__()
        self.own = OwnKeys(self)
        self.done: list[str] = []
        self.list = QComboBox(self)
        self.list.addItems(["Adam", "Momentum", "RMSProp", "Gradient descent"])
        self.button = QToolButton(self)
        self.button.move(0, 100)
        for letter in ("R", "M", "Space"):
            action = QAction(letter, self)
            action.setShortcut(QKeySequence(letter))
            action.triggered.connect(lambda _checked=False, letter=letter: self.done.append(letter))
            self.addAction(action)

    def lead_to(self, widget: QWidget) -> None:
        """As Tab does."""
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        self.own.reached(widget)

    def event(self, event: QEvent) -> bool:
        """As the program's window does."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self.own.takes(event, self.focusWidget()):
            event.accept()
            return True
        return super().event(event)


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_a_list_that_the_keys_led_to_is_searched(window: Window) -> None:
    window.lead_to(window.list)
    QTest.keyClicks(window.list, "rm")
    assert window.list.currentText() == "RMSProp"
    assert not window.done


def test_letters_that_begin_no_entry_are_commands(window: Window) -> None:
    window.list.removeItem(1)
    window.list.removeItem(1)
    window.lead_to(window.list)
    QTest.keyClicks(window.list, "m")
    assert window.done == ["M"]
    assert window.list.currentText() == "Adam"


def test_after_a_click_letters_are_commands_first(window: Window) -> None:
    window.list.setFocus(Qt.FocusReason.MouseFocusReason)
    QTest.keyClick(window.list, Key.Key_R)
    assert window.done == ["R"]
    assert window.list.currentText() == "Adam"
    QTest.keyClicks(window.list, "gr")  # a word that begins with no command goes on with letters that are some
    assert window.list.currentText() == "Gradient descent"
    assert window.done == ["R"]
    QTest.keyClick(window.list, Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    QTest.qWait(QApplication.keyboardInputInterval() + 20)
    QTest.keyClick(window.list, Key.Key_R)
    assert window.done == ["R", "R"]


def test_space_presses_what_can_be_pressed(window: Window) -> None:
    presses: list[str] = []
    window.button.clicked.connect(lambda: presses.append("button"))
    window.lead_to(window.button)
    QTest.keyClick(window.button, Key.Key_Space)
    assert presses == ["button"]
    QTest.keyClicks(window.button, "m")
    assert window.done == ["M"]
    window.setFocus()
    QTest.keyClick(window, Key.Key_Space)
    assert window.done == ["M", "Space"]
