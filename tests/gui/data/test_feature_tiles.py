"""Features are switched with a click; the block that makes them comes with its wires, in one undo step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.catalog.blocks.features import Features
from playground.catalog.prepare import prepare
from playground.gui.data.feature_edits import names_for, switched_on, toggle
from playground.gui.data.feature_tiles import FeatureTiles, maps
from playground.gui.theme.tokens import DARK, LIGHT
from playground.spec.edits import AddNode, Connect, RemoveNodes, Set
from playground.spec.experiment import Data, Edge, Experiment, Network, Node
from playground.spec.values import Choice
from playground.workbench.document import Document

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


@pytest.fixture
def tiles(qtbot: QtBot, document: Document) -> FeatureTiles:
    made = FeatureTiles(document, LIGHT)
    qtbot.addWidget(made)
    made.show()
    return made


def click(tiles: FeatureTiles, name: str) -> None:
    QTest.mouseClick(tiles.tiles[name], Qt.MouseButton.LeftButton)


def test_a_click_puts_the_block_behind_the_input(tiles: FeatureTiles, document: Document) -> None:
    document.apply(AddNode(node=Node(id="dense2", kind="dense", position=(200.0, 150.0)), label="Add"))
    document.apply(Connect(edge=Edge(source="input", target="dense2")))
    versions = len(document.versions)
    click(tiles, "x1_squared")
    network = document.experiment.network
    block = next(node for node in network.nodes if node.kind == "features")
    assert len(document.versions) == versions + 1
    assert document.undo_label == "Feature x₁² on"
    assert [edge.target for edge in network.outputs("input")] == [block.id]
    assert {edge.target for edge in network.outputs(block.id)} == {"dense1", "dense2"}
    assert document.analysis.signatures[block.id].output == (3,)
    assert document.analysis.trainable
    places = sorted(node.position[0] for node in network.nodes if node.position[1] == 0.0)
    assert min(np.diff(places)) >= 150.0, "nothing lies on anything else"
    assert tiles.tiles["x1_squared"].isChecked()
    document.undo()
    assert not tiles.tiles["x1_squared"].isChecked()
    assert [edge.target for edge in document.experiment.network.outputs("input")] == ["dense1", "dense2"]


def test_further_clicks_set_the_block(tiles: FeatureTiles, document: Document) -> None:
    click(tiles, "x1x2")
    click(tiles, "sin_x2")
    click(tiles, "x1")
    network = document.experiment.network
    assert [node.kind for node in network.nodes].count("features") == 1
    assert switched_on(network, names_for(document.analysis.facts)) == {"x2", "x1x2", "sin_x2"}
    assert document.undo_label == "Feature x₁ off"


def test_the_last_feature_stays_on_and_says_why(qtbot: QtBot, tiles: FeatureTiles, document: Document) -> None:
    click(tiles, "x1")
    before = document.experiment
    with qtbot.waitSignal(tiles.refused) as refused:
        click(tiles, "x2")
    assert refused.args is not None
    assert "The last feature stays on" in refused.args[0]
    assert "The last feature stays on" in tiles.tiles["x2"].toolTip()
    assert document.experiment is before
    assert tiles.tiles["x2"].isChecked()


def test_the_keyboard_switches_a_feature(tiles: FeatureTiles, document: Document) -> None:
    tiles.tiles["cos_x1"].setFocus()
    QTest.keyClick(tiles.tiles["cos_x1"], Qt.Key.Key_Space)
    assert document.undo_label == "Feature cos x₁ on"


def test_one_input_has_features_of_x(tiles: FeatureTiles, document: Document) -> None:
    document.apply(Set(path=("data", "source"), value=Choice("curve_1d")))
    shown = {name: tile.text() for name, tile in tiles.tiles.items() if not tile.isHidden()}
    assert shown == {"x1": "x", "x1_squared": "x²", "sin_x1": "sin x", "cos_x1": "cos x"}
    click(tiles, "sin_x1")
    assert document.analysis.trainable
    block = next(node for node in document.experiment.network.nodes if node.kind == "features")
    assert document.analysis.signatures[block.id].output == (2,)


def test_more_inputs_have_a_sentence_instead(tiles: FeatureTiles, document: Document) -> None:
    document.apply(Set(path=("data", "source"), value=Choice("wine")))
    assert all(tile.isHidden() for tile in tiles.tiles.values())
    assert tiles.sentence.text() == "Features are made of one or two inputs, and these data have 13."


def test_a_network_without_an_input_says_so(document: Document) -> None:
    document.apply(RemoveNodes(ids=("input",), heal=False))
    facts = document.analysis.facts
    assert facts is not None
    assert toggle(document.experiment, "sin_x1", facts) == "The network needs one input block for its features."


def test_an_input_that_leads_nowhere_gets_the_block_too() -> None:
    experiment = Experiment(network=Network(nodes=(Node(id="input", kind="input"),)))
    facts = Document(experiment).analysis.facts
    assert facts is not None
    edit = toggle(experiment, "x1x2", facts)
    assert not isinstance(edit, str)
    after = edit.apply(experiment).network
    assert [edge.target for edge in after.outputs("input")] == ["features1"]


def test_maps_are_the_features_over_the_data() -> None:
    """At the corners by hand: x₁ rises to the right, x₂ upward, x₁x₂ is positive where both have one sign."""
    names = tuple(field.name for field in Features.fields())
    images = maps(prepare(Data()), names, LIGHT)
    last = images["x1"].width() - 1
    right, left = images["x1"].pixelColor(last, 5), images["x1"].pixelColor(0, 5)
    assert right.blue() > right.red()
    assert left.red() > left.blue()
    top = images["x2"].pixelColor(5, 0)
    assert top.blue() > top.red()
    corner, other = images["x1x2"].pixelColor(last, 0), images["x1x2"].pixelColor(0, 0)
    assert corner.blue() > corner.red()
    assert other.red() > other.blue()


def test_maps_follow_normalization_and_theme(tiles: FeatureTiles, document: Document) -> None:
    def shown() -> list[object]:
        return [tiles.tiles[name].icon().pixmap(28).toImage() for name in ("sin_x1", "x1x2")]

    before = shown()
    document.apply(Set(path=("data", "normalize"), value=True))
    after = shown()
    assert after[0] != before[0], "the sine of a smaller number has fewer waves"
    tiles.set_theme(DARK)
    assert shown() != after


def test_every_tile_has_a_name_and_a_tip(tiles: FeatureTiles) -> None:
    for tile in tiles.tiles.values():
        assert tile.accessibleName().startswith("Feature ")
        assert tile.toolTip()


def test_data_that_cannot_be_read(tiles: FeatureTiles, document: Document) -> None:
    experiment = document.experiment
    document.open(replace(experiment, data=replace(experiment.data, source=Choice("csv"))))
    assert tiles.sentence.text() == "The data cannot be read."
