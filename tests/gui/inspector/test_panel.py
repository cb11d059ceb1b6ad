from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.gui.inspector.panel import InspectorPanel
from playground.gui.inspector.problems import ProblemsPanel, summary
from playground.gui.theme.tokens import DARK, LIGHT
from playground.spec.edits import RemoveNodes, Set
from playground.spec.experiment import Training
from playground.spec.fields import fields_of
from playground.workbench.document import Document

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


def panel_of(qtbot: QtBot, document: Document) -> InspectorPanel:
    panel = InspectorPanel(document, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(300, 900)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def test_nothing_selected_shows_every_setting_of_the_training(qtbot: QtBot, document: Document) -> None:
    panel = panel_of(qtbot, document)
    names = [name for form in panel.general.forms for name in form.rows]
    assert sorted(names) == sorted([*(field.name for field in fields_of(Training) if not field.about.hidden), "seed"])


def test_one_block(qtbot: QtBot, document: Document) -> None:
    panel = panel_of(qtbot, document)
    panel.show_nodes(("dense1",))
    page = panel.node
    assert page is not None
    assert page.isVisible()
    assert page.form is not None
    assert "units" in page.form.rows
    assert "24" in page.facts.text()  # 8 × 2 weights and 8 biases
    assert "8 × 2" in page.facts.text()
    panel.show_nodes(())
    assert panel.node is None
    assert panel.general.isVisible()


def test_rename_and_undo(qtbot: QtBot, document: Document) -> None:
    panel = panel_of(qtbot, document)
    panel.show_nodes(("dense1",))
    assert panel.node is not None
    name = panel.node.name
    assert name.text() == "Dense"
    name.selectAll()
    QTest.keyClicks(name, "Hidden")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert document.experiment.network.node("dense1").name == "Hidden"
    document.undo()
    assert name.text() == "Dense"
    assert document.experiment.network.node("dense1").name == ""
    name.setText("Hidden\u00a0layer\u200b")  # as pasted from a page
    name.editingFinished.emit()
    assert document.experiment.network.node("dense1").name == name.text() == "Hidden layer"


def test_shapes_follow(qtbot: QtBot, document: Document) -> None:
    panel = panel_of(qtbot, document)
    panel.show_nodes(("output1",))
    assert panel.node is not None
    assert "1 × 8" in panel.node.facts.text()
    document.apply(Set(path=("network", "dense1", "units"), value=3))
    assert "1 × 3" in panel.node.facts.text()


def test_a_deleted_block_leaves_the_inspector(qtbot: QtBot, document: Document) -> None:
    panel = panel_of(qtbot, document)
    panel.show_nodes(("dense1",))
    document.apply(RemoveNodes(ids=("dense1",)))
    assert panel.ids == ()
    assert panel.node is None
    document.undo()
    assert panel.general.isVisible()


def test_several_blocks(qtbot: QtBot, document: Document) -> None:
    panel = panel_of(qtbot, document)
    panel.show_nodes(("dense1", "output1", "nowhere"))
    assert panel.ids == ("dense1", "output1")
    assert panel.several is not None
    assert panel.several.isVisible()


def test_notes_are_one_undo(qtbot: QtBot, document: Document) -> None:
    panel = panel_of(qtbot, document)
    panel.general.setCurrentIndex(1)
    QTest.keyClicks(panel.general.notes, "It learns.")
    assert document.experiment.notes == "It learns."
    assert len(document.versions) == 2
    document.undo()
    assert panel.general.notes.toPlainText() == ""


def test_problems_of_a_block_can_be_mended_in_the_inspector(qtbot: QtBot, document: Document) -> None:
    document.apply(Set(path=("network", "dense1", "units"), value=0))
    panel = panel_of(qtbot, document)
    panel.show_nodes(("dense1",))
    assert panel.node is not None
    (card,) = panel.node.cards
    assert "units must be between 1 and 65536" in card.sentence.text()
    QTest.mouseClick(card.fixes[0], Qt.MouseButton.LeftButton)
    assert document.experiment.network.node("dense1").params["units"] == 1
    assert panel.node.cards == []


def test_theme_changes_in_place(qtbot: QtBot, document: Document) -> None:
    panel = panel_of(qtbot, document)
    for ids in ((), ("dense1",)):
        panel.show_nodes(ids)
        panel.set_theme(DARK)
        assert not panel.grab().isNull()


def test_problems_panel(qtbot: QtBot, document: Document) -> None:
    problems = ProblemsPanel(document, LIGHT)
    qtbot.addWidget(problems)
    problems.resize(320, 500)
    with qtbot.waitExposed(problems):
        problems.show()
    assert problems.nothing.isVisible() == (not document.analysis.problems)
    document.apply(Set(path=("network", "dense1", "units"), value=0))
    card = next(card for card in problems.cards if "units must be" in card.sentence.text())
    with qtbot.waitSignal(problems.node_requested) as asked:
        QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=card.rect().topRight() * 0.5)
    assert asked.args == ["dense1"]
    QTest.mouseClick(card.fixes[0], Qt.MouseButton.LeftButton)
    assert not any("units must be" in card.sentence.text() for card in problems.cards)
    assert document.analysis.trainable
    problems.set_theme(DARK)


def test_problems_of_the_data_name_no_block(qtbot: QtBot, document: Document) -> None:
    experiment = document.experiment
    document.open(replace(experiment, data=replace(experiment.data, train=0.9, dev=0.4)))
    problems = ProblemsPanel(document, LIGHT)
    qtbot.addWidget(problems)
    assert any("add up to more than 1" in card.sentence.text() for card in problems.cards)


def test_summary(document: Document) -> None:
    document.apply(Set(path=("network", "dense1", "units"), value=0))
    assert summary(document.analysis.problems).startswith("1 error")
    assert summary(()) == ""
