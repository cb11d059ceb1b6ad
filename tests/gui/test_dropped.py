"""What is broken and dropped on the window gives a sentence; the document stays as it was, and the window lives."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from playground.gui.window import MainWindow
from playground.workbench.document import Document
from playground.workbench.settings import load_settings
from tests.torture._fuzz.making import experiment as network
from tests.torture._fuzz.making import nnp, tensors, zipped
from tests.torture._fuzz.mutations import mutated
from tests.torture._fuzz.seeds import seeds

BROKEN: dict[str, tuple[bytes, str]] = {
    "noise.nnp": (bytes(range(256)) * 40, "not"),
    "bomb.nnp": (nnp(experiment_json=b" " * 20 * 2**20), "unpacks to more than 16 MB"),
    "outside.nnp": (zipped({"../experiment.json": b"{}"}), "without experiment.json"),
    "deep.json": (b"[" * 100_000, "nested more than 100 deep"),
    "twice.json": (b'{"version": 1, "version": 1}', "twice"),
    "many.json": (network(nodes=[{"id": str(n), "kind": "dense"} for n in range(10_001)]), "at most 10000 items"),
    "far.json": (network(nodes=[{"id": "a", "kind": "dense", "position": [1e308, 0]}]), "at most 1,000,000,000 from"),
    "empty.nnblock": (b"{}", "holds no blocks"),
    "open.csv": (b'a,b\n1,"2\n', ""),  # tables are looked over on a card, which says it
    "wide.csv": (b"1," * 5000 + b"1\n", ""),
}


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, *none))


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_a_sentence_and_the_document_stays(
    window: MainWindow, document: Document, tmp_path: Path, name: str
) -> None:
    content, words = BROKEN[name]
    before = document.experiment
    path = tmp_path / name
    path.write_bytes(content)
    drop(window, path)
    assert document.experiment is before
    assert document.path is None
    assert words in window.messages.news.text, window.messages.news.text


def test_a_file_with_senseless_places_and_settings_opens_and_is_drawn(
    window: MainWindow, document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    far = [[1e9, -1e9], [-1e9, 1e9], [1e-300, 5e8], [0, 0]]
    nodes = [
        {"id": f"a{n}", "kind": kind, "position": place, "params": {"units": 10**9, "kernel_size": -1}}
        for n, (kind, place) in enumerate(zip(("input", "dense", "conv", "output"), far, strict=True))
    ]
    edges = [{"source": f"a{n}", "target": f"a{(n + 1) % 4}"} for n in range(4)]
    path = tmp_path / "far.json"
    path.write_bytes(network(nodes=nodes, edges=edges))
    drop(window, path)
    assert document.path == path
    window.show()
    window.grab()
    window.canvas.grab()
    qtbot.wait(50)


def test_weights_that_do_not_fit_are_told_and_the_rest_opens(
    window: MainWindow, document: Document, tmp_path: Path
) -> None:
    odd = tensors({"weights/d0.weight": {"dtype": "F32", "shape": [2**40, 0], "data_offsets": [0, 0]}})
    path = tmp_path / "odd.nnp"
    path.write_bytes(nnp(weights_safetensors=odd))
    drop(window, path)
    assert document.path == path
    assert "Weights are left out" in window.messages.news.text


def test_layouts_that_make_no_sense_are_passed_over(window: MainWindow, tmp_path: Path, folder: Path) -> None:
    (whole, _) = seeds("settings")
    now = json.dumps({"layout": window.layouts.state()}).encode()
    draw = random.Random(7)
    for _ in range(60):
        (folder / "settings.json").write_bytes(mutated(draw, "json", (now, now, whole)))
        window.layouts.restore(load_settings().layout)
    window.grab()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where settings lie."""
    monkeypatch.setenv("PLAYGROUND_CONFIG_DIR", str(tmp_path))
    return tmp_path
