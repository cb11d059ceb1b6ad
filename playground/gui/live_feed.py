"""What the blocks on the canvas show of themselves while the network trains."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject

from playground.catalog.entry import known
from playground.gui.canvas.live import LiveValues
from playground.gui.canvas.view import CanvasView
from playground.gui.follow import follow
from playground.gui.turns import Turn
from playground.gui.unit_feed import UnitFeed
from playground.spec.groups import expanded
from playground.spec.values import EMPTY, Values
from playground.wire.events import Picture
from playground.workbench.columns import Columns
from playground.workbench.document import Document
from playground.workbench.run import Run

PROBES = {"canvas/dead_units": "dead_units", "canvas/histograms": "histograms"}
SETTINGS = {"canvas/histograms": Values(of=("activations",))}


PAUSE = 0.1
"""Seconds between two changes: figures that change faster cannot be read."""


class LiveFeed(QObject):
    """Gathers the latest gradient norms and probes of every block and hands them to the canvas."""

    def __init__(self, document: Document, run: Run, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._document = document
        self._run = run
        self._canvas = canvas
        for key, kind in PROBES.items():
            if known("probes", kind) is not None:
                run.watch(key, kind, SETTINGS.get(key, EMPTY))
        self._turn = Turn(self, self._show_strips, pause=PAUSE)
        follow(run.steps_arrived, self, self._soon)
        follow(run.picture_arrived, self, self._take)
        self.units = UnitFeed(document, run, canvas)
        self._show_strips()

    def _take(self, picture: Picture) -> None:
        if picture.key in PROBES:
            self._soon()

    def _soon(self) -> None:
        self._turn.ask()

    def refresh(self) -> None:
        """Show the latest of everything now."""
        self._show_strips()
        self.units.refresh()
        self._canvas.network_scene.catch_up(everything=True)

    def _show_strips(self) -> None:
        steps = self._run.curves.steps
        dead = self._probe("canvas/dead_units")
        histograms = self._probe("canvas/histograms")
        values = {}
        for node in expanded(self._document.experiment).network.nodes:
            live = LiveValues(
                gradient_norm=_last(steps, f"gradient_norm/{node.id}"),
                update_ratio=_last(steps, f"update_ratio/{node.id}"),
                dead=_number(dead, node.id),
                histogram=_row(histograms, f"activations/{node.id}/counts"),
            )
            if live != LiveValues():
                values[node.id] = live
        self._canvas.set_live(values)

    def _probe(self, key: str) -> Picture | None:
        return self._run.pictures.get(key)


def _last(steps: Columns, name: str) -> float | None:
    """The column's last number, where there is one."""
    if not len(steps) or name not in steps:
        return None
    value = float(steps[name][-1])
    return None if np.isnan(value) else value


def _number(picture: Picture | None, node: str) -> float | None:
    """The mean of what a probe says of a node, where it says something: the share of its units."""
    if picture is None or node not in picture.arrays or not picture.arrays[node].size:
        return None
    return float(np.mean(picture.arrays[node]))


def _row(picture: Picture | None, name: str) -> tuple[float, ...] | None:
    if picture is None or name not in picture.arrays:
        return None
    return tuple(float(value) for value in picture.arrays[name])
