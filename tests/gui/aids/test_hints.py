from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.gui.filing import Memory
from playground.gui.hints import HINTS, Hints
from playground.gui.window import MainWindow
from playground.wire.commands import Load
from playground.wire.events import Status
from playground.workbench.run import Run
from tests.gui.support import loaded
from tests.workbench.support import Recorder


def shown(hints: Hints) -> str:
    return hints.present.name if hints.present is not None else ""


def test_each_hint_goes_for_good_once_it_is_heeded(
    window: MainWindow, memory: Memory, run: Run, engine: Recorder, qtbot: QtBot
) -> None:
    hints = window.hints
    assert shown(hints) == "", "no hints unless the program asks for them"
    hints.start()
    qtbot.waitUntil(lambda: shown(hints) == "play")
    balloon = hints.balloon
    assert balloon is not None
    assert window.rect().contains(balloon.geometry())
    assert not balloon.geometry().intersects(
        window.transport.play.rect()
        .translated(window.transport.play.mapTo(window, window.transport.play.rect().topLeft()))
        .adjusted(4, 4, -4, -6)
    )
    loaded(run, engine)
    run.play()
    run.handle(Status(run_id=engine.last(Load).run_id, playing=True, step=1, epoch=0))
    qtbot.waitUntil(lambda: shown(hints) == "data")
    QTest.mouseClick(window.data.gallery.tiles["spiral"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown(hints) == "unit")
    assert memory.settings.hints == ("play", "data")
    assert hints.balloon is not None
    QTest.mouseClick(hints.balloon, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown(hints) == "block")
    window.canvas.add_block("dense")
    qtbot.waitUntil(lambda: hints.balloon is None)
    assert set(memory.settings.hints) == {hint.name for hint in HINTS}
    window.actions_["hints"].trigger()
    assert shown(hints) == "play"
    assert not memory.settings.hints


def test_hints_that_were_heeded_do_not_come_again(window: MainWindow, memory: Memory) -> None:
    from dataclasses import replace

    memory.update(replace(memory.settings, hints=tuple(hint.name for hint in HINTS)))
    window.hints.start()
    assert not window.hints.findChildren(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)[0].isActive()
    assert window.hints.balloon is None
