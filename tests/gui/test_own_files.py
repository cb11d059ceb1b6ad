from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from playground.gui.filing import Memory
from playground.gui.window import MainWindow
from playground.spec.experiment import Group
from playground.workbench.document import Document
from playground.workbench.own_blocks import OwnBlocks
from playground.workbench.run import Run
from playground.workbench.settings import Settings
from tests.gui.canvas.conftest import Hand
from tests.gui.support import Answers


@pytest.fixture(autouse=True)
def _folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PLAYGROUND_CONFIG_DIR", str(tmp_path))


@pytest.fixture
def window(qtbot: QtBot, document: Document, run: Run) -> MainWindow:
    grouped = Group(id="g", name="Tower", members=("dense1",), repeat=2)
    experiment = document.experiment
    document.open(replace(experiment, network=replace(experiment.network, groups=(grouped,))))
    made = MainWindow(document, run, Memory(Settings(theme="light"), keep=False), Answers())
    qtbot.addWidget(made, before_close_func=lambda widget: made.close_without_asking())
    made.resize(1440, 900)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    qtbot.waitUntil(lambda: made.complete)
    return made


def own_kinds(window: MainWindow) -> list[str]:
    return [kind for kind in window.palette_.list.kinds() if kind.startswith("own:")]


def test_saved_found_and_added(window: MainWindow) -> None:
    canvas = window.canvas
    canvas.select(("g",))
    canvas.save_own()
    assert own_kinds(window) == ["own:tower"]
    canvas.select(())
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_T)
    search = canvas._search
    assert search is not None
    QTest.keyClicks(search.field, "ower")
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    network = window.document.experiment.network
    assert [group.members for group in network.groups] == [("dense1",), ("dense2",)]
    assert {("dense1", "dense2"), ("dense2", "output")} <= {(edge.source, edge.target) for edge in network.edges}
    assert window.document.undo_label == "Add Tower"
    assert window.document.analysis.trainable
    window.document.undo()
    assert len(window.document.experiment.network.groups) == 1


def test_dragged_onto_an_edge_and_onto_paper(window: MainWindow) -> None:
    canvas = window.canvas
    canvas.select(("g",))
    canvas.save_own()
    hand = Hand(canvas)
    canvas.reset_zoom()
    canvas.centerOn(canvas.network_scene.bounds().center())
    assert hand.drop(window.palette_, "Tower", QPointF(300, 0))
    network = window.document.experiment.network
    assert {("dense1", "dense2"), ("dense2", "output")} <= {(edge.source, edge.target) for edge in network.edges}
    assert hand.drop(window.palette_, "Tower", QPointF(200, 150))
    network = window.document.experiment.network
    assert not network.inputs("dense3")
    assert network.node("dense3").position == (200.0, 150.0)
    assert window.document.present == 2


def test_a_connection_let_go_on_paper_brings_an_own_block(window: MainWindow) -> None:
    canvas = window.canvas
    canvas.select(("g",))
    canvas.save_own()
    canvas.reset_zoom()
    canvas.centerOn(canvas.network_scene.bounds().center())
    hand = Hand(canvas)
    hand.drag(hand.out("input"), QPointF(100, 150))
    search = canvas._search
    assert search is not None
    QTest.keyClicks(search.field, "tower")
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    assert [edge.source for edge in window.document.experiment.network.inputs("dense2")] == ["input"]


def test_renamed_and_removed_in_the_palette(window: MainWindow) -> None:
    window.canvas.select(("g",))
    window.canvas.save_own()
    palette = window.palette_
    texts = [action.text().split("\t")[0] for action in palette.menu_for("own:tower").actions() if action.text()]
    assert texts == ["Add", "Rename", "Export block…", "Remove from my blocks", "Import block…"]
    palette.rename("own:tower")
    (field,) = palette.list.findChildren(QLineEdit)
    QTest.keyClicks(field, "Spire")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert [block.name for block in OwnBlocks().blocks] == ["Spire"]
    assert palette.list.findItems("Spire", Qt.MatchFlag.MatchExactly)
    palette.grab()
    palette.rename("own:tower")
    QApplication.processEvents()
    palette.list.setCurrentItem(palette.list.findItems("Spire", Qt.MatchFlag.MatchExactly)[0])
    QTest.keyClick(palette.list, Qt.Key.Key_Delete)
    assert own_kinds(window) == []


def test_exported_and_dropped_on_the_window(window: MainWindow, tmp_path: Path) -> None:
    answers = window.filing.questions
    assert isinstance(answers, Answers)
    path = tmp_path / "shared.nnblock"
    answers.to_save = path
    window.canvas.select(("g",))
    window.canvas.export_wanted.emit(window.canvas.selected_piece())
    assert path.exists()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), action, data, button, none))
    assert own_kinds(window) == ["own:tower"]
    path.write_text("no block", encoding="utf-8")
    window.own_files.import_block(path)
    assert "shared.nnblock holds no blocks" in window.messages.news.text
    assert own_kinds(window) == ["own:tower"]
