from __future__ import annotations

import multiprocessing
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.gui.filing import Memory
from playground.gui.first_paint import BitByBit
from playground.gui.frame import Frame
from playground.gui.opening import EarlyKeys, open_window
from playground.gui.outline import PLAY, cards
from playground.gui.window import furnish
from playground.wire.commands import Pause, Play
from playground.workbench.document import Document
from playground.workbench.run import Run
from playground.workbench.settings import Settings
from tests.gui.support import Answers, loaded
from tests.workbench.support import Recorder

LEFT = Qt.MouseButton.LeftButton
ARRANGED: dict[str, Any] = {
    "arranged": True,
    "sizes": {"columns": [300, 700, 408], "centre": [481, 300], "right": [400, 381]},
}


@pytest.fixture
def frame(qtbot: QtBot, memory: Memory) -> Frame:
    made = Frame(memory.settings)
    qtbot.addWidget(made, before_close_func=lambda widget: made.close_without_asking())
    made.resize(1440, 900)
    made.show()
    qtbot.waitExposed(made)
    return made


def move_in(frame: Frame, document: Document, run: Run, memory: Memory) -> None:
    """All that the opening does, with time for whatever waits to happen in between."""
    for _ in furnish(frame, document, run, memory, Answers()):
        QApplication.processEvents()


def place(part: QWidget, window: QWidget) -> tuple[int, int, int, int]:
    corner = part.mapTo(window, QPoint(0, 0))
    return corner.x(), corner.y(), part.width(), part.height()


@pytest.mark.parametrize(
    ("size", "layout"),
    [
        ((1440, 900), {}),
        ((1024, 700), {}),
        ((1300, 1000), {}),
        ((1440, 900), ARRANGED),
        ((1440, 900), {"shown": {"show_left": False, "show_right": True, "show_plots": False}}),
        ((1440, 900), {"arranged": True, "sizes": {"columns": "wide", "right": [1]}, "shown": 3}),
    ],
)
def test_the_outline_stands_where_the_parts_will(
    qtbot: QtBot, document: Document, run: Run, size: tuple[int, int], layout: dict[str, Any]
) -> None:
    settings = Settings(theme="light", layout=layout)
    frame = Frame(settings)
    qtbot.addWidget(frame, before_close_func=lambda widget: frame.close_without_asking())
    frame.resize(*size)
    frame.show()
    qtbot.waitExposed(frame)
    expected = {name: rect.getRect() for name, rect in cards(*size, layout).items()}
    move_in(frame, document, run, Memory(settings, keep=False))
    QApplication.processEvents()
    canvas = frame.canvas.parentWidget()
    assert canvas is not None
    parts = {
        "left": frame.left_card,
        "canvas": canvas,
        "line": frame.timeline,
        "problems": frame.problems,
        "surface": frame.places.surface_card,
        "inspector": frame.places.inspector_card,
        "plot1": frame.plots.places[0],
    }
    found = {name: place(part, frame) for name, part in parts.items() if part.isVisible()}
    assert found == {name: rect for name, rect in expected.items() if name in parts}
    assert place(frame.transport.play, frame) == PLAY.getRect()


def test_the_parts_come_in_place_of_the_outline_in_one_go(
    qtbot: QtBot, frame: Frame, document: Document, run: Run, memory: Memory
) -> None:
    outline = frame.outline
    for _ in furnish(frame, document, run, memory, Answers()):
        QApplication.processEvents()
        assert outline.isVisible()
        seen = frame.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        assert [widget for widget in seen if widget.isVisible()] == [outline]
    assert frame.centralWidget() is not outline
    assert frame.canvas.isVisible()
    assert frame.canvas.hasFocus() or not frame.isActiveWindow()
    qtbot.waitUntil(lambda: frame.complete, timeout=20_000)


@pytest.mark.parametrize(("spaces", "clicks", "plays", "pauses"), [(1, 0, 1, 0), (0, 1, 1, 0), (1, 1, 1, 1)])
def test_what_is_pressed_early_is_not_lost(
    frame: Frame,
    document: Document,
    run: Run,
    memory: Memory,
    engine: Recorder,
    spaces: int,
    clicks: int,
    plays: int,
    pauses: int,
) -> None:
    keys = EarlyKeys(frame)
    for _ in range(spaces):
        QTest.keyClick(frame, Qt.Key.Key_Space)
    for _ in range(clicks):
        QTest.mouseClick(frame.outline, LEFT, pos=PLAY.center())
    QTest.mouseClick(frame.outline, LEFT, pos=QPoint(700, 300))
    QTest.keyClick(frame, Qt.Key.Key_F24)
    move_in(frame, document, run, memory)
    loaded(run, engine)
    keys.act()
    keys.act()
    assert len(engine.of(Play)) == plays
    assert len(engine.of(Pause)) == pauses


def test_what_goes_wrong_while_opening_is_told(qtbot: QtBot, frame: Frame) -> None:
    told: list[Exception] = []

    def steps() -> Iterator[None]:
        yield
        raise ValueError("no font")

    BitByBit(frame, steps(), told.append).begin()
    qtbot.waitUntil(lambda: bool(told))
    assert str(told[0]) == "no font"


@pytest.fixture
def _interrupts_as_before() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interrupts_as_before")
def test_a_window_that_is_closed_before_it_is_there_leaves_nothing(qapp: QApplication) -> None:
    def close() -> None:
        for widget in qapp.topLevelWidgets():
            if isinstance(widget, Frame):
                assert not widget.furnished
                widget.close()

    QTimer.singleShot(0, close)
    assert open_window() == 0
    assert not [child for child in multiprocessing.active_children() if child.name == "playground-engine"]


def test_before_the_first_paint_nothing_heavy_is_imported() -> None:
    script = """
import sys
import playground.cli, playground.cli.window, playground.gui.opening
heavy = {"numpy", "torch", "pydantic", "pyqtgraph", "psygnal", "superqt", "rich", "playground.spec.experiment"}
print(sorted(heavy & set(sys.modules)))
"""
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, timeout=60)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
