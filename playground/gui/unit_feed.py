"""What the opened blocks on the canvas show: their units' maps or histograms, and their weights."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from playground.gui.canvas.live import UnitValues
from playground.gui.canvas.units.maps import CELLS
from playground.gui.canvas.view import CanvasView
from playground.gui.follow import follow
from playground.gui.gaze import Example
from playground.gui.turns import Turn
from playground.spec.experiment import Experiment
from playground.spec.values import Values
from playground.wire.events import Picture
from playground.workbench.document import Document
from playground.workbench.run import Run

MAPS, FEATURES = "canvas/units", "canvas/feature_maps"
HISTOGRAMS, WEIGHTS = "canvas/unit_histograms", "canvas/weights"
KINDS = {MAPS: "units", FEATURES: "feature_maps", HISTOGRAMS: "unit_histograms", WEIGHTS: "weights"}


class UnitFeed(QObject):
    """Watches the blocks that are opened and in sight, and hands what is measured of them to the canvas."""

    def __init__(self, document: Document, run: Run, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._document, self._run, self._canvas = document, run, canvas
        self._maps: dict[str, NDArray[Any]] = {}
        self._extent = (-1.0, 1.0, -1.0, 1.0)
        self._histograms: dict[str, NDArray[Any]] = {}
        self._spans: dict[str, tuple[float, float]] = {}
        self._weights: dict[str, NDArray[np.float32]] = {}
        self._gradients: dict[str, NDArray[np.float32]] = {}
        self._taken: dict[str, Picture] = {}
        self._guessed: tuple[Experiment, tuple[str, ...]] | None = None
        self._turn = Turn(self, self.refresh)
        canvas.steps_done = lambda: run.status.step
        follow(run.picture_arrived, self, self._take)
        follow(document.changed, self, self._follow)
        follow(document.opened, self, self._forget)
        canvas.gaze.example_changed.connect(self._soon)
        canvas.gaze.drawn_changed.connect(self._soon)
        canvas.network_scene.opened_changed.connect(self.refresh)
        canvas.zoom_changed.connect(self._soon)
        for bar in (canvas.horizontalScrollBar(), canvas.verticalScrollBar()):
            bar.valueChanged.connect(self._soon)
        self.refresh()

    def _follow(self, old: Experiment, new: Experiment) -> None:
        """What a hand sets, and what undo sets back, shows at once; the engine's word follows."""
        if new.touches is not old.touches:
            kept = 0
            for one, other in zip(old.touches, new.touches, strict=False):
                if one != other:
                    break
                kept += 1
            for touch in reversed(old.touches[kept:]):
                self._set(touch.weight, touch.index, touch.before)
            for touch in new.touches[kept:]:
                self._set(touch.weight, touch.index, touch.value)
        self.refresh()

    def _set(self, weight: str, index: tuple[int, ...], value: float) -> None:
        array = self._weights.get(weight)
        if array is None or len(index) != array.ndim or any(i >= n for i, n in zip(index, array.shape, strict=True)):
            return
        changed = array.copy()
        changed[index] = value
        self._weights[weight] = changed

    def _take(self, picture: Picture) -> None:
        if picture.key in KINDS:
            self._soon()

    def _soon(self) -> None:
        self._turn.ask()

    def _forget(self) -> None:
        """Another experiment: nothing of the old one's is true any more."""
        for known in (self._maps, self._histograms, self._spans, self._weights, self._gradients, self._taken):
            known.clear()
        self.refresh()

    def refresh(self) -> None:
        """Show the latest now; before the engine has measured anything, the untrained network's."""
        wanted = self._watch()
        first = self._guess(wanted)
        for key in KINDS:
            picture = self._run.pictures.get(key) or first.get(key)
            if picture is not None and picture is not self._taken.get(key):
                self._taken[key] = picture
                self._keep(key, picture)
        more = self._canvas.network_scene.show_units(
            UnitValues(
                maps=dict(self._maps),
                extent=self._extent,
                histograms=dict(self._histograms),
                spans=dict(self._spans),
                weights=dict(self._weights),
                gradients=dict(self._gradients),
            )
        )
        self._canvas.follow_values()
        if more:
            self._soon()

    def _watch(self) -> dict[str, Values]:
        """Ask for what is in sight, and no more; gives what is asked for, by key."""
        nodes = self._canvas.opened_in_sight()
        facts = self._document.analysis.facts
        plane = facts is not None and facts.planar
        layers = {id: layer for id in nodes if (layer := self._canvas.network_scene.cards[id].layer) is not None}
        learning = tuple(id for id, layer in layers.items() if layer.weight or layer.marks)
        pictures = tuple(id for id, layer in layers.items() if layer.pictures)
        rows = () if plane else tuple(id for id in nodes if id not in pictures)
        wanted = {MAPS: nodes if plane else (), FEATURES: pictures, HISTOGRAMS: rows, WEIGHTS: learning}
        asked = {}
        for key, ids in wanted.items():
            if ids:
                asked[key] = Values(nodes=ids, **(self._looked_at() if key == FEATURES else {}))
                self._run.watch(key, KINDS[key], asked[key])
            else:
                self._run.unwatch(key)
        return asked

    def _looked_at(self) -> dict[str, Any]:
        """Whose feature maps are shown: the example that is looked into, else a drawing, else the first example."""
        gaze = self._canvas.gaze
        if gaze.example is None and gaze.drawn:
            return {"pixels": gaze.drawn}
        example = gaze.example or Example("train", 0)
        return {"part": example.part, "row": example.row}

    def _guess(self, wanted: dict[str, Values]) -> dict[str, Picture]:
        """The untrained network, measured here; once for every experiment and choice of blocks."""
        status = self._run.status
        if status.step or status.phase != "starting" or all(key in self._run.pictures for key in wanted):
            return {}
        experiment = self._document.experiment
        nodes = tuple(id for params in wanted.values() for id in params["nodes"])
        if self._guessed == (experiment, nodes):
            return {}
        self._guessed = (experiment, nodes)
        found = {key: self._run.preview(KINDS[key], params) for key, params in wanted.items()}
        return {key: picture for key, picture in found.items() if picture is not None}

    def _keep(self, key: str, picture: Picture) -> None:
        if key == MAPS:
            self._maps.update(picture.arrays)
            self._histograms.clear()
            self._extent = picture.facts.get("extent", self._extent)
        elif key == FEATURES:
            maps = {id: as_tiles(array) for id, array in picture.arrays.items() if id != "picture" and array.ndim > 1}
            self._maps.update(maps)
            for id in maps:
                self._histograms.pop(id, None)
        elif key == HISTOGRAMS:
            self._histograms.update(picture.arrays)
            self._spans.update(picture.facts.get("span", {}))
            for id in picture.arrays:
                self._maps.pop(id, None)
        else:
            self._gradients.clear()
            for name, array in picture.arrays.items():
                if name.startswith("gradient/"):
                    self._gradients[name.removeprefix("gradient/")] = array
                else:
                    self._weights[name] = array


