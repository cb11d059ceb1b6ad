from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from playground.gui.canvas.edges import crosses, curve
from playground.gui.canvas.face_paint import READABLE
from playground.gui.canvas.lettering import elided, width
from playground.gui.canvas.live import LiveValues, short_number
from playground.gui.canvas.palette import Palette
from playground.gui.canvas.view import CanvasView
from playground.gui.theme.tokens import DARK, LIGHT, Theme
from playground.spec.edits import Disconnect
from playground.spec.experiment import Edge, Network, Node, chain
from playground.workbench.templates import Template, load_template, templates
from tests.gui.canvas.conftest import OpenCanvas, branch, row


def colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}


def around(canvas: CanvasView, at: QPointF) -> set[str]:
    pixel = canvas.mapFromScene(at)
    image = canvas.grab().toImage()
    return {image.pixelColor(pixel.x() + dx, pixel.y() + dy).name() for dx in range(-18, 19) for dy in range(-12, 13)}


def test_themes_and_live_strip(canvas: CanvasView) -> None:
    quiet = canvas.grab().toImage()
    canvas.set_live({"dense1": LiveValues(gradient_norm=0.01, dead=0.3, histogram=np.array([1, 5, 2, 0, 9]))})
    lively = canvas.grab().toImage()
    assert quiet != lively
    canvas.set_live({})
    assert canvas.grab().toImage() == quiet
    canvas.set_theme(DARK)
    assert canvas.grab().toImage().pixelColor(3, 3) == QColor(DARK.canvas)
    assert LIGHT.card not in colours(canvas.grab().toImage())


@pytest.mark.parametrize("template", templates(), ids=[template.id for template in templates()])
def test_templates_can_be_read_in_a_small_window(open_canvas: OpenCanvas, template: Template) -> None:
    network = load_template(template.id).network
    canvas = open_canvas(network)
    canvas.resize(482, 280)
    canvas.fit()
    few = len(network.nodes) <= 6
    assert canvas.zoom >= (READABLE if few else 0.4)
    seen = canvas.in_sight()
    for edge in canvas.network_scene.edges.values():
        way = edge.way()
        assert seen.contains(way.topLeft()), "a line that leads back is seen too"
        assert seen.contains(way.bottomRight())


def apart(one: QImage, other: QImage) -> int:
    """The greatest difference of two pictures' colours, from 0 to 255."""
    kind = QImage.Format.Format_RGB32
    values = [np.frombuffer(image.convertToFormat(kind).constBits(), np.uint8) for image in (one, other)]
    return int(np.abs(values[0].astype(np.int64) - values[1]).max())


@pytest.mark.parametrize("factor", [0.6, 0.83, 1.0, 1.37, 2.0])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_strip_painted_alone_is_as_the_whole_card(
    open_canvas: OpenCanvas, qapp: QApplication, factor: float, theme: Theme
) -> None:
    canvas = open_canvas(row("input", "dense", "dense", "output"))
    canvas.set_theme(theme)
    canvas.zoom_at(canvas.viewport().rect().center(), factor)
    for norm in (0.00012, 3.0, 0.5):
        canvas.set_live({"dense1": LiveValues(gradient_norm=norm, dead=norm / 4, histogram=[1 / norm, 5, 2, 0, 9])})
        qapp.processEvents()
    alone = canvas.grab().toImage()
    for card in canvas.network_scene.cards.values():
        card.update()
    assert apart(canvas.grab().toImage(), alone) <= 4


def test_the_dots_follow_zoom_and_hand(open_canvas: OpenCanvas, qapp: QApplication) -> None:
    """The background is kept between two paintings; it has to be what a fresh one would be."""
    canvas = open_canvas(row("input", "dense", "output"))
    canvas.grab()
    changes: list[Callable[[], None]] = [
        lambda: canvas.zoom_at(QPoint(90, 70), 1.3),
        lambda: canvas.pan_by(QPoint(37, -21)),
        lambda: canvas.set_theme(DARK),
        lambda: canvas.resize(canvas.width() + 60, canvas.height() + 40),
        canvas.zoom_out,
        canvas.fit,
    ]
    for change in changes:
        change()
        qapp.processEvents()
        kept = canvas.grab().toImage()
        canvas.resetCachedContent()
        assert apart(canvas.grab().toImage(), kept) <= 4


