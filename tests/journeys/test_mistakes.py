"""LeNet-5 after a little training: its worst mistakes, what it saw in one of them, and a digit drawn for it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.catalog.prepare import prepare
from playground.gui.draw.window import DrawWindow
from playground.gui.gallery_of_examples.window import GalleryWindow
from playground.gui.gaze import Example
from playground.gui.looking.window import LookWindow
from playground.gui.mistakes.window import MistakesWindow
from playground.workbench.templates import load_template
from tests.journeys.conftest import LEFT, Person

pytestmark = [pytest.mark.timeout(300), pytest.mark.qt_log_ignore("This plugin does not support", extend=True)]


@pytest.fixture
def me(qtbot: QtBot, people: list[Person]) -> Person:
    """Somebody before LeNet-5 whose engine is ready."""
    person = Person(qtbot, load_template("lenet5"))
    people.append(person)
    person.until(lambda: person.phase() == "paused" and len(person.losses()) == 1)
    return person


def test_the_worst_mistake_is_looked_into(me: Person) -> None:
    window, run = me.window, me.desk.run
    assert me.desk.document.experiment.data.source.kind == "characters"
    me.click(window.transport.play)
    me.until(lambda: run.status.step > 100)

    # Its mistakes, while it trains on: more than one answer comes, and the window follows.
    me.menu("Pictures", "Mistakes")
    mistakes = window.beside.windows["mistakes"]
    assert isinstance(mistakes, MistakesWindow)
    me.until(lambda: mistakes.said.outcome is not None)
    assert mistakes.said.outcome is not None
    first = mistakes.said.outcome.step
    me.until(lambda: mistakes.said.outcome is not None and mistakes.said.outcome.step > first)
    me.click(window.transport.play)
    me.until(lambda: me.phase() == "paused")
    me.settled()
    me.until(lambda: mistakes.said.outcome is not None and mistakes.said.outcome.step == run.status.step)

    # The cell with the most mistakes, and its pictures.
    worst = mistakes.matrix.worst()
    assert worst is not None
    me.click(mistakes.matrix, mistakes.matrix.place(worst).center().toPoint())
    assert mistakes.matrix.cell == worst
    prepared = prepare(me.desk.document.experiment.data)
    keys = mistakes.wall.keys
    assert len(keys)
    assert (prepared.y[keys] == worst[0]).all()
    names = prepared.facts.classes
    assert f"of class {names[worst[0]]} taken for {names[worst[1]]}" in mistakes.title.text()

    # The surest of them, looked into: the same verdict there.
    me.click(mistakes.wall.viewport(), mistakes.wall.cell(0).center())
    row = int(np.flatnonzero(prepared.rows("dev") == keys[0])[0])
    assert window.gaze.example == Example("dev", row)
    me.click(mistakes.inside)
    look = window.beside.windows["look_inside"]
    assert isinstance(look, LookWindow)
    me.until(look.isVisible)
    assert (look.which.part.currentText(), look.which.row.value()) == ("dev", row)
    me.until(lambda: look.bars._values is not None and int(np.argmax(look.bars._values)) == worst[1])
    me.until(lambda: look.maps.count == 6)
    look.close()
    mistakes.close()

    # The gallery of the right ones of a class.
    me.menu("Pictures", "Gallery")
    gallery = window.beside.windows["gallery"]
    assert isinstance(gallery, GalleryWindow)
    gallery.part.setCurrentText("dev")
    gallery.of_class.setCurrentIndex(worst[1] + 1)
    gallery.verdict.setCurrentText("right")
    me.until(lambda: len(gallery.wall.keys) > 0)
    assert (prepared.y[gallery.wall.keys] == worst[1]).all()
    me.click(gallery.wall.viewport(), gallery.wall.cell(0).center())
    chosen = gallery.wall.chosen_key
    gallery.close()

    # That one under the pen: read rightly. A stroke across it is read as well.
    assert chosen is not None
    me.menu("Pictures", "Draw")
    draw = window.beside.windows["draw"]
    assert isinstance(draw, DrawWindow)
    me.click(draw.take_)
    me.until(lambda: draw.verdict.text().startswith(f"{names[worst[1]]}  ") and draw.verdict.text().endswith("%"))
    before = draw.bars._values
    assert before is not None
    sheet = draw.pad.sheet()
    start, end = (
        QPoint(round(sheet.left() + share * sheet.width()), round(sheet.center().y())) for share in (0.1, 0.9)
    )
    QTest.mousePress(draw.pad, LEFT, pos=start)
    QTest.mouseMove(draw.pad, (start + end) / 2)
    QTest.mouseMove(draw.pad, end)
    QTest.mouseRelease(draw.pad, LEFT, pos=end)
    me.until(lambda: draw.bars._values is not None and not np.array_equal(draw.bars._values, before))
    QTest.keyClick(draw, Qt.Key.Key_Escape)
    assert not draw.isVisible()
