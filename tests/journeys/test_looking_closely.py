"""One example's way through the network, and one step in slow motion with its true numbers."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from playground.catalog.prepare import PARTS, prepare
from playground.gui.canvas.units import spot
from tests.journeys.conftest import Person

pytestmark = pytest.mark.timeout(300)


def test_a_clicked_example_shows_its_values(me: Person) -> None:
    window, run, surface = me.window, me.desk.run, me.window.surface
    me.press("Space")
    me.until(lambda: run.status.step > 300)
    me.press("Space")
    me.until(lambda: me.phase() == "paused")
    prepared = prepare(me.desk.document.experiment.data)
    row = prepared.rows("train")[0]
    QApplication.processEvents()
    surface.grab()
    frame = surface.canvas.frame
    assert frame is not None
    x, y = (float(value) for value in prepared.raw[row])
    me.click(surface.canvas, frame.at(x, y).toPoint())
    example = window.gaze.example
    assert example

    # The canvas has its values, the page beside it the formulas with the same numbers.
    me.until(lambda: window.story.story is not None)
    story = window.story.story
    assert story is not None
    part = PARTS[PARTS.index(example.part)]
    shown = prepared.x[prepared.rows(part)[example.row]]
    weight, bias = me.weights("dense1.weight"), me.weights("dense1.bias")
    np.testing.assert_allclose(story.forward["dense1"], np.tanh(weight @ shown + bias), rtol=2e-3, atol=2e-4)
    assert window.story.words(spot.unit("dense1", 0)).startswith("z = ")
    assert window.side.sheet.lines
    assert window.side.sheet.isVisible()

    # The next example by key, and out by Escape: the settings are back.
    window.side.setFocus()
    me.press("Right")
    assert window.gaze.example not in (None, example)
    window.canvas.setFocus()
    me.press("Escape")
    assert not window.gaze.example
    assert not window.side.sheet.isVisible()


def test_one_step_in_slow_motion(me: Person) -> None:
    window, run = me.window, me.desk.run
    me.find("optimizer: gradient descent")
    choice = me.desk.document.experiment.training.optimizer
    assert choice.kind == "gradient_descent"
    rate = choice.params.get("learning_rate", 0.1)
    me.press("Space")
    me.until(lambda: run.status.step > 100)
    me.press("M")
    motion, bar = window.slow_motion.motion, window.slow_motion
    assert motion.on
    me.until(lambda: me.phase() == "paused" and motion.before is not None)
    step = run.status.step
    old = me.weights("dense1.weight")

    # Batch in, forward, loss, backward: nothing is trained yet, every phase says something else.
    told = []
    while motion.phase is not None and motion.phase.kind != "backward":
        told.append((motion.phase.kind, bar.words.text()))
        assert window.canvas.in_sight().contains(window.canvas.network_scene.bounds()), "what fits is not cut off"
        me.click(bar.next, QPoint(8, 8))
        me.until(lambda: not motion.waiting)
    assert [kind for kind, _ in told] == ["batch", "forward", "forward", "forward", "loss"]
    assert len({words for _, words in told}) == len(told)
    assert run.status.step == step
    assert np.array_equal(me.weights("dense1.weight"), old)

    # The update: exactly one step, by the gradients that were told.
    while motion.phase is not None and motion.phase.kind == "backward":
        me.click(bar.next, QPoint(8, 8))
        me.until(lambda: not motion.waiting)
    assert motion.phase is not None
    assert motion.phase.kind == "update"
    assert run.status.step == step + 1
    assert motion.recorded is not None
    gradient = motion.recorded.arrays["gradient/dense1.weight"]
    np.testing.assert_allclose(me.weights("dense1.weight"), old - rate * gradient, rtol=1e-4, atol=1e-6)
    me.press("Escape")
    assert not bar.isVisible()
    assert run.status.step == step + 1
