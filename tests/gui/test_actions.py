from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from playground.gui.actions import COMMANDS, Actions, Command, commands, shortcuts_as_html, tip_of
from playground.gui.theme.icons import DRAWINGS
from playground.gui.theme.tokens import LIGHT


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


def test_every_command_is_there_once_and_says_what_it_does() -> None:
    names = Counter(command.name for command in commands())
    assert set(names.values()) == {1}
    for command in commands():
        assert command.tip.endswith("."), command
        assert command.text[0].isupper() or command.text[0] == "&", command
        assert not command.icon or command.icon in DRAWINGS


def test_no_two_commands_share_a_key() -> None:
    keys = Counter(QKeySequence(key).toString() for command in commands() for key in command.keys)
    assert all(keys), keys
    assert set(keys.values()) == {1}


def test_menus_hold_every_command_in_order(window: QMainWindow) -> None:
    actions = Actions(window, LIGHT)
    actions.fill(window.menuBar())
    for action, (title, items) in zip(window.menuBar().actions(), COMMANDS.items(), strict=True):
        assert action.text() == title
        menu = action.menu()
        assert isinstance(menu, QMenu)
        found = [entry for entry in menu.actions() if not entry.isSeparator() and entry.menu() is None]
        assert found == [actions[item.name] for item in items if isinstance(item, Command)]


def test_a_command_does_what_it_is_wired_to(window: QMainWindow) -> None:
    actions = Actions(window, LIGHT)
    done: list[str] = []
    actions.on("fit", lambda: done.append("fit"))
    actions["fit"].trigger()
    assert done == ["fit"]


def test_undo_and_redo_name_what_they_would_do(window: QMainWindow) -> None:
    actions = Actions(window, LIGHT)
    actions.show_history("Add Dense", None)
    assert actions["undo"].text() == "&Undo Add Dense"
    assert actions["undo"].isEnabled()
    assert actions["redo"].text() == "&Redo"
    assert not actions["redo"].isEnabled()


def test_play_becomes_pause(window: QMainWindow) -> None:
    actions = Actions(window, LIGHT)
    actions.show_playing(True)
    assert actions["play"].text() == "&Pause"
    actions.show_playing(False)
    assert actions["play"].text() == "&Play"


def test_tips_and_the_table_of_keys_tell_the_keys() -> None:
    play = next(command for command in commands() if command.name == "play")
    assert "Space" in tip_of(play)
    table = shortcuts_as_html()
    assert all(command.text.replace("&", "") in table for command in commands() if command.keys)
