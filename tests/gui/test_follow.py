from __future__ import annotations

from psygnal import Signal
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from playground.gui.follow import follow


class Source:
    told = Signal(int, str)


class Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []

    def take(self, number: int, word: str) -> None:
        self.heard.append((number, word))

    def count(self) -> None:
        self.heard.append("once")


def test_a_listener_hears_as_much_as_it_asks_for(qtbot: QtBot) -> None:
    source, listener = Source(), Listener()
    follow(source.told, listener, listener.take)
    follow(source.told, listener, listener.count)
    source.told.emit(3, "x")
    assert listener.heard == [(3, "x"), "once"]


def test_a_deleted_listener_hears_nothing(qtbot: QtBot) -> None:
    source, listener = Source(), Listener()
    follow(source.told, listener, listener.take)
    with qtbot.waitSignal(listener.destroyed):
        listener.deleteLater()
    source.told.emit(3, "x")
    assert listener.heard == []
    assert len(source.told) == 0


def test_a_forgotten_listener_is_let_go(qtbot: QtBot) -> None:
    source, listener = Source(), Listener()
    follow(source.told, listener, listener.take)
    del listener
    source.told.emit(3, "x")
    assert len(source.told) == 0
