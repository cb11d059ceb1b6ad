from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.catalog.settings import set_at
from playground.gui.plots.learning_rate import LearningRatePlot
from playground.gui.plots.planned import horizon
from playground.gui.theme.tokens import LIGHT
from playground.spec.values import Choice, Values
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.gui.plots.conftest import show, steps

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


def staircase(document: Document) -> None:
    """Half of 0.2 every 10 epochs."""
    training = document.experiment
    for path, value in (
        (("training", "optimizer"), Choice("gradient_descent", Values(learning_rate=0.2))),
        (("training", "schedule"), Choice("staircase", Values(every=10, factor=0.5))),
        (("training", "epochs"), 40),
    ):
        training = document.experiment
        document.apply(set_at(training, path, value))


def test_the_schedule_is_drawn_before_training_and_goes_on_from_the_present(
    qtbot: QtBot, run: Run, document: Document
) -> None:
    staircase(document)
    plot = LearningRatePlot(run, document, LIGHT)
    show(qtbot, plot)
    assert plot.view.isVisible()
    x, y = plot.shown("future")
    assert (x[0], x[-1]) == (0.0, 40.0)
    assert y[0] == pytest.approx(0.2)
    assert y[np.searchsorted(x, 15.0)] == pytest.approx(0.1)
    run.curves.add_steps(steps(120))  # twelve epochs
    run.steps_arrived.emit()
    qtbot.waitUntil(lambda: plot.drawn("past"))
    assert plot.shown("past")[1] == pytest.approx(np.full(120, 0.1))
    assert plot.shown("future")[0][0] == pytest.approx(12.0)
    plot.set_across("step")
    assert plot.shown("future")[0][[0, -1]] == pytest.approx([120, 400])


def test_before_training_steps_are_those_of_the_settings(qtbot: QtBot, run: Run, document: Document) -> None:
    plot = LearningRatePlot(run, document, LIGHT)
    show(qtbot, plot)
    plot.set_across("step")
    # 500 examples, 60 % of them for training, 10 in a batch: 30 steps to an epoch
    facts = document.analysis.facts
    assert facts is not None
    expected = np.ceil(facts.rows * document.experiment.data.train / document.experiment.training.batch_size) * 100
    assert plot.shown("future")[0][-1] == pytest.approx(expected)


def test_horizon() -> None:
    assert horizon(0.0, 0) == 100.0
    assert horizon(90.0, 0) == 200.0
    assert horizon(30.0, 0, made_for=200.0) == 200.0
    assert horizon(0.0, 30) == 30.0
    assert horizon(30.0, 30) == 60.0
