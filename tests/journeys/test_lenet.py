"""LeNet-5 by mouse from an empty canvas, trained on drawn characters; then a digit is drawn for it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from playground.gui.draw.window import DrawWindow
from tests.journeys.conftest import Person

pytestmark = [pytest.mark.timeout(300), pytest.mark.qt_log_ignore("This plugin does not support", extend=True)]
LEFT = Qt.MouseButton.LeftButton
BLOCKS = ("Input", "Conv", "Max pool", "Conv", "Max pool", "Flatten", "Dense", "Dense", "Output")
KINDS = ["input", "conv", "max_pool", "conv", "max_pool", "flatten", "dense", "dense", "output"]


def stroke(draw: DrawWindow, points: list[tuple[float, float]]) -> None:
    """With the button down from point to point, in shares of the sheet."""
    sheet = draw.pad.sheet()

    def pixel(x: float, y: float) -> QPoint:
        return QPointF(sheet.left() + x * sheet.width(), sheet.top() + y * sheet.height()).toPoint()

    QTest.mousePress(draw.pad, LEFT, pos=pixel(*points[0]))
    for (x, y), (to_x, to_y) in pairwise(points):
        for share in (0.25, 0.5, 0.75, 1.0):
            QTest.mouseMove(draw.pad, pixel(x + share * (to_x - x), y + share * (to_y - y)))
    QTest.mouseRelease(draw.pad, LEFT, pos=pixel(*points[-1]))


def test_lenet_by_mouse_reads_a_drawn_digit(me: Person) -> None:
    window, document, hand, canvas = me.window, me.desk.document, me.hand, me.window.canvas
    tabs = window.left.tabBar()

    # The data first: what the blocks give can be read on their cards.
    me.click(window.data.gallery.tiles["characters"])
    assert document.experiment.data.source.kind == "characters"
    me.menu("Edit", "Select all")
    me.menu("Edit", "Delete")
    assert not me.network.nodes

    # Nine blocks in a row, and port to port.
    QTest.mouseClick(tabs, LEFT, pos=tabs.tabRect(1).center())
    canvas.reset_zoom()
    canvas.scale(0.5, 0.5)
    middle = canvas.mapToScene(canvas.viewport().rect().center())
    for place, block in enumerate(BLOCKS):
        assert hand.drop(window.palette_, block, middle + QPointF((place - 4) * 150 - 60, -40))
    for source, target in pairwise([node.id for node in me.network.nodes]):
        hand.drag(hand.out(source), hand.into(target))
    assert me.kinds() == KINDS
    assert document.analysis.trainable, [problem.sentence for problem in document.analysis.problems]

    # 6 and 16 filters of 5 × 5.
    for id, filters in (("conv1", "6"), ("conv2", "16")):
        hand.click(hand.card(id))
        me.type_into(("network", id, "filters"), filters)
        me.type_into(("network", id, "kernel_size"), "5")
    for id, units in (("dense1", "84"), ("dense2", "32")):
        hand.click(hand.card(id))
        me.type_into(("network", id, "units"), units)
    signature = document.analysis.signatures["conv2"]
    assert signature.count == 6 * 5 * 5 * 16 + 16

    # Adam, and it learns.
    me.click(canvas.viewport(), canvas.viewport().rect().topRight() + QPoint(-6, 6))
    me.choose(me.field("training", "optimizer"), "Adam")
    assert "silences every ReLU" in document.analysis.problems[0].sentence, "its usual rate is not for convolutions"
    document.apply(document.analysis.problems[0].fixes[0].edit)
    me.type_into(("training", "optimizer", "learning_rate"), "0.003")
    me.type_into(("training", "batch_size"), "32")
    me.click(window.transport.play)
    me.until(lambda: bool(len(me.losses())) and me.losses()[-1] < 0.4)
    assert me.phase() == "playing"

    # A seven, drawn while it trains: the network is told of every bit of it and says what it takes it for.
    me.menu("Pictures", "Draw")
    draw = window.beside.windows["draw"]
    assert isinstance(draw, DrawWindow)
    stroke(draw, [(0.3, 0.25), (0.7, 0.25), (0.45, 0.8)])
    me.until(lambda: "%" in draw.verdict.text() and draw.seen_words.text() != "untrained")
    me.until(lambda: draw.bars._values is not None and int(np.argmax(draw.bars._values)) == 7)
    draw.close()
