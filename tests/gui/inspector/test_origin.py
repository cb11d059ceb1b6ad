"""The sliders of the architecture that the network was made from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from playground.gui.inspector.origin_page import OriginPage
from playground.gui.inspector.panel import InspectorPanel
from playground.gui.theme.tokens import LIGHT
from playground.spec.edits import Replace, Set
from playground.spec.values import Choice, Values
from playground.workbench.document import Document
from playground.workbench.templates import load_template

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform says so of every window


@pytest.fixture
def document() -> Document:
    return Document(load_template("efficientnet_b0"))


@pytest.fixture
def panel(qtbot: QtBot, document: Document) -> Iterator[InspectorPanel]:
    made = InspectorPanel(document, LIGHT)
    qtbot.addWidget(made)
    made.resize(320, 700)
    made.show()
    yield made
    made.close()


def page_of(panel: InspectorPanel) -> OriginPage:
    found = panel.general.origin
    assert found is not None
    return found


def type_in(page: OriginPage, setting: str, text: str) -> None:
    """Type a value as a person does."""
    field = page.rows[setting].editor.findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_its_tab_is_there_where_the_network_has_an_origin(panel: InspectorPanel, document: Document) -> None:
    page = page_of(panel)
    assert panel.general.currentWidget() is page
    assert list(page.rows) == ["form", "depth", "width", "resolution"]
    assert not page.warning.isVisible()
    document.apply(Replace(experiment=load_template("first")))
    assert panel.general.origin is None
    assert panel.general.tabText(0) == "Training"
    document.undo()
    assert panel.general.origin is not None


def test_a_typed_width_makes_the_network_anew(panel: InspectorPanel, document: Document) -> None:
    page = page_of(panel)
    type_in(page, "width", "1.1")
    assert document.experiment.network.origin == Choice("efficientnet_b0", Values(width=1.1))
    assert document.undo_label == "Set Width w"
    type_in(page, "depth", "1.2")
    assert document.analysis.parameters == 9_109_994, "EfficientNet-B2"
    document.undo()
    document.undo()
    assert document.analysis.parameters == 5_288_548


def test_the_resolution_is_that_of_the_data_too(panel: InspectorPanel, document: Document) -> None:
    type_in(page_of(panel), "resolution", "240")
    assert document.analysis.signatures["input1"].output == (3, 240, 240)
    document.undo()
    assert document.analysis.signatures["input1"].output == (3, 224, 224)


def test_another_form_comes_with_its_data_and_training(panel: InspectorPanel, document: Document) -> None:
    before = document.experiment
    page_of(panel).rows["form"].editor.edited.emit("small")
    assert document.experiment.data.source.kind == "characters"
    assert document.experiment.training != before.training
    assert document.analysis.trainable
    document.undo()
    assert document.experiment is before


def test_changes_by_hand_are_not_lost_unasked(panel: InspectorPanel, document: Document) -> None:
    page = page_of(panel)
    document.apply(Set(path=("network", "dropout1", "keep_prob"), value=0.5))
    assert page.warning.isVisible()
    assert not page.anew.isVisible()
    changed = document.experiment
    type_in(page, "width", "1.1")
    assert document.experiment is changed
    assert "Width w makes the network anew" in page.sentence.text()
    QTest.mouseClick(page.keep, Qt.MouseButton.LeftButton)
    assert document.experiment is changed
    assert not page.anew.isVisible()
    type_in(page, "width", "1.1")
    QTest.mouseClick(page.anew, Qt.MouseButton.LeftButton)
    assert document.experiment.network.origin == Choice("efficientnet_b0", Values(width=1.1))
    assert document.experiment.network.node("dropout1").params["keep_prob"] == 0.8
    assert not page.warning.isVisible()
    document.undo()
    assert document.experiment is changed


def test_a_value_out_of_its_range_is_refused_in_words(panel: InspectorPanel, document: Document) -> None:
    page, before = page_of(panel), document.experiment
    page.rows["width"].editor.edited.emit(99.0)
    assert "between" in page.rows["width"].complaint.text()
    assert document.experiment is before
