"""Many runs in the window, by mouse and keys; the test speaks for the engine."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.gui.crowd.panel import CrowdPanel
from playground.gui.many import Many
from playground.gui.theme.tokens import DARK
from playground.gui.window import MainWindow
from playground.spec.edits import Set
from playground.wire.checkpoint import Checkpoint
from playground.wire.commands import Load
from playground.wire.crowd import Aim, Choose, CrowdNews, KeepMember, Member, Populate, Wall
from playground.workbench.crowd import Crowd
from tests.gui.support import loaded
from tests.workbench.support import Recorder

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LEFT = Qt.MouseButton.LeftButton
LOSSES = [0.4, 0.1, 0.3, 0.2, 0.5, 0.6]


class Story:
    """A window in which many runs were opened, and an engine that is spoken for."""

    def __init__(self, window: MainWindow, engine: Recorder) -> None:
        self.window, self.engine = window, engine
        loaded(window.run, engine)
        QTest.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
        assert isinstance(window.many, Many)
        assert window.many.panel is not None
        assert window.many.crowd is not None
        self.panel: CrowdPanel = window.many.panel
        self.crowd: Crowd = window.many.crowd

    def start(self, runs: int = 6) -> int:
        self.panel.controls.runs.setValue(runs)
        QTest.mouseClick(self.panel.controls.start, LEFT)
        return self.engine.last(Populate).number

    def tell(self, epoch: float = 1.0, losses: list[float] = LOSSES, **more: Any) -> None:
        count = len(losses)
        values = {"train/loss": np.array([losses]), "dev/loss": np.array([losses])}
        values["dev/accuracy"] = 1.0 - np.array([losses])
        given: dict[str, Any] = {
            "number": self.engine.last(Populate).number,
            "step": int(25 * epoch),
            "epoch": epoch,
            "finished": ("",) * count,
            "sentences": ("",) * count,
            "steps": np.array([int(25 * epoch)]),
            "epochs": np.array([epoch]),
            "values": values,
            "ensemble": {"dev": {"accuracy": 0.95}},
        }
        self.window.run.handle(CrowdNews(**(given | more)))
        self.panel.refresh()

    def show_wall(self, **more: np.ndarray) -> None:
        surfaces = np.zeros((6, 8, 8, 2), dtype=np.float16)
        surfaces[..., 1] = np.linspace(0.0, 1.0, 6)[:, None, None]
        surfaces[..., 0] = 1.0 - surfaces[..., 1]
        facts = {"extent": (-6.0, 6.0, -6.0, 6.0), "axes": ("x₁", "x₂"), "chosen": self.crowd.chosen}
        number = self.engine.last(Populate).number
        self.window.run.handle(Wall(number=number, step=25, arrays={"surfaces": surfaces, **more}, facts=facts))

    def tile(self, row: int) -> QPoint:
        return self.panel.wall.visualRect(self.panel.wall.tiles.index(row)).center()


@pytest.fixture
def story(window: MainWindow, engine: Recorder) -> Story:
    return Story(window, engine)


def test_it_opens_in_the_place_of_the_plots_and_closes_again(story: Story) -> None:
    window, panel = story.window, story.panel
    assert panel.isVisible()
    assert not any(place.isVisible() for place in window.plots.places)
    assert window.actions_["many"].isChecked()
    assert window.focusWidget() is panel.controls.start
    kept = window.layouts.state()["sizes"]["centre"]
    QTest.mouseClick(panel.controls.close_, LEFT)
    assert not panel.isVisible()
    assert all(place.isVisible() for place in window.plots.places)
    assert not window.actions_["many"].isChecked()
    assert window.layouts.state()["sizes"]["centre"] == kept


def test_seeds_are_started_stopped_and_go_on(story: Story) -> None:
    controls = story.panel.controls
    number = story.start()
    sent = story.engine.last(Populate)
    assert [vary.path for vary in sent.varies] == [("seed",)]
    assert (len(sent.varies[0].values), sent.epochs) == (6, 100)
    assert controls.start.text() == "Stop"
    story.tell(playing=True, speed=1000.0)
    assert "Your own run rests" in story.panel.standing.text()
    assert story.panel.progress.isVisible()
    assert story.panel.progress.value() == 1
    QTest.mouseClick(controls.start, LEFT)
    assert story.engine.newest() == Aim(number=number, epochs=0)
    story.tell(epoch=2.0)
    assert (controls.start.text(), controls.on.isVisible()) == ("Train all", True)
    QTest.mouseClick(controls.on, LEFT)
    assert story.engine.newest() == Aim(number=number, epochs=100)


def test_what_they_came_to_stands_in_words_and_best_first(story: Story) -> None:
    story.start()
    story.tell(playing=True)
    tiles = story.panel.wall.tiles
    assert tiles.order.tolist() == [0, 1, 2, 3, 4, 5], "tiles do not jump while it trains"
    story.tell(epoch=2.0)
    assert tiles.order.tolist() == [1, 3, 2, 0, 4, 5]
    words = story.panel.summary.text()
    for piece in ("median 65 %", "best Seed 1: 90 %", "worst Seed 5: 40 %", "0 of 6 reached 95 %", "accuracy 95 %"):
        assert piece in words
    assert tiles.data(tiles.index(0)) == "Seed 1"
    assert "dev loss 0.1" in tiles.data(tiles.index(0), Qt.ItemDataRole.AccessibleTextRole)
    story.panel.order.setCurrentIndex(1)
    assert tiles.order.tolist() == [0, 1, 2, 3, 4, 5]


def test_hovering_a_tile_or_a_line_means_the_same_run(story: Story) -> None:
    story.start()
    story.tell()
    story.tell(epoch=100.0)
    story.show_wall()
    QApplication.processEvents()  # all lies where it will lie
    panel = story.panel
    QTest.mouseMove(panel.wall.viewport(), story.tile(2))
    assert panel.chart.hovered == 2
    chart = panel.chart
    chart.grab()  # the lines lie where they were painted
    box = chart.box
    low, high = chart._range
    y = box.bottom() - (0.6 - low) / (high - low) * box.height()
    QTest.mouseMove(chart, QPoint(int(box.center().x()), int(y)))
    assert (chart.hovered, panel.wall.tiles.hovered) == (5, 5)
    QTest.mouseClick(chart, LEFT, pos=QPoint(int(box.center().x()), int(y)))
    assert story.crowd.chosen == 5


def test_a_click_shows_it_large_and_enter_keeps_it(story: Story) -> None:
    window, panel, engine = story.window, story.panel, story.engine
    number = story.start()
    story.tell()
    story.show_wall()
    QTest.mouseClick(panel.wall.viewport(), LEFT, pos=story.tile(0))
    assert engine.newest() == Choose(number=number, index=1)
    fine = np.full((64, 64, 2), 0.5, dtype=np.float32)
    story.show_wall(chosen=fine)
    window.surface.refresh()
    assert window.surface.head.title == "Seed 1"
    picture = window.surface.picture
    assert picture is not None
    assert picture.arrays["prediction"] is fine
    QTest.keyClick(panel.wall, Qt.Key.Key_Right)
    assert engine.newest() == Choose(number=number, index=3)
    QTest.keyClick(panel.wall, Qt.Key.Key_Return)
    asked = engine.last(KeepMember)
    assert asked.index == 3
    checkpoint = Checkpoint(weights={}, step=25, epoch=1)
    window.run.handle(Member(number=number, index=3, request=asked.request, checkpoint=checkpoint))
    assert window.document.experiment.seed == 3
    assert engine.last(Load).checkpoint is checkpoint
    assert story.crowd.chosen == -1
    window.surface.refresh()
    assert window.surface.head.title != "Seed 3"
    assert "Seed 3" in window.messages.news.text
    window.actions_["undo"].trigger()
    assert window.document.experiment.seed == 0


def test_escape_lets_go_and_closing_gives_the_surface_back(story: Story) -> None:
    panel = story.panel
    story.start()
    story.tell()
    QTest.mouseClick(panel.wall.viewport(), LEFT, pos=story.tile(1))
    assert panel.keep.isVisible()
    QTest.keyClick(panel.wall, Qt.Key.Key_Escape)
    assert story.crowd.chosen == -1
    assert not panel.keep.isVisible()
    QTest.mouseClick(panel.wall.viewport(), LEFT, pos=story.tile(1))
    story.show_wall(chosen=np.full((64, 64, 2), 0.5, dtype=np.float32))
    story.window.many.leave()
    story.window.surface.refresh()
    assert story.window.surface.head.title == "Decision surface"


def test_learning_rates_and_optimizers_and_others_are_proposed(story: Story) -> None:
    controls = story.panel.controls
    QTest.mouseClick(controls.presets["learning_rate"], LEFT)
    (rates,) = controls.varies()
    assert rates.path == ("training", "optimizer", "learning_rate")
    assert len(rates.values) == controls.runs.value()
    ratios = np.diff(np.log(np.array(rates.values, dtype=float)))
    assert ratios == pytest.approx(ratios[0], rel=1e-3)
    QTest.mouseClick(controls.presets["optimizers"], LEFT)
    (kinds,) = controls.varies()
    assert {"adam", "momentum", "rmsprop"} <= set(kinds.values)
    assert not controls.runs.isVisible()
    QTest.mouseClick(controls.presets["other"], LEFT)
    place = controls.setting.findText("L2", Qt.MatchFlag.MatchContains)
    controls.setting.setCurrentIndex(place)
    (penalty,) = controls.varies()
    assert penalty.path == ("training", "l2")
    assert controls.setting.findText("Batch", Qt.MatchFlag.MatchContains) == -1


def test_what_is_wrong_stands_in_the_panel_and_nothing_starts(story: Story) -> None:
    controls = story.panel.controls
    QTest.mouseClick(controls.presets["learning_rate"], LEFT)
    for low, words in (("abc", "must be numbers"), ("-1", "above 0"), ("0.5", "two different numbers")):
        controls.low.setText(low)
        controls.high.setText("0.5")
        QTest.mouseClick(controls.start, LEFT)
        assert words in controls.error.text()
        assert controls.error.isVisible()
    assert not story.engine.of(Populate)
    controls.low.selectAll()
    QTest.keyClicks(controls.low, "0.1")
    assert not controls.error.isVisible()


def test_a_blown_up_run_and_a_failure_are_told(story: Story) -> None:
    story.start()
    finished = ("", "diverged", "", "", "", "")
    sentences = ("", "blew up at step 9: the loss is 99", "", "", "", "")
    story.tell(finished=finished, sentences=sentences)
    tiles = story.panel.wall.tiles
    assert int(tiles.order[-1]) == 1
    assert tiles.values[1] == "blew up"
    assert "step 9" in tiles.data(tiles.row_of(1), Qt.ItemDataRole.ToolTipRole)
    assert "1 blew up" in story.panel.summary.text()
    story.window.run.handle(CrowdNews(number=story.engine.last(Populate).number, failed="Too large.", details="x"))
    story.panel.refresh()
    assert story.panel.standing.text() == "Too large."


def test_a_changed_experiment_is_told(story: Story) -> None:
    story.start()
    story.tell()
    assert not story.panel.standing.isVisible()
    story.window.document.apply(Set(path=("training", "batch_size"), value=7))
    story.panel.refresh()
    assert "has changed since" in story.panel.standing.text()


def test_it_is_painted_in_both_themes_with_and_without_surfaces(story: Story, qapp: QApplication) -> None:
    story.start()
    story.tell()
    story.tell(epoch=3.0)
    without = story.panel.grab().toImage()
    story.show_wall()
    light = story.panel.grab().toImage()
    assert without != light
    story.window.looks.set_theme(DARK)
    qapp.processEvents()
    assert story.panel.grab().toImage() != light
    story.panel.log.setChecked(True)
    story.panel.column.setCurrentIndex(1)
    story.panel.grab()
    assert story.panel.chart.log
