"""Drawing by mouse, keys, paste and drop; the network is asked for what was drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.catalog.analysis import facts_of
from playground.catalog.prepare import prepare
from playground.catalog.probes._picture import drawn
from playground.gui.draw.drawing import Drawing, Stroke
from playground.gui.draw.pixels import as_array, as_image
from playground.gui.draw.reading import read_picture
from playground.gui.draw.window import DrawWindow
from playground.gui.gaze import Example
from playground.gui.window import MainWindow
from playground.spec.edits import Set
from playground.spec.experiment import Data
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice
from playground.wire.commands import Watch
from playground.wire.events import Picture
from playground.workbench.run import Run
from tests.gui.support import loaded
from tests.workbench.support import Recorder

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise")  # the offscreen platform says so
BLACK, WHITE = QColor("#000000"), QColor("#ffffff")


@pytest.fixture
def draw(window: MainWindow, qtbot: QtBot) -> DrawWindow:
    window.document.apply(Set(path=("data", "source"), value=Choice("digits")))
    window.actions_["draw"].trigger()
    made = window.beside.windows["draw"]
    assert isinstance(made, DrawWindow)
    with qtbot.waitExposed(made):
        pass
    return made


def asked(engine: Recorder) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]] | None:
    """The picture that the engine was last asked about."""
    watched = {probe.key: probe for probe in engine.last(Watch).watched}
    if "draw" not in watched:
        return None
    return np.frombuffer(bytes.fromhex(watched["draw"].params["pixels"]), dtype=np.uint8).reshape(8, 8)


def drag(draw: DrawWindow, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From one place to another, in the network's pixels."""
    sheet, scale = draw.pad.sheet(), draw.pad.sheet().width() / draw.pad.drawing.width
    first, last = ((sheet.topLeft() + QPointF(*at) * scale).toPoint() for at in (start, end))
    QTest.mousePress(draw.pad, Qt.MouseButton.LeftButton, pos=first)
    for step in range(1, 6):
        QTest.mouseMove(draw.pad, first + QPoint((last - first).x() * step // 5, (last - first).y() * step // 5))
    QTest.mouseRelease(draw.pad, Qt.MouseButton.LeftButton, pos=last)


def test_a_stroke_is_what_the_network_is_asked_about(draw: DrawWindow, engine: Recorder, qtbot: QtBot) -> None:
    draw.centred.setChecked(False)
    drag(draw, (4.0, 1.0), (4.0, 7.0))
    qtbot.waitUntil(lambda: asked(engine) is not None)
    qtbot.waitUntil(lambda: not draw._soon.isActive())
    picture = asked(engine)
    assert picture is not None
    assert picture[4, 3:5].min() > 100, "ink in the middle"
    assert not picture[:, 0].any()
    assert not picture[:, 7].any()
    QTest.keyClick(draw, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: asked(engine) is None)
    assert draw.verdict.text() == "Draw something"


def test_keys_draw_too(draw: DrawWindow) -> None:
    draw.pad.setFocus()
    QTest.keyClick(draw.pad, Qt.Key.Key_Left)
    QTest.keyClick(draw.pad, Qt.Key.Key_Space)
    for _ in range(3):
        QTest.keyClick(draw.pad, Qt.Key.Key_Down)
    QTest.keyClick(draw.pad, Qt.Key.Key_Space)
    QTest.keyClick(draw.pad, Qt.Key.Key_Down)
    (stroke,) = draw.pad.drawing.strokes
    assert [(point.x(), point.y()) for point in stroke.points] == [(3, 4), (3, 5), (3, 6), (3, 7)]
    QTest.keyClick(draw, Qt.Key.Key_Delete)
    assert draw.pad.drawing.empty


def test_a_stroke_that_was_taken_back_does_not_go_on(draw: DrawWindow) -> None:
    drag(draw, (2.0, 2.0), (2.0, 6.0))
    (first,) = draw.pad.drawing.strokes
    at = draw.pad.sheet().center().toPoint()
    QTest.mousePress(draw.pad, Qt.MouseButton.LeftButton, pos=at)
    QTest.keyClick(draw, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.mouseMove(draw.pad, at + QPoint(30, 0))
    QTest.mouseRelease(draw.pad, Qt.MouseButton.LeftButton, pos=at + QPoint(30, 0))
    assert draw.pad.drawing.strokes == [first]
    draw.pad.setFocus()
    QTest.keyClick(draw.pad, Qt.Key.Key_Space)
    draw.undo()
    QTest.keyClick(draw.pad, Qt.Key.Key_Down)
    assert draw.pad.drawing.strokes == [first]


@pytest.mark.parametrize(("side", "large"), [(28, 336), (64, 768), (224, 672), (1000, 1000)])
def test_a_large_picture_is_drawn_with_few_fine_pixels(side: int, large: int) -> None:
    drawing = Drawing(side, side, 1, BLACK, strokes=[Stroke((QPointF(side / 2, side / 2),), side / 4, WHITE)])
    assert drawing.large().width() == large
    pixels = drawing.pixels(centred=False)
    assert pixels.shape == (1, side, side)
    assert (pixels[0, side // 2, side // 2], pixels[0, 0, 0]) == (255, 0)


def test_what_the_network_says_is_shown(draw: DrawWindow, run: Run, engine: Recorder, qtbot: QtBot) -> None:
    number = loaded(run, engine)
    drag(draw, (2.0, 2.0), (6.0, 6.0))
    qtbot.waitUntil(lambda: asked(engine) is not None)
    said = np.full(10, 0.05, dtype=np.float32)
    said[7] = 0.55
    run.handle(Picture(run_id=number, key="draw", kind="verdict", step=1200, arrays={"prediction": said}, facts={}))
    assert draw.verdict.text() == "7  55.0%"
    assert draw.seen_words.text() == "after 1,200 steps"
    assert draw.bars.rows() == list(range(10))
    assert draw.bars.accessibleDescription() == "0 5.0%, 1 5.0%, 2 5.0%"
    assert not draw.grab().isNull()


def test_pasted_and_dropped_pictures(draw: DrawWindow, tmp_path: Path) -> None:
    picture = QImage(40, 40, QImage.Format.Format_RGB888)
    picture.fill(WHITE)
    QGuiApplication.clipboard().setImage(picture)
    draw.paste()
    draw.centred.setChecked(False)
    assert draw.pad.drawing.pixels(centred=False).min() == 255
    draw.undo()
    assert draw.pad.drawing.empty
    wrong = tmp_path / "no picture.png"
    wrong.write_text("words")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(wrong))])
    draw._take_mime(data, "nothing there")
    assert "no picture.png cannot be read as a picture" in draw.complaint.text()
    QGuiApplication.clipboard().setText("words")
    draw.paste()
    assert draw.complaint.text() == "There is no picture in the clipboard."
    with pytest.raises(PlaygroundError, match="cannot be read"):
        read_picture(tmp_path / "not there.png")


def test_an_example_to_draw_on(draw: DrawWindow, window: MainWindow) -> None:
    window.gaze.look_into(Example("train", 5))
    draw.take_example()
    prepared = prepare(window.document.experiment.data)
    expected = prepared.raw[prepared.rows("train")[5]].reshape(8, 8) / 16 * 255
    assert draw.pad.drawing.pixels(centred=False)[0] == pytest.approx(expected, abs=1.0)


def test_data_that_are_no_pictures(draw: DrawWindow, window: MainWindow) -> None:
    window.document.apply(Set(path=("data", "source"), value=Choice("circle")))
    assert draw.complaint.isVisible()
    assert not draw.pad.isEnabled()
    draw.cure.click()
    assert window.document.experiment.data.source.kind == "digits"
    assert draw.pad.isEnabled()


def test_centred_as_the_makers_of_mnist_did() -> None:
    sheet = Drawing(28, 28, 1, BLACK, [Stroke((QPointF(3, 3), QPointF(8, 8)), 2.0, WHITE)])
    ink = sheet.pixels(centred=True)[0].astype(float)
    middle = ink.sum(axis=0) @ (np.arange(28) + 0.5) / ink.sum(), ink.sum(axis=1) @ (np.arange(28) + 0.5) / ink.sum()
    assert middle == pytest.approx((14, 14), abs=0.3)
    rows = np.flatnonzero(ink.sum(axis=1) > 20)
    assert rows[-1] - rows[0] + 1 == pytest.approx(0.72 * 28, abs=1.6)
    assert not Drawing(28, 28, 1, BLACK).pixels(centred=True).any(), "an empty sheet stays empty"


def test_arrays_and_images() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (3, 5, 7)).astype(np.uint8)
    assert np.array_equal(np.moveaxis(as_array(as_image(pixels)), 2, 0), pixels)
    grey = as_array(as_image(pixels[:1]))
    assert np.array_equal(grey[..., 0], pixels[0])
    assert np.array_equal(grey[..., 0], grey[..., 2])


def test_pixels_that_do_not_fit_are_no_picture() -> None:
    facts = facts_of(Data(source=Choice("digits")))
    assert drawn("00" * 63, facts) is None
    assert drawn("zz" * 64, facts) is None
    found = drawn("ff" * 64, facts)
    assert found is not None
    assert found.shape == (1, 64)
    assert found.max() == 16.0
