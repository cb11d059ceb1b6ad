"""A surface with a brush on it, and what else the tests of the data share."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.catalog.painting import points_of
from playground.catalog.prepare import Prepared, prepare
from playground.gui.data.painting import Painting
from playground.gui.data_card import DataCard
from playground.gui.messages import Messages
from playground.gui.plots.faces.face import Frame
from playground.gui.plots.surface import SurfaceView
from playground.gui.theme.tokens import LIGHT
from playground.workbench.document import Document
from playground.workbench.run import Run


class Easel:
    """Painting as a person does it: by points of the plane."""

    def __init__(
        self, ground: QWidget, document: Document, surface: SurfaceView, painting: Painting, messages: Messages
    ) -> None:
        self.ground = ground
        self.document = document
        self.surface = surface
        self.painting = painting
        self.brush = painting.brush
        self.messages = messages

    @property
    def frame(self) -> Frame:
        frame = self.surface.canvas.frame
        assert frame is not None
        return frame

    @property
    def prepared(self) -> Prepared:
        return prepare(self.document.experiment.data)

    @property
    def points(self) -> list[tuple[float, float, float, int]]:
        return list(points_of(self.document.experiment.data.source))

    def at(self, x: float, y: float) -> QPoint:
        return self.frame.at(x, y).toPoint()

    def press(self, x: float, y: float, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        QTest.mousePress(self.surface.canvas, button, pos=self.at(x, y))

    def move(self, x: float, y: float) -> None:
        at = self.at(x, y)
        QTest.mouseMove(self.surface.canvas, at - QPoint(1, 0))
        QTest.mouseMove(self.surface.canvas, at)
        QApplication.processEvents()

    def release(self, x: float, y: float, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        QTest.mouseRelease(self.surface.canvas, button, pos=self.at(x, y))

    def click(self, x: float, y: float, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        self.press(x, y, button)
        self.release(x, y, button)

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.surface.canvas, key)


@pytest.fixture
def easel(qtbot: QtBot, document: Document, run: Run) -> Easel:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(700, 500)
    messages = Messages(LIGHT)
    messages.lie_on(ground)
    surface = SurfaceView(run, document, LIGHT, ground)
    surface.setGeometry(300, 0, 400, 480)
    card = DataCard(document, LIGHT, ground)
    card.setGeometry(0, 0, 290, 480)
    painting = Painting(document, surface, messages, LIGHT)
    painting.changed.connect(card.show_painting)
    card.paint_wanted.connect(painting.paint)
    ground.show()
    QApplication.processEvents()
    painting.paint(True)
    for _ in range(3):  # the bar comes, and the surface makes room for it
        QApplication.processEvents()
    surface.grab()
    return Easel(ground, document, surface, painting, messages)
