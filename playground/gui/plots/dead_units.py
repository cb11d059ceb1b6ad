"""Units that have stopped learning, layer by layer, while the network trains."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtWidgets import QWidget

from playground.gui.follow import follow
from playground.gui.gaze import Gaze
from playground.gui.plots.curve_plot import CurvePlot
from playground.gui.plots.history import History, moment_of
from playground.gui.plots.layers import layer_names
from playground.gui.plots.line import Across, Line
from playground.gui.theme.tokens import Theme
from playground.spec.words import mark
from playground.wire.commands import Watched
from playground.wire.events import Picture
from playground.workbench.curves import Curves
from playground.workbench.document import Document
from playground.workbench.run import Run

KIND = "dead_units"


class DeadUnitsPlot(CurvePlot):
    """The share of dead units per layer: ReLU units that give 0, sigmoid and tanh units that are saturated, always."""

    title = mark("Dead units")
    order = 50
    label = mark("dead units (%)")
    logarithm = False
    least = -1.0
    empty = mark(
        "Press Play to see how many units die. ReLU units die when they give 0 for every example, sigmoid and tanh "
        "units when they are saturated for every one."
    )
    watches = (Watched(key="plots/dead_units", kind=KIND),)

    def __init__(
        self, run: Run, document: Document, theme: Theme, parent: QWidget | None = None, *, gaze: Gaze | None = None
    ) -> None:
        self.history: History[dict[str, float]] = History()
        super().__init__(run, document, theme, parent, gaze=gaze)
        self.view.box.setLimits(yMax=108.0, minYRange=10.0)
        follow(document.opened, self, self._forget)

    def _forget(self) -> None:
        """Another experiment is on the desk: what was measured of the last one goes."""
        self.history.clear()

    def lines(self, curves: Curves, across: Across) -> Sequence[Line]:
        """One line per layer whose units can die."""
        if curves is not self._run.curves or not len(self.history):
            return []
        x = self.history.over(curves, across)
        shares = [moment.value for moment in self.history.moments]
        names = layer_names(self._document, {id for share in shares for id in share})
        return [
            Line(
                name=id,
                words=words,
                x=x,
                y=np.array([100.0 * share.get(id, np.nan) for share in shares]),
                colour=self._theme.of_series(index),
                dashed=index >= len(self._theme.series),
            )
            for index, (id, words) in enumerate(names.items())
        ]

    def note_in_words(self) -> str:
        """Since when it is measured, where that is not the beginning."""
        return self.history.began_in_words()

    def _follow_picture(self, picture: Picture) -> None:
        # Whoever asked for it: what the blocks on the canvas show is the same.
        if picture.kind == KIND:
            epoch = moment_of(self._run, picture)
            if epoch is not None:
                share = {id: float(np.mean(units)) for id, units in picture.arrays.items() if units.size}
                self.history.take(picture.step, epoch, share)
                self.mark_stale()
