"""The sheet of what every block costs, beside the window."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot

from playground.gui.costs.rows import ID
from playground.gui.costs.window import CostsWindow
from playground.gui.window import MainWindow
from playground.spec.edits import Set
from playground.workbench.document import Document
from playground.workbench.templates import load_template
from tests.gui.support import Answers

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform says so of every window


@pytest.fixture
def document() -> Document:
    return Document(load_template("vgg16"))


@pytest.fixture
def costs(window: MainWindow, answers: Answers) -> Iterator[CostsWindow]:
    window.actions_["costs"].trigger()
    made = window.beside.windows["costs"]
    assert isinstance(made, CostsWindow)
    made.questions = answers
    yield made
    made.close()


def items(costs: CostsWindow) -> dict[str, QTreeWidgetItem]:
    found = costs.tree.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
    return {str(item.data(0, ID)): item for item in found}


def top(costs: CostsWindow) -> list[str]:
    return [
        item.text(0)
        for at in range(costs.tree.topLevelItemCount())
        if (item := costs.tree.topLevelItem(at)) is not None
    ]


def test_it_lists_groups_with_their_blocks_and_totals(costs: CostsWindow) -> None:
    assert top(costs) == ["Input", "conv1", "conv2", "conv3", "conv4", "conv5", "classifier", "Output"]
    found = items(costs)
    assert found["conv1_1"].parent() is found["group_conv1"]
    assert found["fc6"].text(2) == "102,764,544"
    assert found["conv1_2"].text(1) == "224 × 224 × 64"
    assert found["conv1_2"].text(4) == "5 × 5"
    assert "138,357,544" in costs.total.text()


def test_it_sorts_by_numbers_and_back(costs: CostsWindow) -> None:
    costs.tree.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    assert top(costs)[0] == "classifier"
    costs.tree.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert top(costs)[0] == "Input"


def test_it_follows_the_network(qtbot: QtBot, costs: CostsWindow, document: Document) -> None:
    items(costs)["group_conv1"].setExpanded(False)
    document.apply(Set(path=("network", "conv1_1", "filters"), value=32))
    qtbot.waitUntil(lambda: items(costs)["conv1_1"].text(2) == "896")
    assert not items(costs)["group_conv1"].isExpanded()
    assert items(costs)["group_conv2"].isExpanded()


def test_a_chosen_line_is_selected_on_the_canvas(costs: CostsWindow, window: MainWindow) -> None:
    costs.tree.setCurrentItem(items(costs)["fc7"])
    assert window.canvas.selection == ("fc7",)


def test_it_is_saved_as_csv(costs: CostsWindow, answers: Answers, tmp_path: Path) -> None:
    answers.to_save = tmp_path / "vgg"
    costs.export()
    with (tmp_path / "vgg.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert lines[-1]["parameters"] == "138357544"
    assert "Saved to vgg.csv" in costs.told.text()
    answers.to_save = tmp_path / "nowhere" / "vgg.csv"
    costs.export()
    assert costs.told.property("role") == "error"
