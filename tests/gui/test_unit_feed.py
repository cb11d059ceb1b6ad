from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from playground.gui.canvas.view import CanvasView
from playground.gui.gaze import Example
from playground.gui.theme.tokens import LIGHT
from playground.gui.unit_feed import FEATURES, HISTOGRAMS, MAPS, WEIGHTS, UnitFeed, as_tiles
from playground.spec.edits import Set, SetWeight
from playground.spec.experiment import Touch
from playground.spec.values import Choice, Values
from playground.wire.commands import Watch
from playground.wire.events import Picture
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.engine import support
from tests.gui.support import loaded
from tests.workbench.support import Recorder


def open_layer(document: Document, id: str, *, wanted: bool = True) -> None:
    document.apply(Set(path=("network", id, "opened"), value=wanted, label="Open"))


@pytest.fixture
def canvas(qtbot: QtBot, document: Document) -> CanvasView:
    made = CanvasView(document, LIGHT)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    made.fit()
    return made


@pytest.fixture
def feed(document: Document, run: Run, canvas: CanvasView) -> UnitFeed:
    return UnitFeed(document, run, canvas)


def watched(engine: Recorder) -> dict[str, tuple[str, ...]]:
    found = engine.last(Watch).watched
    return {each.key: each.params["nodes"] for each in found}


def picture(run_id: int, key: str, kind: str, **arrays: NDArray[Any]) -> Picture:
    return Picture(run_id=run_id, key=key, kind=kind, step=1, arrays=arrays, facts={"extent": (-6.0, 6.0, -6.0, 6.0)})


def test_only_opened_layers_are_watched(feed: UnitFeed, document: Document, run: Run, engine: Recorder) -> None:
    assert not any(isinstance(command, Watch) and command.watched for command in engine.commands)
    open_layer(document, "dense1")
    assert watched(engine) == {MAPS: ("dense1",), WEIGHTS: ("dense1",)}
    open_layer(document, "input")
    assert watched(engine) == {MAPS: ("input", "dense1"), WEIGHTS: ("dense1",)}
    open_layer(document, "dense1", wanted=False)
    assert watched(engine) == {MAPS: ("input",)}


def test_before_the_engine_is_up_the_untrained_units_are_shown(
    feed: UnitFeed, document: Document, run: Run, canvas: CanvasView
) -> None:
    assert run.status.phase == "starting"
    open_layer(document, "dense1")
    values = canvas.network_scene.units
    assert values.maps["dense1"].shape == (4, 24, 24)
    assert values.weights["dense1.weight"].shape == (4, 2)
    block = canvas.network_scene.cards["dense1"].opened
    assert block is not None
    assert block.maps.image is not None


def test_data_that_are_no_plane_have_histograms(
    feed: UnitFeed, document: Document, engine: Recorder, canvas: CanvasView
) -> None:
    document.apply(Set(path=("data", "source"), value=Choice("diabetes")))
    open_layer(document, "dense1")
    assert watched(engine) == {HISTOGRAMS: ("dense1",), WEIGHTS: ("dense1",)}
    assert canvas.network_scene.units.histograms["dense1"].shape == (4, 24)


def test_what_is_measured_is_shown(
    feed: UnitFeed, document: Document, run: Run, engine: Recorder, canvas: CanvasView
) -> None:
    open_layer(document, "dense1")
    number = loaded(run, engine)
    weights = np.arange(8, dtype=np.float32).reshape(4, 2)
    run.handle(picture(number, MAPS, "units", dense1=np.zeros((4, 24, 24), dtype=np.float16)))
    arrays: dict[str, NDArray[Any]] = {"dense1.weight": weights, "gradient/dense1.weight": weights / 8}
    run.handle(picture(number, WEIGHTS, "weights", **arrays))
    feed.refresh()
    values = canvas.network_scene.units
    assert not values.maps["dense1"].any()
    assert values.weights["dense1.weight"] is weights
    assert values.gradients["dense1.weight"][3, 1] == pytest.approx(7 / 8)


