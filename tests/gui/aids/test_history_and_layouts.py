from __future__ import annotations

import json
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.filing import Memory
from playground.gui.history_panel import STATE
from playground.gui.layouts import Layouts
from playground.gui.window import MainWindow
from playground.spec.edits import Set
from playground.workbench.document import Document
from playground.workbench.run import Run
from playground.workbench.settings import Settings
from tests.gui.aids.conftest import Press
from tests.gui.support import Answers

CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_history_shows_all_versions_and_goes_to_any(window: MainWindow, document: Document, press: Press) -> None:
    for seed in (1, 2, 3):
        document.apply(Set(path=("seed",), value=seed, label=f"Seed {seed}", merges=False))
    document.undo()
    press(Qt.Key.Key_H, CTRL)
    panel = window.overlays.history_panel
    assert panel is not None
    rows = [panel.model.index(row) for row in range(panel.model.rowCount())]
    assert [row.data() for row in rows] == ["As it was opened", "Seed 1", "Seed 2", "Seed 3"]
    assert [row.data(STATE) for row in rows] == ["past", "past", "present", "undone"]
    assert rows[3].data(Qt.ItemDataRole.AccessibleTextRole) == "Seed 3, taken back"
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert document.experiment.seed == 3
    spot = panel.list.visualRect(panel.model.index(0)).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert document.experiment.seed == 0
    assert panel.isVisible(), "it stays until it is closed"
    document.apply(Set(path=("seed",), value=9, label="Seed 9"))
    assert panel.model.rowCount() == 2
    press(Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert window.focusWidget() is window.canvas


def test_a_layout_is_kept_chosen_removed_and_the_original_comes_back(window: MainWindow, memory: Memory) -> None:
    layouts = window.layouts
    assert isinstance(layouts, Layouts)
    original = layouts.state()
    window.actions_["show_plots"].setChecked(False)
    window.left.setCurrentIndex(1)
    window.columns.setSizes([400, 600, 400])
    window.places.arranged = True
    mine = layouts.state()
    layouts.name.setText("  For   teaching ")
    QTest.keyClick(layouts.name, Qt.Key.Key_Return)
    assert set(memory.settings.layouts) == {"For teaching"}
    assert json.loads(json.dumps(mine)) == mine, "plain enough for the settings"

    layouts.original()
    assert layouts.state() == original
    menu = window.actions_.submenus["layouts"]
    next(action for action in menu.actions() if action.text() == "For teaching").trigger()
    QApplication.processEvents()
    assert not window.plots.isVisible()
    assert window.left.currentIndex() == 1
    assert abs(window.columns.sizes()[0] - mine["sizes"]["columns"][0]) <= 2
    layouts.remove("For teaching")
    assert memory.settings.layouts == {}


WRONG: list[dict[str, Any]] = [
    {"sizes": 3, "shown": [], "tab": "x", "views": 7, "arranged": True},
    {"sizes": {"columns": [1, 2], "centre": ["a", None], "right": [-5, 10**9]}, "arranged": True},
    {"shown": {"show_left": "no", "other": True}, "tab": 99, "views": {"plots": 3, "canvas": [], "nothing": {}}},
    {"views": {name: {"x": [1, {"y": None}], "places": 5} for name in ("plots", "surface", "canvas", "data")}},
]


@pytest.mark.parametrize("layout", WRONG)
def test_no_kept_layout_breaks_the_start(
    qtbot: QtBot, document: Document, run: Run, answers: Answers, layout: dict[str, Any]
) -> None:
    memory = Memory(Settings(theme="light", layout=layout), keep=False)
    window = MainWindow(document, run, memory, answers)
    qtbot.addWidget(window, before_close_func=lambda widget: window.close_without_asking())
    window.show()
    qtbot.waitUntil(lambda: window.complete and window.data.gallery.complete, timeout=20_000)
    assert min(window.columns.sizes()) > 100


def test_closing_remembers_the_layout(window: MainWindow, memory: Memory) -> None:
    window.actions_["show_right"].setChecked(False)
    window.close_without_asking()
    assert memory.settings.layout["shown"]["show_right"] is False
