"""A learning rate of 10: the window says what is wrong, and one click mends it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from playground.catalog.settings import setting_at
from playground.spec.experiment import Data, Experiment
from playground.spec.values import Choice
from playground.workbench import templates
from tests.journeys.conftest import Person

pytestmark = pytest.mark.timeout(300)
RATE = ("training", "optimizer", "learning_rate")


def rate_of(me: Person) -> object:
    return setting_at(me.desk.document.experiment, RATE)[1]


def type_ten(me: Person) -> None:
    me.find("learning rate")
    me.type("10")
    me.press("Return")
    assert rate_of(me) == 10.0


def test_the_line_under_the_canvas_mends_it(me: Person) -> None:
    window = me.window
    first = me.losses()[0]
    type_ten(me)
    me.click(window.transport.play)
    me.until(lambda: me.desk.run.status.step > 300)
    assert "learning rate of 10" in window.problems.sentence.toolTip()
    assert window.problems.fix is not None
    me.click(window.problems.fix)
    assert rate_of(me) == 0.1
    assert "learning rate" not in window.problems.sentence.toolTip()
    me.click(window.transport.reset)
    me.click(window.transport.play)
    me.until(lambda: len(me.losses()) > 3 and me.losses()[-1] < 0.7 * first)


def numbers_to_predict() -> Experiment:
    """The first experiment, on data whose loss has no bounds."""
    first = templates.load_template(templates.DEFAULT)
    return replace(first, data=Data(source=Choice("plane")))


def test_a_run_that_blew_up_goes_on_by_the_offered_fix(qtbot: QtBot, people: list[Person]) -> None:
    me = Person(qtbot, numbers_to_predict())
    people.append(me)
    me.until(lambda: me.phase() == "paused" and len(me.losses()) == 1)
    window, run, first = me.window, me.desk.run, me.losses()[0]
    type_ten(me)
    me.press("Escape Space")
    me.until(lambda: me.phase() == "diverged")
    assert "blew up" in window.messages.run.text
    assert window.messages.run.isVisible()
    offer = next(button for button in window.messages.run.offers if "Learning rate" in button.text())
    me.click(offer, QPoint(offer.width() // 2, offer.height() // 2))
    assert rate_of(me) == 0.1
    me.until(lambda: me.phase() == "playing" and me.losses()[-1] < 0.5 * first)
    assert window.messages.run.text == ""
    assert run.curves.last_step == run.status.step or run.status.step > 0
