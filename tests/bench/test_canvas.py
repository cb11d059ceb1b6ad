"""A hand and live values on a large canvas: 300 cards, and 20 layers of 64 units opened at once.

`make bench` prints them. The goals: a dragged frame under 16 ms, a live frame under 33 ms, hovering unnoticeable.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from playground.gui.application import application
from playground.gui.canvas.live import UnitValues
from playground.gui.canvas.view import CanvasView
from playground.gui.theme.tokens import LIGHT
from playground.spec.experiment import Experiment, Network, Node, chain, lay_out
from playground.spec.values import Values
from playground.workbench.document import Document

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window

LAYERS, UNITS, ROW = 20, 64, 5
LEFT, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


@pytest.fixture(scope="module")
def qapp(qapp_args: list[str]) -> QApplication:
    return application()


def network_of(layers: int, units: int, *, opened: bool, width: float, height: float, row: int) -> Network:
    """So many dense layers between an input and an output, in rows from left to right."""
    hidden = [
        Node(
            id=f"dense{number + 1}",
            kind="dense",
            params=Values(units=units),
            position=(width * (number % row), height * (number // row)),
            opened=opened,
        )
        for number in range(layers)
    ]
    ends = lay_out([Node(id="input1", kind="input"), Node(id="output1", kind="output")])
    nodes = (ends[0], *hidden, ends[1])
    return Network(nodes=nodes, edges=chain(*nodes))


def canvas_of(network: Network) -> CanvasView:
    canvas = CanvasView(Document(Experiment(network=network)), LIGHT)
    canvas.resize(1600, 1000)
    canvas.show()
    canvas.fit()
    QApplication.processEvents()
    return canvas


def send(canvas: CanvasView, kind: QEvent.Type, at: QPoint, down: Qt.MouseButton) -> None:
    button = NO_BUTTON if kind == QEvent.Type.MouseMove else LEFT
    where = QPointF(canvas.viewport().mapToGlobal(at))
    event = QMouseEvent(kind, QPointF(at), where, button, down, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas.viewport(), event)


def pictures(canvas: CanvasView, units: int) -> Callable[[], UnitValues]:
    """New maps and weights for every call, as the engine would send them."""
    draw = np.random.default_rng(0)
    nodes = [node.id for node in canvas.document.experiment.network.nodes if node.kind == "dense"]
    pool = [
        (
            draw.uniform(-1, 1, (units, 24, 24)).astype(np.float16),
            draw.normal(0, 0.3, (units, units)).astype(np.float32),
            draw.normal(0, 0.3, units).astype(np.float32),
        )
        for _ in range(7)
    ]
    turns = itertools.count()

    def values() -> UnitValues:
        turn = next(turns)
        drawn = {id: pool[(turn + place) % len(pool)] for place, id in enumerate(nodes)}
        weights: dict[str, Any] = {f"{id}.weight": weight for id, (_, weight, _) in drawn.items()}
        weights |= {f"{id}.bias": bias for id, (_, _, bias) in drawn.items()}
        weights.pop("dense1.weight")
        return UnitValues(maps={id: maps for id, (maps, _, _) in drawn.items()}, weights=weights)

    return values


def opened_canvas() -> CanvasView:
    canvas = canvas_of(network_of(LAYERS, UNITS, opened=True, width=300.0, height=600.0, row=ROW))
    canvas.zoom_at(canvas.viewport().rect().center(), 0.5 / canvas.zoom)  # as far away as units are drawn
    canvas.centerOn(canvas.network_scene.bounds().center())
    return canvas


def live_frames(benchmark: Any, canvas: CanvasView, units: int) -> None:
    """New pictures of every unit in, painted, again and again."""
    values = pictures(canvas, units)

    def frame() -> None:
        canvas.network_scene.show_units(values())
        QApplication.processEvents()

    frame()
    benchmark(frame)
    canvas.close()


def test_a_live_frame_of_twenty_layers_of_sixty_four_units(benchmark: Any, qapp: QApplication) -> None:
    benchmark.group = "20 layers of 64 units opened: new pictures in, painted"
    live_frames(benchmark, opened_canvas(), UNITS)


def test_a_live_frame_of_twenty_layers_of_lines(benchmark: Any, qapp: QApplication) -> None:
    benchmark.group = "20 layers of 12 units opened: new pictures and lines in, painted"
    canvas = canvas_of(network_of(LAYERS, 12, opened=True, width=200.0, height=700.0, row=10))
    live_frames(benchmark, canvas, 12)


def test_hovering_among_units(benchmark: Any, qapp: QApplication) -> None:
    benchmark.group = "20 layers of 64 units opened: the pointer moves"
    canvas = opened_canvas()
    canvas.network_scene.show_units(pictures(canvas, UNITS)())
    places = itertools.cycle([QPoint(x, y) for x in range(40, 1560, 97) for y in range(40, 960, 61)])

    def move() -> None:
        send(canvas, QEvent.Type.MouseMove, next(places), NO_BUTTON)

    benchmark(move)
    canvas.close()


@pytest.mark.parametrize("opened", [False, True], ids=["cards", "opened"])
def test_dragging_among_three_hundred(benchmark: Any, qapp: QApplication, opened: bool) -> None:
    benchmark.group = "300 blocks: a frame of dragging one"
    canvas = canvas_of(network_of(298, 4, opened=opened, width=220.0, height=320.0, row=20))
    node = "dense150"
    start = canvas.mapFromScene(canvas.network_scene.cards[node].pos())
    send(canvas, QEvent.Type.MouseButtonPress, start, LEFT)
    numbers = itertools.count(1)

    def frame() -> None:
        send(canvas, QEvent.Type.MouseMove, start + QPoint(20 + next(numbers) % 40, 15), LEFT)
        canvas.viewport().repaint()
        QApplication.processEvents()

    benchmark(frame)
    send(canvas, QEvent.Type.MouseButtonRelease, start + QPoint(40, 15), NO_BUTTON)
    canvas.close()