def test_a_weight_set_by_hand_shows_at_once_and_undo_takes_it_back(
    feed: UnitFeed, document: Document, run: Run, engine: Recorder, canvas: CanvasView
) -> None:
    open_layer(document, "dense1")
    number = loaded(run, engine)
    weights = np.arange(8, dtype=np.float32).reshape(4, 2)
    arrays: dict[str, NDArray[Any]] = {"dense1.weight": weights}
    run.handle(picture(number, WEIGHTS, "weights", **arrays))
    feed.refresh()
    touch = Touch(weight="dense1.weight", index=(2, 1), value=-3.0, before=5.0, step=1, gesture=1)
    document.apply(SetWeight(touch=touch))
    assert canvas.network_scene.units.weights["dense1.weight"][2, 1] == -3.0
    assert weights[2, 1] == 5.0
    document.undo()
    assert canvas.network_scene.units.weights["dense1.weight"][2, 1] == 5.0
    document.apply(SetWeight(touch=replace(touch, index=(9, 9))))  # of a layer that has become smaller
    assert (canvas.network_scene.units.weights["dense1.weight"] == weights).all()


def test_another_experiment_forgets_the_old_ones_units(feed: UnitFeed, document: Document, canvas: CanvasView) -> None:
    open_layer(document, "dense1")
    assert canvas.network_scene.units.maps
    experiment = document.experiment
    closed = tuple(replace(node, opened=False) for node in experiment.network.nodes)
    document.open(replace(experiment, network=replace(experiment.network, nodes=closed)))
    assert not canvas.network_scene.units.maps


def test_feature_maps_become_tiles() -> None:
    maps = np.arange(2 * 4 * 4, dtype=np.float16).reshape(2, 4, 4)
    tiles = as_tiles(maps)
    assert tiles.shape == (2, 24, 24)
    assert tiles[0, 0, 0] == maps[0, 3, 0], "the top row comes last, as in maps of the plane"
    assert tiles[1, 23, 23] == maps[1, 0, 3]
    assert (tiles[0, :6, :6] == maps[0, 3, 0]).all(), "a pixel is a square of cells"
    signal = np.arange(48, dtype=np.float16)[None]
    bars = as_tiles(signal)[0]
    assert bars[0].tolist() == list(range(1, 48, 2)), "all stand on the lower edge"
    assert np.flatnonzero(bars[-1]).tolist() == [23], "the largest reaches the upper one"
    down = as_tiles(-signal)[0]
    assert down[12].tolist() == [-value for value in range(1, 48, 2)], "what is below zero hangs from the middle"
    assert not down[13:].any()


def test_opened_convolutions_show_the_maps_of_the_example_looked_into(
    document: Document, engine: Recorder, feed: UnitFeed, canvas: CanvasView
) -> None:
    def asked(key: str) -> Values:
        return next(each.params for each in engine.last(Watch).watched if each.key == key)

    conv = support.block("conv", "conv", filters=3, kernel_size=3)
    flat = support.block("flat", "flatten")
    source = Choice("digits", Values(layout="picture"))
    made = support.experiment(conv, flat, support.dense("fc", 4), source=source)
    document.open(made)
    open_layer(document, "conv")
    open_layer(document, "fc")
    canvas.fit()
    layer = canvas.network_scene.cards["conv"].layer
    assert layer is not None
    assert (layer.units, layer.pictures, layer.grows, layer.marks) == (3, True, "filters", ("bias",))
    feed.refresh()
    assert asked(FEATURES) == Values(nodes=("conv",), part="train", row=0)
    assert asked(HISTOGRAMS) == Values(nodes=("fc",))
    assert feed._maps["conv"].shape == (3, 24, 24), "of the untrained network, measured here"
    canvas.gaze.look_into(Example("dev", 4))
    feed.refresh()
    assert asked(FEATURES)["row"] == 4
    canvas.gaze.look_into(None)
    canvas.gaze.look_at_drawing("ff" * 64)
    feed.refresh()
    assert asked(FEATURES)["pixels"] == "ff" * 64
