"""A canvas with a small chain on it, and a hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.canvas.block_list import MIME
from playground.gui.canvas.palette import Palette
from playground.gui.canvas.view import CanvasView
from playground.gui.theme.tokens import LIGHT
from playground.spec.experiment import Edge, Experiment, Network, Node, chain, lay_out
from playground.spec.values import Values
from playground.workbench.document import Document

NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def row(*kinds: str) -> Network:
    """Blocks connected one after the other; the second ``dense`` is ``dense2``."""
    nodes: list[Node] = []
    for kind in kinds:
        nodes.append(Node(id=Network(nodes=tuple(nodes)).fresh_id(kind), kind=kind))
    laid = lay_out(nodes)
    return Network(nodes=laid, edges=chain(*laid))


class Hand:
    """Moves the pointer over a canvas; places are in canvas units."""

    def __init__(self, canvas: CanvasView) -> None:
        self.canvas = canvas

    def pixel(self, at: QPointF) -> QPoint:
        return self.canvas.mapFromScene(at)

    def card(self, id: str) -> QPointF:
        return self.canvas.network_scene.cards[id].pos() + QPointF(10, 30)

    def out(self, id: str) -> QPointF:
        return self.canvas.network_scene.cards[id].output_port()

    def into(self, id: str, slot: int = 0) -> QPointF:
        return self.canvas.network_scene.cards[id].input_port(slot)

    def _send(
        self,
        kind: QEvent.Type,
        at: QPointF,
        button: Qt.MouseButton,
        down: Qt.MouseButton,
        modifiers: Qt.KeyboardModifier,
    ) -> None:
        viewport = self.canvas.viewport()
        local = QPointF(self.pixel(at))
        event = QMouseEvent(kind, local, viewport.mapToGlobal(local), button, down, modifiers)
        QApplication.sendEvent(viewport, event)

    def press(self, at: QPointF, modifiers: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT) -> None:
        self._send(QEvent.Type.MouseButtonPress, at, button, button, modifiers)

    def move(self, at: QPointF, button: Qt.MouseButton = LEFT) -> None:
        self._send(QEvent.Type.MouseMove, at, Qt.MouseButton.NoButton, button, NONE)

    def hover(self, at: QPointF) -> None:
        self._send(QEvent.Type.MouseMove, at, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, NONE)

    def release(self, at: QPointF, modifiers: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT) -> None:
        self._send(QEvent.Type.MouseButtonRelease, at, button, Qt.MouseButton.NoButton, modifiers)

    def click(self, at: QPointF, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self.press(at, modifiers)
        self.release(at, modifiers)

    def double_click(self, at: QPointF) -> None:
        self.click(at)
        self._send(QEvent.Type.MouseButtonDblClick, at, LEFT, LEFT, NONE)
        self.release(at)

    def drag(self, start: QPointF, end: QPointF, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self.press(start, modifiers)
        for part in (0.3, 0.7, 1.0):
            self.move(start + (end - start) * part)
        self.release(end, modifiers)

    def wheel(self, at: QPointF, turns: int) -> None:
        viewport = self.canvas.viewport()
        local = QPointF(self.pixel(at))
        event = QWheelEvent(
            local,
            viewport.mapToGlobal(local),
            QPoint(),
            QPoint(0, 120 * turns),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewport, event)

    def drop(self, palette: Palette, kind: str, at: QPointF) -> bool:
        """Drag a block out of the palette's list and drop it; gives whether it was taken."""
        items = palette.list.findItems(kind, Qt.MatchFlag.MatchFixedString)
        data = palette.list.mimeData(items)
        assert data.hasFormat(MIME)
        viewport, pixel = self.canvas.viewport(), self.pixel(at)
        copy = Qt.DropAction.CopyAction
        enter = QDragEnterEvent(pixel, copy, data, LEFT, NONE)
        QApplication.sendEvent(viewport, enter)
        QApplication.sendEvent(viewport, QDragMoveEvent(pixel, copy, data, LEFT, NONE))
        drop = QDropEvent(QPointF(pixel), copy, data, LEFT, NONE)
        QApplication.sendEvent(viewport, drop)
        return enter.isAccepted() and drop.isAccepted()


OpenCanvas = Callable[[Network], CanvasView]


@pytest.fixture
def open_canvas(qtbot: QtBot) -> OpenCanvas:
    """Shows a canvas of 1200 by 600 pixels at 100 % with the given network on it."""

    def open(network: Network) -> CanvasView:
        canvas = CanvasView(Document(Experiment(network=network)), LIGHT)
        qtbot.addWidget(canvas)
        canvas.resize(1200, 600)
        canvas.show()
        qtbot.waitExposed(canvas)
        canvas.activateWindow()
        canvas.setFocus()
        canvas.reset_zoom()
        canvas.centerOn(canvas.network_scene.bounds().center())
        return canvas

    return open


@pytest.fixture
def canvas(open_canvas: OpenCanvas) -> CanvasView:
    """Input → dense1 → dense2 → output."""
    return open_canvas(row("input", "dense", "dense", "output"))


@pytest.fixture
def hand(canvas: CanvasView) -> Hand:
    return Hand(canvas)


@pytest.fixture
def palette(qtbot: QtBot) -> Palette:
    made = Palette(LIGHT)
    qtbot.addWidget(made)
    return made


def ids(canvas: CanvasView) -> list[str]:
    return [node.id for node in canvas.document.experiment.network.nodes]


def edges(canvas: CanvasView) -> set[tuple[str, str]]:
    return {(edge.source, edge.target) for edge in canvas.document.experiment.network.edges}


def branch() -> Network:
    """Input → dense1 → add1 → output, and dense2 alone below."""
    straight = row("input", "dense", "add", "output")
    below = Node(id="dense2", kind="dense", position=(200.0, 170.0), params=Values(units=4))
    return Network(nodes=(*straight.nodes, below), edges=straight.edges)


def pair(source: str, target: str, port: int = 0) -> Edge:
    return Edge(source=source, target=target, port=port)
