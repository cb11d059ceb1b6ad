"""Open, play, change the network while it trains, save, reopen, go on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from playground.catalog.settings import setting_at
from playground.spec.edits import get_at
from tests.journeys.conftest import Person

pytestmark = pytest.mark.timeout(300)
LEFT = Qt.MouseButton.LeftButton
RATE = ("training", "optimizer", "learning_rate")


def losses(person: Person) -> np.ndarray:
    table = person.desk.run.curves.evaluations
    return table["train/loss"] if "train/loss" in table else np.empty(0)


def click_card(person: Person, node: str) -> None:
    canvas = person.window.canvas
    middle = canvas.network_scene.bounds((node,)).center()
    QTest.mouseClick(canvas.viewport(), LEFT, pos=canvas.mapFromScene(middle))


def phase(person: Person) -> str:
    return person.desk.run.status.phase


def inspected(person: Person) -> tuple[str, ...]:
    assert person.window.canvas.selection == person.window.inspector.ids
    return person.window.inspector.ids


def type_into(person: Person, path: tuple[str, ...], text: str) -> None:
    row = person.window.inspector.findChild(QWidget, "field:" + ".".join(path))
    assert row is not None
    field = row.findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_open_play_change_save_reopen_go_on(qtbot: QtBot, people: list[Person], tmp_path: Path) -> None:
    # Open: everything is there, untrained.
    me = Person(qtbot)
    people.append(me)
    until = me.until
    window, run, document = me.window, me.desk.run, me.desk.document
    until(lambda: run.status.phase == "paused" and len(losses(me)) == 1)
    first = losses(me)[0]
    assert run.status.step == 0

    # Play: the loss falls.
    QTest.mouseClick(window.transport.play, LEFT)
    until(lambda: losses(me)[-1] < 0.7 * first)
    assert phase(me) == "playing"
    assert window.transport.train.text != "–"

    # Insert a batch norm behind the first dense layer while it trains.
    dense = next(node.id for node in document.experiment.network.nodes if node.kind == "dense")
    count = len(document.experiment.network.nodes)
    click_card(me, dense)
    assert inspected(me) == (dense,)
    QTest.keyClick(window.canvas, Qt.Key.Key_Tab)
    search = window.canvas._search
    assert search is not None
    QTest.keyClicks(search.field, "batch norm")
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    [norm] = [node for node in document.experiment.network.nodes if node.kind == "batch_norm"]
    assert len(document.experiment.network.nodes) == count + 1
    assert [edge.target for edge in document.experiment.network.outputs(dense)] == [norm.id]
    step = run.status.step
    until(lambda: f"gradient_norm/{norm.id}" in run.curves.steps and run.status.step > step + 50)
    assert phase(me) == "playing"
    assert np.all(np.diff(run.curves.steps["step"]) == 1.0), "no step is lost, none begins anew"

    # Change the learning rate in the inspector; it trains on with it.
    QTest.mouseClick(window.canvas.viewport(), LEFT, pos=QPoint(5, 5))
    assert inspected(me) == ()
    _, before = setting_at(document.experiment, RATE)
    type_into(me, RATE, "0.02")
    assert get_at(document.experiment, RATE) == 0.02
    until(lambda: bool(run.curves.steps["learning_rate"][-1] == 0.02))

    # Undo it.
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert setting_at(document.experiment, RATE)[1] == before
    until(lambda: bool(run.curves.steps["learning_rate"][-1] == before))
    assert phase(me) == "playing"

    # Pause and save.
    QTest.keyClick(window.canvas, Qt.Key.Key_Space)
    assert phase(me) == "paused"
    me.answers.to_save = tmp_path / "story.nnp"
    QTest.keyClick(window.canvas, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    until(lambda: not document.modified)
    assert (tmp_path / "story.nnp").exists()
    last, steps = losses(me)[-1], run.status.step
    assert run.curves.evaluations["step"][-1] == steps

    # Reopen in another window: the same loss, the same curves, and it goes on.
    you = Person(qtbot)
    people.append(you)
    you.window.filing.open(tmp_path / "story.nnp")
    assert "open in another window" in you.window.messages.news.text
    you.click(next(offer for offer in you.window.messages.news.offers if offer.text() == "Open anyway"))
    again = you.desk.run
    you.until(lambda: again.status.phase == "paused" and again.status.step == steps)
    you.until(lambda: again.curves.evaluations["step"][-1] == steps)
    assert losses(you)[-1] == pytest.approx(last, rel=1e-6)
    assert len(again.curves.steps) == steps
    QTest.mouseClick(you.window.transport.step, LEFT)
    you.until(lambda: again.status.step == steps + 1 and again.status.phase == "paused")
    assert again.curves.steps["step"][-1] == steps + 1