@pytest.mark.parametrize(
    "histogram", [[], [0.0, 0.0], [float("nan"), 1.0], list(range(400)), [-1.0, 2.0], np.zeros(3, dtype=np.int64)]
)
def test_odd_histograms_are_drawn(canvas: CanvasView, histogram: list[float]) -> None:
    canvas.set_live({"dense1": LiveValues(gradient_norm=float("inf"), dead=1.0, histogram=histogram)})
    assert not canvas.grab().isNull()


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "0"), (0.01234, "0.0123"), (3.2e-5, "3.2e−5"), (41.0, "41"), (123456.0, "1.2e5"), (float("nan"), "NaN")],
)
def test_short_numbers(value: float, words: str) -> None:
    assert short_number(value) == words


def test_every_zoom_is_drawn(open_canvas: OpenCanvas) -> None:
    canvas = open_canvas(branch())
    canvas.apply(Disconnect(edges=canvas.document.experiment.network.inputs("output1")))
    for factor in (0.01, 2.0, 1.5, 1.5, 1.5, 100.0):
        canvas.zoom_at(canvas.viewport().rect().center(), factor)
        assert not canvas.grab().isNull()


def test_marks_tell_what_is_wrong(open_canvas: OpenCanvas) -> None:
    canvas = open_canvas(branch())
    lone, join = canvas.network_scene.cards["dense2"], canvas.network_scene.cards["add1"]
    mark = QPointF(72, -39)
    assert (lone.face.severity, join.face.severity) == ("warning", "error")
    assert "needs 1 input, it has 0" in canvas.tip_at(lone.pos() + mark)
    assert "needs at least 2 inputs" in canvas.tip_at(join.pos() + mark)
    assert canvas.tip_at(QPointF(-300, -300)) == ""
    assert "12 parameters" in canvas.tip_at(canvas.network_scene.cards["dense1"].pos())


def test_an_edge_whose_target_does_not_fit_is_marked(open_canvas: OpenCanvas) -> None:
    straight = row("input", "dense", "add", "output")
    canvas = open_canvas(straight)
    item = canvas.network_scene.edges[Edge(source="dense1", target="add1")]
    fitting = canvas.network_scene.edges[Edge(source="input1", target="dense1")]
    assert LIGHT.error in around(canvas, item.middle())
    assert LIGHT.error not in around(canvas, fitting.middle())


def test_words_are_elided_to_their_room() -> None:
    assert elided("A name that is far too long for a card", 13, 90.0, bold=True).endswith("…")
    assert width(elided("A name that is far too long for a card", 13, 90.0, bold=True), 13, bold=True) <= 90.0


def test_a_curve_goes_around_cards() -> None:
    wall = QRectF(60, -42, 150, 84)
    assert crosses(curve(QPointF(0, 0), QPointF(270, 0)), wall)
    assert not crosses(curve(QPointF(0, 0), QPointF(270, 0), [wall]), wall)
    assert not crosses(curve(QPointF(0, 100), QPointF(270, 100), [wall]), wall)


def test_a_curve_back_to_the_next_row_runs_between_the_rows() -> None:
    path = curve(QPointF(1075, 0), QPointF(-75, 130))
    assert path.currentPosition() == QPointF(-75, 130)
    for x in range(0, 1200, 200):
        assert not crosses(path, QRectF(x - 74, -42, 148, 84))
        assert not crosses(path, QRectF(x - 74, 88, 148, 84))


def test_three_hundred_blocks(open_canvas: OpenCanvas) -> None:
    nodes = tuple(
        Node(id=f"dense{i}", kind="dense", position=(200.0 * (i % 20), 130.0 * (i // 20))) for i in range(300)
    )
    canvas = open_canvas(Network(nodes=nodes, edges=chain(*nodes)))
    canvas.fit()
    assert len(canvas.network_scene.cards) == 300
    assert not canvas.grab().isNull()
    canvas.select_all()
    canvas.nudge(10.0, 0.0)
    assert not canvas.grab().isNull()


def test_far_away_blocks_can_be_reached(open_canvas: OpenCanvas) -> None:
    nodes = (Node(id="a", kind="dense", position=(90000.0, 0.0)), Node(id="b", kind="dense"))
    canvas = open_canvas(Network(nodes=nodes))
    canvas.centerOn(QPointF(90000.0, 0.0))
    assert (canvas.mapFromScene(QPointF(90000.0, 0.0)) - canvas.viewport().rect().center()).manhattanLength() < 4


def test_the_palette_in_both_themes(palette: Palette) -> None:
    palette.resize(230, 500)
    light = palette.grab().toImage()
    palette.set_theme(DARK)
    assert palette.grab().toImage() != light
