"""2-8-8-1 from an empty canvas, by mouse alone and by keyboard alone, trained on the spiral."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.catalog.settings import setting_at
from playground.gui.canvas.units import spot
from tests.journeys.conftest import Person

pytestmark = [pytest.mark.timeout(300), pytest.mark.qt_log_ignore("This plugin does not support", extend=True)]
OPTIMIZER = ("training", "optimizer")


def is_2_8_8_1(me: Person) -> bool:
    dense = [node for node in me.network.nodes if node.kind == "dense"]
    units = [setting_at(me.desk.document.experiment, ("network", node.id, "units"))[1] for node in dense]
    return me.kinds() == ["input", "dense", "dense", "output"] and units == [8, 8]


def learns_the_spiral(me: Person) -> None:
    """Its loss falls clearly below that of an untrained network, which tells the two arms no better than a coin."""
    me.until(lambda: bool(len(me.losses())) and me.losses()[-1] < 0.45)
    assert me.losses()[0] > 0.6
    assert me.phase() == "playing"


def test_by_mouse_alone(me: Person) -> None:
    window, document, hand, canvas = me.window, me.desk.document, me.hand, me.window.canvas
    tabs = window.left.tabBar()

    # An empty canvas.
    me.menu("Edit", "Select all")
    me.menu("Edit", "Delete")
    assert not me.network.nodes

    # Blocks from the list, dragged onto the paper.
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(1).center())
    assert window.palette_.isVisible()
    canvas.reset_zoom()
    middle = canvas.mapToScene(canvas.viewport().rect().center())
    for kind, x in (("Input", -270), ("Dense", -90), ("Dense", 90), ("Output", 270)):
        assert hand.drop(window.palette_, kind, middle + QPointF(x - 60, -40))
    ids = [node.id for node in me.network.nodes]
    assert not me.network.edges

    # Port to port.
    for source, target in pairwise(ids):
        hand.drag(hand.out(source), hand.into(target))
    assert me.kinds() == ["input", "dense", "dense", "output"]

    # Eight units: one layer by its slider, the other by its + button.
    hand.click(hand.card("dense1"))
    row = me.field("network", "dense1", "units")
    me.slide(row, 75)
    hand.click(canvas.network_scene.cards["dense2"].pos() + QPointF(62, 12))
    more = canvas.network_scene.place_of(spot.button("dense2", "more")).center()
    for _ in range(4):
        hand.click(more)
        QApplication.processEvents()
    assert is_2_8_8_1(me)

    # The spiral, and Adam with a quick rate.
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(0).center())
    me.click(window.data.gallery.tiles["spiral"])
    assert document.experiment.data.source.kind == "spiral"
    me.click(canvas.viewport(), canvas.viewport().rect().topRight() + QPoint(-6, 6))
    assert window.inspector.ids == ()
    me.choose(me.field(*OPTIMIZER), "Adam")
    me.click(window.transport.play)
    learns_the_spiral(me)


def test_by_keyboard_alone(me: Person) -> None:
    canvas, document = me.window.canvas, me.desk.document

    # An empty canvas, and four blocks by their names: each is linked to the one before.
    assert QApplication.focusWidget() is canvas
    me.press("Ctrl+A Delete")
    assert me.network.nodes == ()
    for block in ("input", "dense", "dense", "output"):
        me.press("Tab")
        me.type(block)
        me.press("Return")
    assert me.kinds() == ["input", "dense", "dense", "output"]

    # Eight units: one layer by its field, the other by the + key.
    me.press("Ctrl+Left")
    assert canvas.selection == ("dense2",)
    me.find("units")
    me.type("8")
    me.press("Return")
    me.press("Escape")
    assert QApplication.focusWidget() is canvas
    me.press("Ctrl+Left O + + + +")
    assert is_2_8_8_1(me)

    # The spiral, and Adam.
    me.find("spiral")
    assert document.experiment.data.source.kind == "spiral"
    me.find("optimizer")
    me.type("Adam")
    assert setting_at(document.experiment, OPTIMIZER)[1].kind == "adam"
    me.press("Escape Space")
    learns_the_spiral(me)
