from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.gui.theme import style
from playground.gui.theme.tokens import LIGHT
from playground.spec.experiment import Data, Experiment, Network, Node, chain, lay_out
from playground.spec.values import Choice, Values
from playground.wire.events import Evaluation, Steps
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.workbench.support import Recorder


@pytest.fixture(autouse=True)
def _styled(qapp: QApplication) -> None:
    style.apply(qapp, LIGHT)


def document_on(data: str = "circle") -> Document:
    nodes = lay_out(
        [
            Node(id="input1", kind="input"),
            Node(id="dense1", kind="dense", params=Values(units=4)),
            Node(id="dense2", kind="dense", params=Values(units=3)),
            Node(id="output1", kind="output"),
        ]
    )
    network = Network(nodes=nodes, edges=chain(*nodes))
    return Document(Experiment(network=network, data=Data(source=Choice(data))))


@pytest.fixture
def document() -> Document:
    return document_on()


@pytest.fixture
def run(document: Document) -> Iterator[Run]:
    made = Run(document, Recorder())
    yield made
    made.close()


def steps(count: int, first: int = 1) -> Steps:
    """Losses 1/t, gradient norms 1/t, 2/t and 3/t; 10 steps are an epoch."""
    t = np.arange(first, first + count, dtype=np.float64)
    return Steps(
        run_id=1,
        first=first,
        epoch=t / 10,
        loss=1 / t,
        cost=1 / t,
        learning_rate=np.full(count, 0.1),
        gradient_norm={"output1": 3 / t, "dense1": 2 / t, "dense2": 1 / t},
        update_ratio={"dense1": 0.001 / t},
        speed=1000.0,
    )


def evaluation(step: int, loss: float) -> Evaluation:
    parts = {
        part: {"loss": loss + offset, "accuracy": 1 - loss - offset, "f1": 0.5}
        for part, offset in (("train", 0.0), ("dev", 0.1), ("test", 0.2))
    }
    return Evaluation(run_id=1, step=step, epoch=step / 10, parts=parts)


def show(qtbot: QtBot, plot: QWidget) -> None:
    """Put a plot on the screen at the size that it has in the window."""
    qtbot.addWidget(plot)
    plot.resize(420, 260)
    with qtbot.waitExposed(plot):
        plot.show()
