"""An example that is looked into, with the test in the engine's place."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.gui.canvas.story.layer import StoryLayer
from playground.gui.canvas.story.paint import carried, numeral
from playground.gui.canvas.units import spot
from playground.gui.canvas.units.wires import Wires
from playground.gui.canvas.view import CanvasView
from playground.gui.gaze import Example, Gaze
from playground.gui.inspector.maths_side import MathsSide
from playground.gui.passage import KEY, Passage
from playground.gui.theme.tokens import DARK, LIGHT
from playground.spec.edits import Set
from playground.wire.commands import Watch
from playground.wire.events import Picture
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.gui.support import loaded
from tests.workbench.support import Recorder

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


class Desk:
    """A canvas, a place for formulas, and what brings examples to both."""

    def __init__(self, qtbot: QtBot, document: Document, run: Run) -> None:
        self.run = run
        self.gaze = Gaze()
        self.canvas = CanvasView(document, LIGHT, gaze=self.gaze)
        self.side = MathsSide(document, QWidget(), LIGHT)
        for widget in (self.canvas, self.side):
            qtbot.addWidget(widget)
            widget.resize(700, 400)
            widget.show()
        self.story = StoryLayer(self.canvas.network_scene, LIGHT)
        self.passage = Passage(document, run, self.canvas, self.gaze, self.story, self.side)

    def measured(self, number: int, value: float = 0.5) -> None:
        """The engine has measured the example."""
        arrays = {"x": np.array([[1.0, 2.0]]), "y": np.array([1])}
        for node, units in (("input", 2), ("dense1", 4), ("output", 1)):
            for head in ("a", "z", "da", "dz"):
                arrays[f"{head}/{node}"] = np.full((1, units), value, dtype=np.float32)
        facts = {"loss": 0.25, "rows": 1, "shown": {}}
        self.run.handle(Picture(run_id=number, key=KEY, kind="passage", step=1, arrays=arrays, facts=facts))
        self.passage.refresh()


@pytest.fixture
def desk(qtbot: QtBot, document: Document, run: Run) -> Desk:
    return Desk(qtbot, document, run)


def watched(engine: Recorder) -> dict[str, object]:
    sent = engine.of(Watch)
    return {item.key: item.params for item in sent[-1].watched} if sent else {}


def test_a_chosen_example_is_asked_for_and_shown(desk: Desk, run: Run, engine: Recorder) -> None:
    number = loaded(run, engine)
    assert KEY not in watched(engine)
    desk.gaze.look_into(Example("dev", 4))
    assert dict(watched(engine)[KEY]) == {"of": "example", "part": "dev", "row": 4}  # type: ignore[call-overload]
    desk.measured(number)
    story = desk.story.story
    assert story is not None
    assert story.forward["dense1"].tolist() == [0.5] * 4
    assert desk.side.title.text() == "dev 4"
    assert desk.side.sheet.lines
    assert desk.story.words(spot.unit("dense1", 3)) == "z = 0.5  a = 0.5  da = 0.5  dz = 0.5"
    before = desk.canvas.grab().toImage()
    desk.measured(number, -1.0)
    assert desk.canvas.grab().toImage() != before
    desk.story.set_theme(DARK)


def test_steps_and_the_end(desk: Desk, run: Run, engine: Recorder) -> None:
    loaded(run, engine)
    desk.gaze.look_into(Example("train", 0))
    QTest.keyClick(desk.side, Qt.Key.Key_Right)
    assert desk.gaze.example == Example("train", 1)
    desk.side.before.click()
    desk.side.before.click()
    assert desk.gaze.example is not None
    assert desk.gaze.example.row > 1, "before the first comes the last"
    QTest.keyClick(desk.canvas, Qt.Key.Key_Escape)
    assert [desk.gaze.example, desk.story.story] == [None, None]
    assert KEY not in watched(engine)


def test_an_example_that_is_gone_is_looked_into_no_more(
    desk: Desk, run: Run, document: Document, engine: Recorder
) -> None:
    loaded(run, engine)
    rows = round(0.6 * 500)
    desk.gaze.look_into(Example("train", rows - 1))
    document.apply(Set(path=("data", "train"), value=0.5))
    assert desk.gaze.example is None


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "0"), (-0.534, "−0.53"), (0.0049, "5e−3"), (12.34, "12.3"), (-123.4, "−123"), (12345.0, "1e4")],
)
def test_numbers_are_short(value: float, words: str) -> None:
    assert numeral(value) == words
    assert len(words) <= 5


def test_lines_carry_what_they_add() -> None:
    wires = Wires("lines", "dense1", "weight", (2, 2))
    wires.show(np.array([[1.0, 2.0], [3.0, -4.0]], dtype=np.float32))
    values = np.array([10.0, 1.0], dtype=np.float32)
    assert carried(wires, values, None).tolist() == [10.0, 2.0, 30.0, -4.0]
    back = np.array([1.0, -1.0], dtype=np.float32)
    assert carried(wires, values, back).tolist() == [1.0, 2.0, -3.0, 4.0]
