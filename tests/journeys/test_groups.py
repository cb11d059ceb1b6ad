"""A group: named, repeated, closed, opened, saved as one's own block, added again, and trained."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.inspector.group_form import GroupPage
from playground.spec.groups import expanded
from playground.workbench.settings import VARIABLE
from tests.journeys.conftest import LEFT, SHIFT, Person, settle

pytestmark = [pytest.mark.timeout(300), pytest.mark.qt_log_ignore("This plugin does not support", extend=True)]


def test_group_repeat_save_and_add_again(
    qtbot: QtBot, people: list[Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    me = Person(qtbot)
    people.append(me)
    me.until(lambda: me.phase() == "paused" and len(me.losses()) == 1)
    window, canvas, hand, run = me.window, me.window.canvas, me.hand, me.desk.run

    # A layer of four and a batch norm behind it become a group with a name.
    me.menu("View", "Close all layers")
    hand.click(hand.card("dense1"))
    me.press("Tab")
    me.type("batch norm")
    me.press("Return")
    [norm] = [node.id for node in me.network.nodes if node.kind == "batch_norm"]
    hand.click(hand.card("dense1"))
    hand.click(hand.card(norm), SHIFT)
    me.press("Ctrl+G")
    me.type("Twist")
    me.press("Return")
    [group] = me.network.groups
    assert group.name == "Twist"
    assert set(group.members) == {"dense1", norm}
    assert canvas.selection == (group.id,)

    # Three times, by the field of its page.
    settle()
    form = window.inspector.findChild(GroupPage)
    assert form is not None
    me.scroll_to(form.repeat)
    me.click(form.repeat, QPoint(20, form.repeat.height() // 2))
    me.press("Up Up")
    assert me.network.groups[0].repeat == 3
    assert sum(node.kind == "dense" for node in expanded(me.desk.document.experiment).network.nodes) == 4
    me.press("Escape")

    # Opened and closed by key.
    closed = me.network.groups[0].closed
    me.press("O")
    assert me.network.groups[0].closed is not closed
    me.press("O")
    assert me.network.groups[0].closed
    assert group.id in canvas.network_scene.cards

    # Saved to my blocks by its menu, and added once more from the list.
    at = canvas.mapFromScene(hand.card(group.id))
    QApplication.sendEvent(
        canvas.viewport(),
        QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, canvas.viewport().mapToGlobal(at)),
    )
    me.take("Save to my blocks")
    tabs = window.left.tabBar()
    QTest.mouseClick(tabs, LEFT, pos=tabs.tabRect(1).center())
    me.click(window.palette_.field)
    me.type("Twist")
    me.press("Return")
    assert [group.name for group in me.network.groups] == ["Twist", "Twist"]
    assert [group.repeat for group in me.network.groups] == [3, 3]
    assert me.desk.document.analysis.trainable

    # It trains, every copy of it.
    me.click(window.transport.play)
    first = me.losses()[0]
    me.until(lambda: run.status.step > 300 and me.losses()[-1] < 0.8 * first)
    dense = [node.id for node in expanded(me.desk.document.experiment).network.nodes if node.kind == "dense"]
    assert len(dense) == 7
    assert all(f"gradient_norm/{id}" in run.curves.steps for id in dense)
    assert me.phase() == "playing"
