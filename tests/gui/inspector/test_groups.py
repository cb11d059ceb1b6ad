from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.gui.inspector.group_form import GroupPage
from playground.gui.inspector.panel import InspectorPanel
from playground.gui.inspector.shared import SharedForm, SharedRow
from playground.gui.theme.tokens import DARK, LIGHT
from playground.spec.edits import RemoveNodes, Set, SetGroups
from playground.spec.experiment import Experiment, Group, Network, Node, chain, lay_out
from playground.spec.values import Choice, Values
from playground.workbench.document import Document

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


@pytest.fixture
def document() -> Document:
    nodes = lay_out(
        [
            Node(id="input1", kind="input"),
            Node(id="dense1", kind="dense", params=Values(units=8)),
            Node(id="dense2", kind="dense", params=Values(units=4)),
            Node(id="activation1", kind="activation"),
            Node(id="output1", kind="output"),
        ]
    )
    exposed = (("dense1", "units"), ("dense2", "units"), ("dense2", "activation"), ("activation1", "activation"))
    group = Group(id="g", name="Core", members=("dense1", "dense2", "activation1"), exposed=exposed)
    return Document(Experiment(network=Network(nodes=nodes, edges=chain(*nodes), groups=(group,))))


def panel_of(qtbot: QtBot, document: Document, *ids: str) -> InspectorPanel:
    panel = InspectorPanel(document, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(320, 900)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.show_nodes(ids)
    return panel


def page_of(panel: InspectorPanel) -> GroupPage:
    assert panel.group is not None
    return panel.group


def units(document: Document) -> list[int]:
    return [document.experiment.network.node(id).params["units"] for id in ("dense1", "dense2")]


def group(document: Document) -> Group:
    (found,) = document.experiment.network.groups
    return found


def test_a_groups_name_and_repeat(qtbot: QtBot, document: Document) -> None:
    panel = panel_of(qtbot, document, "g")
    page = page_of(panel)
    page.name.selectAll()
    QTest.keyClicks(page.name, "Body")
    QTest.keyClick(page.name, Qt.Key.Key_Return)
    assert group(document).name == "Body"
    page.repeat.setFocus()
    QTest.keyClick(page.repeat, Qt.Key.Key_Up)
    assert group(document).repeat == 2
    assert document.undo_label == "Repeat Body 2 times"
    before, after = 2 * 8 + 8 + 8 * 4 + 4, 4 * 8 + 8 + 8 * 4 + 4
    assert f"{before + after} learned numbers" in page.about.text()
    document.undo()
    assert page.repeat.value() == 1
    page.name.clear()
    QTest.keyClick(page.name, Qt.Key.Key_Return)
    assert page.name.text() == "Body"


def test_exposed_settings_of_one_name_are_set_together(qtbot: QtBot, document: Document) -> None:
    panel = panel_of(qtbot, document, "g")
    page = page_of(panel)
    assert page.rows is not None
    rows = {row.path[-1]: row for row in page.rows.rows}
    assert list(rows) == ["units", "activation"]
    assert rows["units"].paths == (("network", "dense1", "units"), ("network", "dense2", "units"))
    rows["units"].editor.edited.emit(5)
    rows["units"].editor.edited.emit(6)
    assert units(document) == [6, 6]
    document.undo()
    assert units(document) == [8, 4]
    rows["activation"].editor.edited.emit(Choice("relu"))
    network = document.experiment.network
    assert network.node("dense2").params["activation"].kind == "relu"
    assert network.node("activation1").params["activation"].kind == "relu"
    assert "activation" not in network.node("dense1").params


def test_choosing_what_is_exposed(qtbot: QtBot, document: Document) -> None:
    panel = panel_of(qtbot, document, "g")
    page = page_of(panel)
    assert page.boxes == {}
    page.chooser.click()
    box = page.boxes["dense1", "units"]
    assert box.isChecked()
    box.click()
    assert ("dense1", "units") not in group(document).exposed
    assert document.undo_label == "Hide units on Core"
    page.boxes["dense1", "bias"].click()
    assert group(document).exposed[-1] == ("dense1", "bias")
    assert page.rows is not None
    assert page.rows.rows[0].path == ("network", "dense2", "units")
    document.undo()
    assert not page.boxes["dense1", "bias"].isChecked()
    page.set_theme(DARK)
    page.grab()


def test_problems_of_members_are_told_and_mended(qtbot: QtBot, document: Document) -> None:
    panel = panel_of(qtbot, document, "g")
    page = page_of(panel)
    document.apply(Set(path=("network", "dense2", "units"), value=0))
    assert any("units" in card.sentence.text() for card in page.cards)
    page.cards[0].fixes[0].click()
    assert units(document) == [8, 1]


def test_a_group_that_goes_takes_its_page_along(qtbot: QtBot, document: Document) -> None:
    panel = panel_of(qtbot, document, "g")
    document.apply(SetGroups(groups=()))
    assert panel.group is None
    assert panel.general.isVisible()


def test_blocks_of_one_kind_have_one_form(qtbot: QtBot, document: Document) -> None:
    panel = panel_of(qtbot, document, "dense1", "dense2")
    assert panel.several is not None
    form = panel.several.form
    assert isinstance(form, SharedForm)
    row = form.rows["units"]
    assert isinstance(row, SharedRow)
    differ = row._differ
    assert differ is not None
    assert differ.text() == "They differ: 8, 4"
    row.editor.edited.emit(3)
    assert units(document) == [3, 3]
    assert len(document.versions) == 2
    assert not differ.isVisible()
    document.undo()
    assert differ.isVisible()


def test_settings_inside_a_choice_are_shared_too(qtbot: QtBot, document: Document) -> None:
    panel = panel_of(qtbot, document, "dense1", "dense2")
    assert panel.several is not None
    form = panel.several.form
    assert isinstance(form, SharedForm)
    form.rows["activation"].editor.edited.emit(Choice("leaky_relu"))
    nested = form.rows["activation"].nested
    assert nested is not None
    (name,) = nested.rows
    nested.rows[name].editor.edited.emit(0.25)
    for id in ("dense1", "dense2"):
        assert document.experiment.network.node(id).params["activation"].params[name] == 0.25
    document.apply(Set(path=("network", "dense2", "activation"), value=Choice("relu")))
    assert form.rows["activation"].nested is None or not form.rows["activation"].nested.isVisible()


def test_blocks_of_several_kinds_share_what_they_have(qtbot: QtBot, document: Document) -> None:
    panel = panel_of(qtbot, document, "dense1", "activation1")
    assert panel.several is not None
    assert panel.several.form is not None
    assert [row.path[-1] for row in panel.several.form.rows] == ["activation"]  # type: ignore[union-attr]
    panel.show_nodes(("input1", "g"))
    assert panel.several is not None
    assert panel.several.form is None


def test_out_of_range_is_refused_for_all(qtbot: QtBot, document: Document) -> None:
    panel = panel_of(qtbot, document, "dense1", "dense2")
    assert panel.several is not None
    form = panel.several.form
    assert isinstance(form, SharedForm)
    form.rows["units"].editor.edited.emit(0)
    assert "units must be" in form.rows["units"].complaint.text()
    assert units(document) == [8, 4]


def test_a_deleted_block_is_no_trouble(qtbot: QtBot, document: Document) -> None:
    panel = panel_of(qtbot, document, "dense1", "dense2")
    document.apply(RemoveNodes(ids=("dense2",)))
    assert panel.ids == ("dense1",)
    panel.show_nodes(("g",))
    document.apply(RemoveNodes(ids=("dense1",)))
    assert panel.group is not None
    assert panel.group.about.text().startswith("Group of 1 block")
    document.apply(SetGroups(groups=(replace(group(document), repeat=3),)))
    assert panel.group.repeat.value() == 3
