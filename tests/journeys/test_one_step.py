"""An example followed through the network, and one step in slow motion: every number is the engine's own."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from playground.catalog.prepare import prepare
from playground.catalog.preview import reference_outputs
from playground.gui.gaze import Example
from playground.gui.passage_values import Seen
from playground.spec.edits import Set
from playground.spec.values import Choice, Values
from playground.wire.checkpoint import Checkpoint
from tests.journeys.conftest import Person

pytestmark = pytest.mark.timeout(300)
RATE = 0.05


def test_an_example_and_a_step_in_slow_motion(qtbot: QtBot, people: list[Person]) -> None:
    me = Person(qtbot)
    people.append(me)
    window, run, document, until = me.window, me.desk.run, me.desk.document, me.until
    canvas, key = window.canvas, QTest.keyClick
    until(lambda: run.status.phase == "paused")
    plain = Choice("gradient_descent", Values(learning_rate=RATE))
    document.apply(Set(path=("training", "optimizer"), value=plain))

    # The keys of training work while the canvas has the focus; they open no search.
    canvas.setFocus()
    key(canvas, Qt.Key.Key_S)
    until(lambda: run.status.step == 1 and run.status.phase == "paused")
    assert run.pace == 3000.0, "slow enough to be watched"
    key(canvas, Qt.Key.Key_BracketLeft)
    assert run.pace == window.memory.settings.pace == 1000.0
    key(canvas, Qt.Key.Key_BracketRight)
    assert run.pace == window.memory.settings.pace == 3000.0
    assert window.focusWidget() is canvas
    assert not [field for field in canvas.findChildren(QLineEdit) if field.isVisible()]

    # A click on a point of the surface: its values are those of the plain formulas on the same weights.
    face = window.surface.face
    assert face is not None
    assert face.frame is not None
    prepared = prepare(document.experiment.data)
    rows = prepared.rows("train")
    place = face.frame.at(*prepared.raw[rows[3]].tolist()).toPoint()
    QTest.mouseClick(window.surface.canvas, Qt.MouseButton.LeftButton, pos=place)
    chosen = window.gaze.example
    assert isinstance(chosen, Example)
    until(lambda: window.passage.seen is not None and window.passage.seen.step == 1)
    found = window.passage.seen
    assert found is not None
    captured: list[Checkpoint] = []
    run.capture(captured.append)
    until(lambda: bool(captured))
    row = prepared.rows("train" if chosen.part == "train" else "dev")[chosen.row]
    x = prepared.x[row : row + 1].astype(np.float64)
    by_hand = reference_outputs(document.experiment, document.analysis, captured[0].weights, x)
    for id, values in by_hand.items():
        shown = found.get(f"a/{id}")
        assert shown is not None
        assert shown == pytest.approx(values, rel=1e-4, abs=1e-5)
    assert window.side.head.isVisible()
    assert window.story.story is not None
    key(canvas, Qt.Key.Key_Escape)
    assert [window.gaze.example, window.story.story] == [None, None]
    assert window.side.head.isHidden()

    # Slow motion: the loss told is the step's, the gradients are those that the optimizer got, and nothing else moved.
    key(canvas, Qt.Key.Key_M)
    motion, bar = window.slow_motion.motion, window.slow_motion
    until(lambda: motion.phase is not None)
    assert bar.isVisible()
    assert not window.timeline.isVisible()
    before = motion.before
    assert before is not None
    assert "Batch in: 10 training examples" in bar.words.text()
    told = ""
    while not motion.last:
        key(window.focusWidget(), Qt.Key.Key_Right)
        until(lambda: not motion.waiting)
        assert motion.phase is not None
        if motion.phase.kind == "loss":
            told = bar.words.text()
            assert run.status.step == 1, "nothing is trained before the update"
    assert run.status.step == 2
    assert before.loss == pytest.approx(run.curves.steps["loss"][-1], rel=1e-6)
    assert f"J = {before.loss:.4g}" in told
    after, recorded = motion.after, motion.recorded
    assert after is not None
    assert recorded is not None
    _same_step(before, after, recorded.arrays)
    assert "learns: θ ← θ − αg, α = 0.05" in bar.words.text()
    key(window.focusWidget(), Qt.Key.Key_Left)
    key(window.focusWidget(), Qt.Key.Key_Escape)
    assert not motion.on
    assert window.timeline.isVisible()
    assert canvas.hasFocus()


def _same_step(before: Seen, after: Seen, recorded: Mapping[str, np.ndarray]) -> None:
    """New weights are the old ones − αg, and g is what was shown on the way back."""
    names = [name.removeprefix("weight/") for name in before.picture.arrays if name.startswith("weight/")]
    assert len(names) == 6
    for name in names:
        gradient = before.get(f"gradient/{name}")
        assert gradient is not None
        np.testing.assert_allclose(recorded[f"gradient/{name}"], gradient, rtol=1e-5, atol=1e-7)
        old, new = before.get(f"weight/{name}"), after.get(f"weight/{name}")
        assert old is not None
        assert new is not None
        np.testing.assert_allclose(new - old, -RATE * gradient, rtol=1e-3, atol=1e-6)
