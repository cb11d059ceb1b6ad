"""Points are painted, moved and erased with real events of the pointer and the keys."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.catalog.settings import set_at
from playground.gui.data.brush import Brush
from playground.gui.data.measures import LARGEST, SIZES, digit_value, next_size, places_of
from playground.gui.theme.tokens import DARK
from playground.spec.values import Choice, Values
from playground.wire.commands import Reconfigure
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.gui.data.conftest import Easel
from tests.gui.support import loaded
from tests.workbench.support import Recorder

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


def use(document: Document, kind: str, **params: object) -> None:
    document.apply(set_at(document.experiment, ("data", "source"), Choice(kind, Values(params))))
    QApplication.processEvents()


def test_a_click_sets_one_point_where_it_is(easel: Easel) -> None:
    before = easel.prepared
    easel.click(1.0, 4.5)
    assert easel.document.undo_label == "Paint a point"
    assert len(easel.points) == 501
    x, y, label, _ = easel.points[-1]
    assert (x, y) == pytest.approx((1.0, 4.5), abs=0.05)
    assert label == 0
    assert np.array_equal(easel.prepared.part[:500], before.part), "nobody else changes its part"
    easel.document.undo()
    assert easel.document.experiment.data.source == Choice("circle")
    assert easel.document.undo_label is None


def test_a_stroke_is_one_undo_step_and_few_edits(
    qtbot: QtBot, easel: Easel, run: Run, engine: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded(run, engine)
    clock = [100.0]
    monkeypatch.setattr("playground.gui.data.brush.time.monotonic", lambda: clock[0])
    easel.brush.set_size(0.06)
    easel.press(-4, -4)
    assert len(engine.of(Reconfigure)) == 1, "the first point is there at once"
    for step in range(1, 31):
        clock[0] += 0.01
        easel.move(-4 + step * 0.25, -4)
    clock[0] += 0.01
    easel.release(3.5, -4)
    sent = len(engine.of(Reconfigure))
    assert 2 < sent <= 8, "300 ms of painting are at most a handful of edits"
    assert len(easel.document.versions) == 2
    painted = len(easel.points) - 500
    assert painted > 20
    assert easel.document.undo_label == f"Paint {painted} points"
    easel.document.undo()
    assert easel.document.untouched is False
    assert easel.document.experiment.data.source.kind == "circle"


def test_two_strokes_are_two_undo_steps(easel: Easel) -> None:
    easel.click(0, 4)
    easel.click(0, -4)
    assert len(easel.points) == 502
    easel.document.undo()
    assert len(easel.points) == 501


def test_a_resting_hand_stays_in_its_stroke(easel: Easel, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("playground.workbench.document.time.monotonic", lambda: clock[0])
    easel.press(-4, 4)
    clock[0] += 60.0
    easel.move(4, 4)
    easel.release(4, 4)
    assert len(easel.document.versions) == 2


def test_what_waits_is_sent_by_the_clock(qtbot: QtBot, easel: Easel) -> None:
    easel.press(-4, 4)
    easel.move(-3, 4)
    qtbot.waitUntil(lambda: len(easel.points) > 501)
    easel.release(-3, 4)


def test_digits_choose_the_class_and_make_it(easel: Easel) -> None:
    easel.key(Qt.Key.Key_4)
    assert easel.brush.label == 3
    easel.click(0, 4)
    assert easel.prepared.facts.classes == ("A", "B", "C", "D")
    assert easel.points[-1][2] == 3
    assert easel.painting.bar.classes[3].isChecked()


def test_a_point_is_moved_and_keeps_its_part(easel: Easel) -> None:
    before = easel.prepared
    easel.brush.set_mode("move")
    index = int(np.argmax(before.raw[:, 0]))
    x, y = before.raw[index]
    easel.press(x, y)
    easel.move(x - 0.5, y)
    easel.move(x - 1.0, y + 0.5)
    easel.release(x - 1.0, y + 0.5)
    assert easel.document.undo_label == "Move a point"
    after = easel.prepared
    assert after.raw[index] == pytest.approx([x - 1.0, y + 0.5], abs=0.06)
    others = np.arange(500) != index
    np.testing.assert_allclose(after.raw[others], before.raw[others], rtol=1e-5)
    assert np.array_equal(after.part, before.part)
    assert len(easel.document.versions) == 2


def test_points_stay_on_the_plane_when_they_are_drawn_out_of_it(easel: Easel) -> None:
    easel.brush.set_mode("move")
    index = int(np.argmax(easel.prepared.raw[:, 0]))
    x, y = easel.prepared.raw[index]
    easel.press(x, y)
    easel.move(x, y + 100.0)
    easel.release(x, y + 100.0)
    assert easel.points[index][1] <= easel.prepared.extent()[3] + 0.2


def test_a_wide_brush_erases_all_under_it_and_the_right_button_always_does(easel: Easel) -> None:
    easel.brush.set_size(LARGEST)
    easel.click(0, 0, Qt.MouseButton.RightButton)
    left = easel.prepared
    assert 0 < len(left.raw) < 400
    assert np.hypot(left.raw[:, 0], left.raw[:, 1]).min() > 1.5
    assert "Erase" in (easel.document.undo_label or "")
    assert easel.brush.mode == "paint"


def test_the_last_point_stays(easel: Easel) -> None:
    use(easel.document, "painted", points=((0.0, 0.0, 0, 0), (1.0, 1.0, 1, 1)))
    easel.surface.grab()
    easel.brush.set_mode("erase")
    easel.click(0, 0)
    assert len(easel.points) == 1
    easel.surface.grab()
    easel.click(*easel.points[0][:2])
    assert len(easel.points) == 1
    assert "The last point stays" in easel.messages.news.text


def test_clear_leaves_one_of_each_class(easel: Easel) -> None:
    QTest.mouseClick(easel.painting.bar.clear, Qt.MouseButton.LeftButton)
    assert sorted(point[2] for point in easel.points) == [0, 1]
    assert easel.document.undo_label == "Clear the points"


def test_a_digit_over_a_point_in_move_mode_repaints_it(easel: Easel) -> None:
    prepared = easel.prepared
    index = int(np.argmax(prepared.raw[:, 0]))
    easel.brush.set_mode("move")
    easel.move(*prepared.raw[index])
    old = int(prepared.y[index])
    easel.key(Qt.Key.Key_1 if old else Qt.Key.Key_2)
    assert easel.document.undo_label == "Repaint a point"
    assert easel.points[index][2] == 1 - old


def test_the_keyboard_alone_paints_moves_and_erases(easel: Easel) -> None:
    easel.surface.canvas.setFocus()
    for _ in range(6):
        easel.key(Qt.Key.Key_Up)
    easel.key(Qt.Key.Key_Return)
    assert len(easel.points) == 501
    x, y = easel.points[-1][:2]
    easel.brush.set_mode("move")
    easel.key(Qt.Key.Key_Return)
    for _ in range(3):
        easel.key(Qt.Key.Key_Right)
    easel.key(Qt.Key.Key_Return)
    assert easel.points[-1][0] > x
    assert easel.points[-1][1] == pytest.approx(y, abs=0.1)
    easel.key(Qt.Key.Key_Delete)
    assert len(easel.points) == 500


def test_brackets_change_the_size(easel: Easel) -> None:
    easel.key(Qt.Key.Key_BracketRight)
    assert easel.brush.size == SIZES[1]
    easel.key(Qt.Key.Key_BracketLeft)
    easel.key(Qt.Key.Key_BracketLeft)
    assert easel.brush.size == 0.0
    assert next_size(1.0, 1) == SIZES[-1]


def test_escape_ends_painting_and_the_bar_goes(easel: Easel) -> None:
    assert easel.painting.bar.isVisible()
    assert list(easel.surface.parts) == ["train", "dev", "test"], "what is painted into any part can be seen"
    easel.key(Qt.Key.Key_Escape)
    assert easel.surface.tool is None
    assert not easel.painting.bar.isVisible()
    assert list(easel.surface.parts) == ["train", "dev"]
    easel.painting.toggle()
    assert easel.painting.active


def test_undo_in_the_middle_of_a_stroke_ends_it(easel: Easel) -> None:
    easel.press(-4, 4)
    easel.document.undo()
    easel.move(4, 4)
    easel.release(4, 4)
    assert easel.document.experiment.data.source.kind == "circle"


def test_numbers_are_painted_in_their_value(easel: Easel) -> None:
    use(easel.document, "plane")
    easel.surface.grab()
    low, high = float(easel.prepared.y.min()), float(easel.prepared.y.max())
    easel.key(Qt.Key.Key_9)
    assert easel.brush.value == pytest.approx(high, rel=0.01)
    assert digit_value(easel.prepared, 1) == pytest.approx(low, rel=0.01)
    bar = easel.painting.bar
    bar.typed.setFocus()
    bar.typed.setText("0,25")
    QTest.keyClick(bar.typed, Qt.Key.Key_Return)
    easel.click(0, 0)
    assert easel.points[-1][2] == 0.25
    assert easel.document.experiment.data.source.params["task"] == "regression"


def test_a_curve_is_painted_too(easel: Easel) -> None:
    use(easel.document, "curve_1d")
    easel.surface.grab()
    easel.click(0.0, 0.9)
    prepared = easel.prepared
    assert prepared.facts.features == ("x",)
    assert prepared.raw[-1, 0] == pytest.approx(0.0, abs=0.1)
    assert prepared.y[-1, 0] == pytest.approx(0.9, abs=0.05)
    assert places_of(prepared).shape == (201, 2)


def test_data_that_are_no_plane_say_why(easel: Easel) -> None:
    use(easel.document, "wine")
    assert easel.surface.tool is None, "the brush is put away"
    easel.painting.paint(True)
    assert easel.surface.tool is None
    assert "these data have 13 features" in easel.messages.news.text


def test_the_bar_sets_the_brush(easel: Easel) -> None:
    bar = easel.painting.bar
    for mode in ("erase", "move", "paint"):
        QTest.mouseClick(bar.modes[mode], Qt.MouseButton.LeftButton)
        assert easel.brush.mode == mode
    bar.size_.setValue(50)
    assert easel.brush.size == pytest.approx(LARGEST / 2)
    QTest.mouseClick(bar.classes[2], Qt.MouseButton.LeftButton)
    assert easel.brush.label == 2
    easel.painting.set_theme(DARK)
    QTest.mouseClick(bar.close_, Qt.MouseButton.LeftButton)
    assert not easel.painting.active


def test_the_bar_offers_the_classes_in_use_the_next_one_and_a_menu(easel: Easel) -> None:
    bar = easel.painting.bar
    assert [index for index, button in enumerate(bar.classes) if button.isVisible()] == [0, 1, 2]
    others = bar.swatches.more.menu().actions()
    assert [action.text()[-1] for action in others] == ["4", "5", "6", "7", "8", "9"]
    others[2].trigger()
    assert easel.brush.label == 5
    assert bar.classes[5].isVisible()
    assert bar.classes[5].isChecked()


def test_the_bar_takes_a_second_row_only_where_there_is_no_room(easel: Easel, qtbot: QtBot) -> None:
    bar = easel.painting.bar

    def rows() -> int:
        apart = bar.classes[0].mapTo(bar, QPoint()).y() - bar.close_.mapTo(bar, QPoint()).y()
        return 2 if apart > 15 else 1

    def is_so(expected: int) -> bool:
        return rows() == expected

    for width, expected in ((420, 1), (240, 2), (420, 1)):
        easel.surface.resize(width, 480)
        qtbot.waitUntil(partial(is_so, expected))
        assert all(button.visibleRegion().boundingRect() == button.rect() for button in bar.classes[:3])


def test_every_control_of_the_bar_has_a_name(easel: Easel) -> None:
    bar = easel.painting.bar
    for control in (
        *bar.modes.values(),
        *bar.classes,
        bar.swatches.more,
        bar.size_,
        bar.clear,
        bar.close_,
        bar.value,
        bar.typed,
    ):
        assert control.accessibleName()
    for control in (*bar.modes.values(), *bar.classes, bar.size_, bar.clear, bar.close_):
        assert control.toolTip()


def test_the_brush_shows_what_no_edit_has_yet(easel: Easel) -> None:
    easel.move(0, 4)
    plain = easel.surface.canvas.grab().toImage()
    easel.brush.set_size(0.13)
    assert easel.surface.canvas.grab().toImage() != plain
    assert isinstance(easel.surface.tool, Brush)
    assert easel.brush.cursor == Qt.CursorShape.CrossCursor
