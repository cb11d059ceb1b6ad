from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.gui.messages import Messages
from playground.gui.plot_files import PlotFiles
from playground.gui.plot_strip import PlotStrip
from playground.gui.plots.gradients import GradientPlot
from playground.gui.plots.loss import LossPlot
from playground.gui.plots.metrics import MetricPlot
from playground.gui.plots.update_ratio import UpdateRatioPlot
from playground.gui.questions import Answer
from playground.gui.theme.tokens import DARK, LIGHT
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.gui.plots.conftest import evaluation, steps

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


class Answers:
    """Says where to save, and what the experiment is called."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.asked: list[tuple[str, str]] = []

    @property
    def questions(self) -> Answers:
        return self

    @property
    def name(self) -> str:
        return "spiral"

    def unsaved(self, name: str) -> Answer:
        raise AssertionError("nobody asks")

    def file_to_open(self, kinds: str) -> Path | None:
        raise AssertionError("nobody asks")

    def file_to_save(self, suggestion: Path, kinds: str) -> Path | None:
        self.asked.append((suggestion.name, kinds))
        return self.path


@pytest.fixture
def strip(qtbot: QtBot, run: Run, document: Document) -> PlotStrip:
    run.curves.add_steps(steps(40))
    run.curves.add_evaluation(evaluation(0, 0.7))
    run.curves.add_evaluation(evaluation(40, 0.3))
    made = PlotStrip(["Loss", "Metrics", "Gradients"])
    qtbot.addWidget(made)
    kinds = (LossPlot, MetricPlot, GradientPlot, UpdateRatioPlot)
    made.fill([kind(run, document, LIGHT, made) for kind in kinds])
    made.resize(800, 260)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_a_plot_is_copied_and_saved_from_its_menu(qtbot: QtBot, strip: PlotStrip, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    messages = Messages(LIGHT)
    messages.lie_on(parent)
    answers = Answers()
    files = PlotFiles(answers, messages)
    strip.wished.connect(files.serve)
    loss = strip.plots["Loss"]
    assert isinstance(loss, LossPlot)
    actions = {action.text(): action for action in loss.menu().actions()}

    actions["Copy picture"].trigger()
    assert not QGuiApplication.clipboard().image().isNull()

    actions["Save as PNG…"].trigger()  # nobody names a file
    assert answers.asked == [("spiral loss.png", "Pictures (*.png)")]

    answers.path = tmp_path / "loss"
    actions["Save as PNG…"].trigger()
    assert not QImage(str(tmp_path / "loss.png")).isNull()
    assert "Save as PNG in light colours…" not in actions
    loss.set_theme(DARK)
    for action in loss.menu().actions():
        if action.text() == "Save as PNG in light colours…":
            action.trigger()
    assert QImage(str(tmp_path / "loss.png")).pixelColor(0, 0).name() == LIGHT.plot_background
    actions["Save as SVG…"].trigger()
    assert (tmp_path / "loss.svg").read_bytes().startswith(b"<?xml")
    actions["Save values as CSV…"].trigger()
    files.wait()
    assert (tmp_path / "loss.csv").read_text("utf-8").startswith("step,epoch,")
    qtbot.waitUntil(lambda: messages.news.text == "Saved to loss.csv.")

    answers.path = tmp_path / "nowhere" / "loss.csv"
    actions["Save values as CSV…"].trigger()
    files.wait()
    qtbot.waitUntil(lambda: "was not saved" in messages.news.text)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["loss.csv", "loss.png", "loss.svg"]


def test_which_plot_is_where_is_told_and_restored(qtbot: QtBot, strip: PlotStrip, run: Run, document: Document) -> None:
    strip.choose(strip.places[0], "Update ratios")
    loss = strip.plots["Gradients"]
    assert isinstance(loss, GradientPlot)
    loss.set_log(False)
    state = strip.state()
    assert state["places"] == ["Update ratios", "Metrics", "Gradients"]

    other = PlotStrip(["Loss", "Metrics", "Gradients"])
    qtbot.addWidget(other)
    other.restore(state)  # before the plots are there
    kinds = (LossPlot, MetricPlot, GradientPlot, UpdateRatioPlot)
    other.fill([kind(run, document, LIGHT, other) for kind in kinds])
    assert [place.plot.title for place in other.places if place.plot] == state["places"]
    gradients = other.plots["Gradients"]
    assert isinstance(gradients, GradientPlot)
    assert not gradients.log
    other.restore({"places": ["Weather", 3], "plots": "none"})
    assert other.state()["places"] == state["places"]
