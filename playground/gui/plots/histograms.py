"""How the values of a layer are spread, over the whole of training."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from playground.gui.follow import follow
from playground.gui.gaze import Gaze
from playground.gui.plots.curve_plot import CurvePlot
from playground.gui.plots.history import History, moment_of
from playground.gui.plots.line import Across, Floats, Line
from playground.gui.plots.spread import KIND, Arrays, Chooser, Counted, counted_on, nodes_of, quantiles
from playground.gui.theme.tokens import Theme, rgb
from playground.spec.words import mark, tr
from playground.wire.commands import Watched
from playground.wire.events import Picture
from playground.workbench.curves import Curves
from playground.workbench.document import Document
from playground.workbench.run import Run

SHARES = np.array([0.05, 0.5, 0.95])
COLUMNS, ROWS = 240, 80
"""Pixels of the heat map; it is drawn as large as the plot."""


class HistogramsPlot(CurvePlot):
    """A heat map: one column per moment, the stronger the colour the more values; median and the middle 90 % over it.

    Every column has its own scale of colours: its fullest place is the strongest.
    """

    title = mark("Histograms")
    order = 60
    label = mark("value")
    logarithm = False
    frame = 200
    empty = mark("Press Play to see how the values of a layer spread while it learns.")
    watches = (Watched(key="plots/histograms", kind=KIND),)

    def __init__(
        self, run: Run, document: Document, theme: Theme, parent: QWidget | None = None, *, gaze: Gaze | None = None
    ) -> None:
        self.history: History[Arrays] = History()
        self._quantiles = Counted()
        self._columns = Counted()
        self._counted = ("", 0.0, 0.0)
        self._wanted = ""
        super().__init__(run, document, theme, parent, gaze=gaze)
        self.picture = pg.ImageItem()
        self.picture.setZValue(-10)
        self.view.addItem(self.picture, ignoreBounds=True)
        self.chooser = Chooser(with_layer=True)
        self.chooser.chosen.connect(self._choose)
        self.chooser.hide()
        self._legend.lead(self.chooser)
        follow(document.opened, self, self._forget)

    @property
    def chosen(self) -> str:
        """What is drawn: ``<quantity>/<node>``."""
        return f"{self.chooser.what}/{self.chooser.node}"

    def refresh(self) -> None:
        """Draw what is there now."""
        if len(self.history):
            self.chooser.offer(self._document, self.history.moments[-1].value)
            if self._wanted:
                self.chooser.choose(self.chooser.what, self._wanted)
        self.chooser.setVisible(len(self.history) > 0)
        super().refresh()
        self._paint_map()

    def lines(self, curves: Curves, across: Across) -> Sequence[Line]:
        """Median and the ends of the middle 90 %."""
        moments = self._moments()
        if curves is not self._run.curves or not moments:
            return []
        x = self.history.over(curves, across)[[row for row, _ in moments]]
        values = np.stack(
            [
                self._quantiles.of(self.history.moments[row].step, counts, partial(quantiles, counts, edges, SHARES))
                for row, (counts, edges) in moments
            ]
        )
        colour = self._theme.of_series(1)
        names = (("low", tr("5 %")), ("median", tr("median")), ("high", tr("95 %")))
        return [
            Line(name=name, words=words, x=x, y=values[:, index], colour=colour, dashed=name != "median")
            for index, (name, words) in enumerate(names)
        ]

    def note_in_words(self) -> str:
        """Since when it is measured, where that is not the beginning."""
        return self.history.began_in_words()

    def state(self) -> dict[str, Any]:
        """Also what is drawn."""
        return super().state() | {"quantity": self.chooser.what, "layer": self.chooser.node or self._wanted}

    def restore(self, state: dict[str, Any]) -> None:
        """The layer is chosen as soon as it is there."""
        super().restore(state)
        self.chooser.choose(str(state.get("quantity", "")))
        self._wanted = str(state.get("layer", ""))

    def _forget(self) -> None:
        self.history.clear()
        self._quantiles.clear()
        self._columns.clear()

    def _choose(self) -> None:
        self._wanted = ""
        self._quantiles.clear()
        self.zoom_out()

    def _moments(self) -> list[tuple[int, tuple[NDArray[Any], Floats]]]:
        """Row of the history, counts and edges of what is chosen, where it was counted."""
        counts, edges = f"{self.chosen}/counts", f"{self.chosen}/edges"
        return [
            (row, (moment.value[counts], moment.value[edges]))
            for row, moment in enumerate(self.history.moments)
            if counts in moment.value
        ]

    def _paint_map(self) -> None:
        moments = self._moments()
        if not moments:
            self.picture.hide()
            return
        x = self.history.over(self._run.curves, self.across)[[row for row, _ in moments]]
        low, high = self._range(moments)
        bins = np.linspace(low, high, ROWS + 1)
        columns = []
        for row, (counts, edges) in moments:
            step = self.history.moments[row].step
            columns.append(self._columns.of(step, counts, partial(counted_on, counts, edges, bins)))
        table = np.stack(columns)
        table /= np.maximum(table.max(axis=1, keepdims=True), 1e-12)
        start, end = float(x[0]), float(x[-1])
        if not np.isfinite(end) or end <= start:
            end = start + 1.0
        middles = start + (np.arange(COLUMNS) + 0.5) * (end - start) / COLUMNS
        rows = np.maximum(np.searchsorted(x, middles, side="right") - 1, 0)
        self.picture.setImage(_coloured(np.sqrt(table[rows]), self._theme), autoLevels=False)
        self.picture.setRect(QRectF(start, low, end - start, high - low))
        self.picture.show()

    def _range(self, moments: list[tuple[int, tuple[NDArray[Any], Floats]]]) -> tuple[float, float]:
        """From the least to the greatest value; it stays for a while when values grow, so that little is counted anew.

        What was counted for another range, or of something else, is forgotten.
        """
        low = min(float(edges[0]) for _, (_, edges) in moments)
        high = max(float(edges[-1]) for _, (_, edges) in moments)
        what, before_low, before_high = self._counted
        room = 0.05 * (high - low)
        fits = before_low <= low and high <= before_high and before_high - before_low < 1.5 * (high - low)
        if what != self.chosen or not fits:
            self._counted = what, before_low, before_high = self.chosen, low - room, high + room
            self._columns.clear()
        return before_low, before_high

    def _follow_picture(self, picture: Picture) -> None:
        # Whoever asked for it, if it is of all blocks: so the history begins before anybody looks at this plot.
        if picture.kind != KIND:
            return
        order = self._document.analysis.order
        if set(order) <= set(nodes_of(picture.arrays, "activations")):
            epoch = moment_of(self._run, picture)
            if epoch is not None:
                self.history.take(picture.step, epoch, picture.arrays)
                self.mark_stale()


def _coloured(strength: Floats, theme: Theme) -> NDArray[np.uint8]:
    """RGBA of shape (columns, rows, 4): from nothing to the first colour of the series."""
    picture = np.empty((*strength.shape, 4), dtype=np.uint8)
    picture[..., :3] = rgb(theme.series[0])
    picture[..., 3] = np.rint(np.clip(strength, 0.0, 1.0) * 200.0)
    return picture
