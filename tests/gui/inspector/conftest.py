from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from playground.gui.theme import style
from playground.gui.theme.tokens import LIGHT
from playground.spec.experiment import Experiment, Network, Node, chain, lay_out
from playground.spec.values import Values
from playground.workbench.document import Document


@pytest.fixture(autouse=True)
def _styled(qapp: QApplication) -> None:
    style.apply(qapp, LIGHT)


@pytest.fixture
def document() -> Document:
    nodes = lay_out(
        [
            Node(id="input1", kind="input"),
            Node(id="dense1", kind="dense", params=Values(units=8)),
            Node(id="output1", kind="output"),
        ]
    )
    return Document(Experiment(network=Network(nodes=nodes, edges=chain(*nodes))))
