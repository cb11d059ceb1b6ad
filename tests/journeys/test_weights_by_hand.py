"""Units and weights under the hand while it trains: looked at, set, frozen, and given back."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from playground.gui.canvas.units import spot
from playground.gui.canvas.units.callout import Callout
from playground.gui.canvas.units.spot import Spot
from tests.journeys.conftest import Person

pytestmark = pytest.mark.timeout(300)
WEIGHT = spot.number("dense1", "weight", 2, 1)


def hover(me: Person, here: Spot) -> None:
    me.hand.hover(me.window.canvas.network_scene.place_of(here).center())


def click(me: Person, here: Spot) -> None:
    me.hand.click(me.window.canvas.network_scene.place_of(here).center())


def train_on(me: Person, steps: int = 200) -> None:
    """Let it train so many steps more."""
    now = me.desk.run.status.step
    me.until(lambda: me.desk.run.status.step > now + steps)
    assert me.phase() == "playing"


def test_look_set_freeze_and_give_back(me: Person) -> None:
    window, canvas, document, run = me.window, me.window.canvas, me.desk.document, me.desk.run
    me.click(window.transport.play)
    train_on(me)

    # A unit under the pointer: the large surface is its own, and goes on moving.
    whole = window.surface.head.title
    hover(me, spot.unit("dense1", 2))
    assert window.surface.head.title != whole
    [key] = [watched.key for watched in window.surface.watching() if "unit" in watched.key]
    me.until(lambda: key in run.pictures)
    first = run.pictures[key]
    me.until(lambda: run.pictures[key] is not first)

    # A weight under the pointer: its value and gradient. K freezes it, bit for bit.
    hover(me, WEIGHT)
    told = canvas.findChild(Callout)
    assert told is not None
    me.until(lambda: told.isVisible() and "∂J/∂w" in told.text())
    assert window.surface.head.title == whole
    me.press("K")
    assert document.undo_label is not None
    assert document.undo_label.startswith("Freeze")
    still = me.weights("dense1.weight")
    train_on(me)
    later = me.weights("dense1.weight")
    assert later[2, 1] == still[2, 1]
    assert np.count_nonzero(later == still) == 1

    # A click and a number: it is that from the next step on, and undo gives back what it was.
    click(me, WEIGHT)
    field = canvas.inside.field
    assert field is not None
    assert field.line.hasFocus()
    me.type("-1.5")
    me.press("Return")
    train_on(me)
    assert me.weights("dense1.weight")[2, 1] == np.float32(-1.5)
    me.press("Ctrl+Z")
    train_on(me)
    assert me.weights("dense1.weight")[2, 1] == still[2, 1]

    # A unit and a layer.
    hover(me, spot.unit("dense1", 0))
    me.press("K")
    click(me, spot.button("dense2", "lock"))
    before = {name: me.weights(name) for name in ("dense1.weight", "dense1.bias", "dense2.weight", "dense2.bias")}
    train_on(me)
    after = {name: me.weights(name) for name in before}
    assert np.array_equal(after["dense1.weight"][0], before["dense1.weight"][0])
    assert after["dense1.bias"][0] == before["dense1.bias"][0]
    assert np.all(after["dense1.weight"][1] != before["dense1.weight"][1])
    assert np.array_equal(after["dense2.weight"], before["dense2.weight"])
    assert np.array_equal(after["dense2.bias"], before["dense2.bias"])

    # Everything undone: all of them learn again.
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    me.undo_all()
    assert document.present == 0
    train_on(me)
    assert np.all(me.weights("dense1.weight") != after["dense1.weight"])
    assert np.all(me.weights("dense2.weight") != after["dense2.weight"])
