"""The steps of the augmentation are added, set, moved and removed by hand; beside them stands what comes out."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.gui.data.augment import AugmentPanel
from playground.gui.data.augment_grid import AugmentGrid
from playground.gui.draw.pixels import as_image
from playground.gui.theme.tokens import DARK, LIGHT
from playground.spec.edits import Set
from playground.spec.values import Choice, Values
from playground.wire.events import Picture
from playground.workbench.document import Document
from playground.workbench.run import Run

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot, document: Document) -> AugmentPanel:
    document.apply(Set(path=("data", "source"), value=Choice("digits"), merges=False))
    made = AugmentPanel(document, LIGHT)
    qtbot.addWidget(made)
    made.resize(300, 400)
    made.show()
    return made


def kinds(document: Document) -> list[str]:
    return [choice.kind for choice in document.experiment.data.augment]


def rows_of(panel: AugmentPanel) -> list[str]:
    return list(panel.form.rows) if panel.form is not None else []


def words(panel: AugmentPanel) -> list[str]:
    return [chip.text() for chip in panel.chips]


def test_it_is_there_for_pictures_only(panel: AugmentPanel, document: Document) -> None:
    assert panel.isVisible()
    document.apply(Set(path=("data", "source"), value=Choice("circle"), merges=False))
    assert not panel.isVisible()
    document.apply(Set(path=("data", "augment"), value=(Choice("mirror"),), merges=False))
    assert panel.isVisible(), "else nobody could take it out"


def test_steps_are_added_moved_and_removed_as_undo_steps(panel: AugmentPanel, document: Document) -> None:
    for title in ("Mirror", "Rotate", "Noise"):
        next(action for action in panel.menu.actions() if action.text() == title).trigger()
    assert words(panel) == ["1  Mirror", "2  Rotate", "3  Noise"]
    assert [dial.path[-1] for dial in panel.dials] == ["deviation", "probability"], "the new one is shown"
    QTest.mouseClick(panel.earlier, LEFT)
    assert kinds(document) == ["mirror", "noise", "rotate"]
    assert panel.chips[1].isChecked()
    QTest.mouseClick(panel.earlier, LEFT)
    assert not panel.earlier.isEnabled()
    QTest.mouseClick(panel.later, LEFT)
    QTest.mouseClick(panel.gone, LEFT)
    assert kinds(document) == ["mirror", "rotate"]
    document.undo()
    document.undo()
    assert kinds(document) == ["noise", "mirror", "rotate"]
    assert words(panel) == ["1  Noise", "2  Mirror", "3  Rotate"]
    while document.experiment.data.augment:
        document.undo()
    assert not panel.chips
    assert not panel.gone.isVisible()


def test_without_steps_there_is_only_the_button_that_adds_one(panel: AugmentPanel) -> None:
    assert panel.more.isVisible()
    for button in (panel.earlier, panel.later, panel.gone, panel.again):
        assert not button.isVisible()


def test_two_steps_of_a_kind_change_places(panel: AugmentPanel, document: Document) -> None:
    two = tuple(Choice("rotate", Values(degrees=degrees)) for degrees in (10.0, 20.0))
    document.apply(Set(path=("data", "augment"), value=two, merges=False))
    QTest.mouseClick(panel.chips[0], LEFT)
    QTest.mouseClick(panel.later, LEFT)
    assert document.experiment.data.augment == (two[1], two[0])
    assert [chip.isChecked() for chip in panel.chips] == [False, True]
    assert panel.dials[0].editor.text.text() == "10", "the step that was moved stays the chosen one"
    assert not panel.later.isEnabled()


def test_settings_of_the_chosen_step(panel: AugmentPanel, document: Document) -> None:
    document.apply(Set(path=("data", "augment"), value=(Choice("mirror"), Choice("rotate")), merges=False))
    assert not panel.dials
    QTest.mouseClick(panel.chips[1], LEFT)
    degrees = panel.dials[0]
    degrees.editor.text.setText("40")
    QTest.keyClick(degrees.editor.text, Qt.Key.Key_Return)
    assert document.experiment.data.augment[1] == Choice("rotate", Values(degrees=40.0))
    assert panel.dials[0] is degrees, "nothing is built anew for a number"
    document.undo()
    assert degrees.editor.text.text() == "15"
    QTest.mouseClick(panel.chips[0], LEFT)
    assert rows_of(panel) == ["direction"]
    QTest.mouseClick(panel.chips[0], LEFT)
    assert rows_of(panel) == []
    panel.set_theme(DARK)


def test_an_unknown_step_can_be_taken_out(panel: AugmentPanel, document: Document) -> None:
    document.apply(Set(path=("data", "augment"), value=(Choice("blurr"),), merges=False))
    QTest.mouseClick(panel.chips[0], LEFT)
    assert not panel.dials
    QTest.mouseClick(panel.gone, LEFT)
    assert kinds(document) == []


def test_fresh_examples_come_from_the_engine_while_it_is_seen(
    panel: AugmentPanel, document: Document, run: Run
) -> None:
    panel.attach(run)
    assert "augment" not in run._watched
    panel.add("mirror")
    assert run._watched["augment"].kind == "augmented"
    before = run._watched["augment"].params
    QTest.mouseClick(panel.grid, LEFT)
    QTest.keyClick(panel.grid, Qt.Key.Key_Return)
    assert run._watched["augment"].params["round"] == before["round"] + 2
    original = np.zeros((2, 1, 8, 8), dtype=np.uint8)
    fresh = np.full((2, 5, 1, 8, 8), 200, dtype=np.uint8)
    arrays = {"original": original, "fresh": fresh}
    run.picture_arrived.emit(Picture(run_id=1, key="augment", kind="augmented", step=0, arrays=arrays, facts={}))
    assert panel.grid.height() == pytest.approx(2 * (panel.grid.width() / 6), abs=12)
    seen = panel.grid.grab().toImage()
    assert _red(seen, 10) == 0
    assert _red(seen, seen.width() - 10) == 200
    panel.hide()
    assert "augment" not in run._watched


def _red(image: QImage, x: int) -> int:
    return image.pixelColor(x, 10).red()


def test_pictures_in_grey_and_colour(qtbot: QtBot) -> None:
    pixels = np.zeros((3, 2, 4), dtype=np.uint8)
    pixels[0] = 250
    assert as_image(pixels).pixelColor(3, 1) == QColor(250, 0, 0)
    assert as_image(pixels[:1]).pixelColor(3, 1) == QColor(250, 250, 250)
    grid = AugmentGrid(LIGHT)
    qtbot.addWidget(grid)
    grid.resize(120, 10)
    grid.show_pictures(pixels[None], None)
    assert grid.height() == pytest.approx(59, abs=1), "half as high as wide"
