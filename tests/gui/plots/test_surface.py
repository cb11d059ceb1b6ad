from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.catalog.entry import family
from playground.catalog.prepare import prepare
from playground.gui.plots.data_thumbnail import thumbnail
from playground.gui.plots.faces.face import Scene, ticks
from playground.gui.plots.faces.field import field_of
from playground.gui.plots.faces.look import Look
from playground.gui.plots.faces.plane import PlaneFace
from playground.gui.plots.surface import SurfaceView
from playground.gui.theme.tokens import DARK, LIGHT, rgb
from playground.spec.edits import Set
from playground.spec.experiment import Data
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from playground.wire.commands import Watch
from playground.wire.events import Picture
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.gui.plots.conftest import document_on
from tests.workbench.support import Recorder

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window

EXTENT = (-6.0, 6.0, -6.0, 6.0)


def split_picture(resolution: int = 96) -> Picture:
    """Sure of − on the left half, of + on the right half; unsure in no place."""
    plus = np.zeros((resolution, resolution), dtype=np.float32)
    plus[:, resolution // 2 :] = 1.0
    prediction = np.stack([1 - plus, plus], axis=2)
    facts = {"extent": EXTENT}
    return Picture(run_id=1, key="surface", kind="surface", step=7, arrays={"prediction": prediction}, facts=facts)


def view_on(qtbot: QtBot, run: Run, document: Document) -> SurfaceView:
    view = SurfaceView(run, document, LIGHT)
    qtbot.addWidget(view)
    view.resize(340, 360)
    with qtbot.waitExposed(view):
        view.show()
    return view


@pytest.fixture
def on(request: pytest.FixtureRequest) -> Iterator[tuple[Document, Run]]:
    document = document_on(request.param)
    run = Run(document, Recorder())
    yield document, run
    run.close()


def colour_at(view: SurfaceView, x: float, y: float) -> QColor:
    face = view.face
    assert isinstance(face, PlaneFace)
    assert face.frame is not None
    image = view.canvas.grab().toImage()
    place = face.frame.at(x, y).toPoint()
    return image.pixelColor(place)


def softened(end: str) -> QColor:
    """Three quarters of the way from the middle to an end of the map."""
    mixed = [round(0.25 * a + 0.75 * b) for a, b in zip(rgb(LIGHT.middle), rgb(end), strict=True)]
    return QColor(*mixed)


def near(a: QColor, b: QColor) -> bool:
    return max(abs(a.red() - b.red()), abs(a.green() - b.green()), abs(a.blue() - b.blue())) <= 2


def test_orange_for_minus_and_blue_for_plus(qtbot: QtBot, run: Run, document: Document) -> None:
    view = view_on(qtbot, run, document)
    run.pictures["surface"] = split_picture()
    view.refresh()
    view.canvas.grab()
    # Corners of the plane: the circle's points do not reach there.
    for y in (-5.7, 5.7):
        assert near(colour_at(view, -5.7, y), softened(LIGHT.negative))
        assert near(colour_at(view, 5.7, y), softened(LIGHT.positive))


def test_row_zero_is_at_the_bottom(qtbot: QtBot, run: Run, document: Document) -> None:
    view = view_on(qtbot, run, document)
    prediction = np.zeros((8, 8, 2), dtype=np.float32)
    prediction[:4, :, 1] = 1.0
    prediction[4:, :, 0] = 1.0
    run.pictures["surface"] = replace(split_picture(), arrays={"prediction": prediction})
    view.refresh()
    view.canvas.grab()
    assert near(colour_at(view, -5.9, -5.9), softened(LIGHT.positive))
    assert near(colour_at(view, -5.9, 5.9), softened(LIGHT.negative))


def test_points_lie_where_the_data_are(qtbot: QtBot, run: Run, document: Document) -> None:
    view = view_on(qtbot, run, document)
    neutral = np.full((8, 8, 2), 0.5, dtype=np.float32)
    run.pictures["surface"] = replace(split_picture(), arrays={"prediction": neutral})
    view.refresh()
    view.canvas.grab()
    prepared = prepare(document.experiment.data)
    rows = prepared.rows("train")[:1]  # painted last of none: the first may be covered, so look for it alone
    x, y = prepared.raw[rows[0]]
    found = colour_at(view, float(x), float(y))
    expected = QColor(LIGHT.positive if prepared.y[rows[0]] else LIGHT.negative)
    assert abs(found.hueF() - expected.hueF()) < 0.06


def test_parts_can_be_switched(qtbot: QtBot, run: Run, document: Document) -> None:
    view = view_on(qtbot, run, document)
    assert view.parts == ("train", "dev")
    before = view.canvas.grab().toImage()
    QTest.mouseClick(view.chips["train"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(view.chips["dev"], Qt.MouseButton.LeftButton)
    assert not any(chip.isChecked() for chip in view.chips.values())
    assert view.canvas.grab().toImage() != before


def test_pointer_reads_the_prediction(qtbot: QtBot, run: Run, document: Document) -> None:
    view = view_on(qtbot, run, document)
    run.pictures["surface"] = split_picture()
    view.refresh()
    view.canvas.grab()
    face = view.face
    assert isinstance(face, PlaneFace)
    assert face.frame is not None
    QTest.mouseMove(view.canvas, face.frame.at(3.0, 1.0).toPoint())
    qtbot.waitUntil(lambda: "P(+) 1.000" in view.readout.text())
    assert face.read(QPointF(-10.0, -10.0)) == ()
    QTest.mouseMove(view.canvas, QPoint(1, 1))
    qtbot.waitUntil(lambda: view.readout.text().startswith("step 7"))


def test_the_untrained_surface_is_there_before_the_engine(qtbot: QtBot, run: Run, document: Document) -> None:
    view = view_on(qtbot, run, document)
    assert view.picture is not None
    assert view.picture.arrays["prediction"].shape == (96, 96, 2)
    assert view.readout.text().startswith("before the first step")


def test_a_new_picture_is_drawn(qtbot: QtBot, run: Run, document: Document) -> None:
    view = view_on(qtbot, run, document)
    picture = split_picture()
    run.pictures["surface"] = picture
    run.picture_arrived.emit(picture)
    qtbot.waitUntil(lambda: view.picture is picture)


def test_a_picture_of_the_data_before_is_not_drawn(qtbot: QtBot, run: Run, document: Document) -> None:
    view = view_on(qtbot, run, document)
    run.pictures["surface"] = split_picture()
    view.refresh()
    document.apply(Set(path=("data", "source"), value=Choice("blobs")))
    qtbot.waitUntil(lambda: view.picture is not None and view.picture.arrays["prediction"].shape[2] == 3)


def test_only_what_is_visible_is_measured(qtbot: QtBot, document: Document) -> None:
    engine = Recorder()
    run = Run(document, engine)
    view = SurfaceView(run, document, LIGHT)
    qtbot.addWidget(view)

    def watched() -> list[str]:
        asked = [command for command in engine.commands if isinstance(command, Watch)]
        return [item.kind for item in asked[-1].watched] if asked else []

    assert watched() == []
    with qtbot.waitExposed(view):
        view.show()
    assert watched() == ["surface", "predictions", "predictions"]  # the surface, and what is misclassified in two parts
    document.apply(Set(path=("data", "source"), value=Choice("iris")))
    assert watched() == ["predictions"]
    view.hide()
    assert watched() == []
    run.close()


@pytest.mark.parametrize(
    ("on", "heading"),
    [
        ("circle", "Decision surface"),
        ("blobs", "Decision surface"),
        ("plane", "Decision surface"),
        ("curve_1d", "Fitted curve"),
        ("iris", "Confusion"),
        ("digits", "Confusion"),
        ("diabetes", "Agreement"),
    ],
    indirect=["on"],
)
def test_every_shape_of_data_has_a_face(qtbot: QtBot, on: tuple[Document, Run], heading: str) -> None:
    document, run = on
    view = view_on(qtbot, run, document)
    assert view.heading.text() == heading
    assert view.picture is not None
    view.set_theme(DARK)
    view.refresh()
    assert not view.grab().isNull()
    assert view.face is not None
    middle = QPointF(view.canvas.width() / 2, view.canvas.height() / 2)
    assert view.face.read(middle)


@pytest.mark.parametrize("on", ["circle", "curve_1d", "iris", "digits", "diabetes"], indirect=True)
def test_a_part_without_examples_is_drawn(qtbot: QtBot, on: tuple[Document, Run]) -> None:
    document, run = on
    document.apply(Set(path=("data", "dev"), value=0.0))
    view = view_on(qtbot, run, document)
    view.refresh()
    assert not len(prepare(document.experiment.data).rows("dev"))
    assert not view.grab().isNull()


@pytest.mark.parametrize("on", ["iris"], indirect=True)
def test_one_part_at_a_time(qtbot: QtBot, on: tuple[Document, Run]) -> None:
    document, run = on
    view = view_on(qtbot, run, document)
    assert view.parts == ("dev",)
    QTest.mouseClick(view.chips["train"], Qt.MouseButton.LeftButton)
    assert view.parts == ("train",)
    assert view.watching()[0].params == Values(part="train")
    assert view.picture is not None
    assert view.picture.arrays["confusion"].sum() == len(prepare(document.experiment.data).rows("train"))


def test_data_that_cannot_be_read_are_told(qtbot: QtBot, run: Run, document: Document) -> None:
    view = view_on(qtbot, run, document)
    document.apply(Set(path=("data", "source"), value=Choice("no such data")))
    qtbot.waitUntil(view.sentence.isVisible)
    assert "problems" in view.sentence.text()
    document.undo()
    qtbot.waitUntil(view.canvas.isVisible)


def scene_on(data: str, prediction: NDArray[Any], look: Look = Look()) -> Scene:  # noqa: B008
    """A scene with that prediction on the examples of a data set."""
    prepared = prepare(Data(source=Choice(data)))
    picture = Picture(run_id=1, key="", kind="surface", step=1, arrays={"prediction": prediction}, facts={})
    return Scene(theme=LIGHT, facts=prepared.facts, prepared=prepared, picture=picture, parts=("train",), look=look)


def test_numbers_run_from_orange_to_blue_over_their_range() -> None:
    shown = field_of(scene_on("plane", np.array([[[-2.0], [4.0]]]), Look(own_range=True, low=-2.0, high=4.0)))
    assert shown is not None
    assert near(QColor(*map(int, shown.colours[0, 0])), softened(LIGHT.negative))
    assert near(QColor(*map(int, shown.colours[0, 1])), softened(LIGHT.positive))
    assert [words for _, words in shown.numbers] == ["-2", "0", "2", "4"]


def test_many_classes_mix_their_colours_by_probability() -> None:
    shown = field_of(scene_on("blobs", np.eye(3)[None]))
    assert shown is not None
    middle = np.array(rgb(LIGHT.middle))
    for index in range(3):
        expected = 0.75 * np.array(rgb(LIGHT.series[(1, 0, 2)[index]])) + 0.25 * middle
        assert np.abs(shown.colours[0, index][:3] - expected).max() <= 1


def test_ticks_are_round() -> None:
    assert ticks(-5.5, 5.5, 4) == [-5.0, 0.0, 5.0]
    assert ticks(0.0, 1.0, 5) == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert ticks(1.0, 1.0, 5) == []


OF_FILES = ("csv", "picture_folder", "picture_file", "mnist", "fashion_mnist", "kmnist", "cifar10")
"""Data sets that show nothing before a file is chosen or fetched."""


@pytest.mark.parametrize("kind", [kind for kind in family("datasets") if kind not in OF_FILES])
def test_every_data_set_has_a_thumbnail(qtbot: QtBot, kind: str) -> None:
    for theme in (LIGHT, DARK):
        picture = thumbnail(Data(source=Choice(kind)), 64, theme, 2.0)
        assert picture.width() == 128
        assert picture.devicePixelRatio() == 2.0
    image = picture.toImage()
    ground = image.pixelColor(64, 3)
    inked = sum(image.pixelColor(x, y) != ground for x in range(0, 128, 2) for y in range(0, 128, 2))
    assert inked > 40


def test_a_thumbnail_of_nothing_is_refused(qtbot: QtBot) -> None:
    with pytest.raises(PlaygroundError):
        thumbnail(Data(source=Choice("no such data")), 64, LIGHT)


def test_the_first_paint_needs_no_pyqtgraph() -> None:
    code = (
        "import sys; import playground.gui.plots.surface, playground.gui.plots.data_thumbnail; "
        "sys.exit('pyqtgraph' in sys.modules or 'torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("on", ["iris"], indirect=True)
def test_what_one_face_asked_for_does_not_bind_the_next(qtbot: QtBot, on: tuple[Document, Run]) -> None:
    document, run = on
    view = view_on(qtbot, run, document)
    assert "train" not in view.parts
    document.apply(Set(path=("data", "source"), value=Choice("circle")))
    assert view.parts == ("train", "dev")