def as_tiles(maps: NDArray[Any]) -> NDArray[Any]:
    """Feature maps of shape (channels, h, w), or signals (channels, length), as tiles of `CELLS` cells, top row last.

    Every cell shows the number at its middle: a larger map is thinned out, the pixels of a smaller one become squares.
    Signals stand as bars on a line.
    """
    sides = maps.shape[1:]
    places = [np.minimum(((np.arange(CELLS) + 0.5) * side / CELLS).astype(np.int64), side - 1) for side in sides]
    if len(sides) == 1:
        return _bars(maps[:, places[0]])
    return maps[:, places[0][::-1, None], places[1]]


def _bars(signals: NDArray[Any]) -> NDArray[Any]:
    """Signals of shape (channels, cells) as bars as high as their numbers, from the lower edge or from the middle."""
    values = np.asarray(signals, dtype=np.float32)
    most = np.abs(values).max(axis=1, keepdims=True)
    below = values.min() < 0.0
    base, high = (CELLS // 2, CELLS // 2 - 1) if below else (0, CELLS - 1)
    ends = base + np.rint(values / np.where(most > 0.0, most, 1.0) * high)
    rows = np.arange(CELLS)[None, :, None]
    low, top = np.minimum(ends, base)[:, None], np.maximum(ends, base)[:, None]
    filled = (rows >= low) & (rows <= top) & (values != 0.0)[:, None]
    return np.where(filled, values[:, None], np.float32(0.0))
