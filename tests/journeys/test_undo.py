"""A wild series of changes of every kind, all of them undone: the very same experiment, and done again."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.gui.canvas.units import spot
from playground.spec.json import experiment_to_json
from tests.journeys.conftest import LEFT, Person, settle

pytestmark = pytest.mark.timeout(300)


def wild(me: Person) -> None:
    """What hands and keys do, one after the other, while it trains."""
    window, canvas, hand = me.window, me.window.canvas, me.hand
    place_of = canvas.network_scene.place_of
    me.find("moons")
    me.find("optimizer: rmsprop")
    me.type_into(("training", "batch_size"), "16")
    me.press("Escape")
    hand.click(place_of(spot.button("dense1", "more")).center())
    hand.click(place_of(spot.button("dense2", "fewer")).center())
    hand.hover(place_of(spot.unit("dense1", 1)).center())
    me.press("K")
    hand.click(place_of(spot.number("dense1", "weight", 0, 1)).center())
    me.type("0.5")
    me.press("Return Escape")
    hand.click(canvas.network_scene.cards["dense1"].pos() + QPointF(10, 12))
    me.press("Tab")
    me.type("dropout")
    me.press("Return")
    me.press("F2")
    me.type("Sieve")
    me.press("Return")
    me.press("Ctrl+D")
    settle()
    me.press("Delete Ctrl+A Ctrl+G Ctrl+Shift+G Shift+A")
    QTest.mouseClick(canvas.viewport(), LEFT, pos=QPoint(4, 4))
    me.click(window.data.gallery.tiles["spiral"])
    me.click(window.transport.new_weights)
    me.click(window.transport.play)
    QTest.mouseMove(canvas.viewport(), QPoint(8, 8))


def test_everything_undone_is_the_very_same(me: Person) -> None:
    document, run = me.desk.document, me.desk.run
    begun, text = document.experiment, experiment_to_json(document.experiment)
    me.press("Space")
    me.until(lambda: run.status.step > 50)
    wild(me)
    changed, versions = document.experiment, len(document.versions)
    assert versions > 14
    me.until(lambda: run.status.step > 50)
    me.window.canvas.setFocus()

    # To and fro, as somebody looks for the moment when it was good.
    draw = random.Random(0)
    for _ in range(40):
        me.press(draw.choice(("Ctrl+Z", "Ctrl+Z", "Ctrl+Shift+Z")))
    me.undo_all()
    assert document.experiment is begun
    assert experiment_to_json(document.experiment) == text
    assert not document.modified
    assert not me.window.isWindowModified()

    # The engine has it too, and what is on the canvas is it.
    me.until(lambda: me.weights("dense1.weight").shape == (4, 2))
    assert set(me.window.canvas.network_scene.cards) == {node.id for node in begun.network.nodes}
    me.press("Ctrl+Shift+Z " * versions)
    assert document.experiment is changed
    QApplication.processEvents()
    assert me.window.messages.run.text == ""
