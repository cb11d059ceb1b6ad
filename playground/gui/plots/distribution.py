"""How the values of every layer are spread at this moment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtWidgets import QWidget

from playground.gui.gaze import Gaze
from playground.gui.plots.curve_plot import CurvePlot
from playground.gui.plots.layers import layer_names
from playground.gui.plots.line import Across, Line
from playground.gui.plots.spread import KIND, QUANTITIES, Chooser, nodes_of
from playground.gui.theme.tokens import Theme
from playground.spec.values import Values
from playground.spec.words import mark, tr
from playground.wire.commands import Watched
from playground.workbench.curves import Curves
from playground.workbench.document import Document
from playground.workbench.run import Run

KEY = "plots/distribution"


class DistributionPlot(CurvePlot):
    """One outline per layer: which share of its values lies in each bin, from its least to its greatest value."""

    title = mark("Values now")
    order = 70
    label = mark("values per bin (%)")
    over_time = False
    frame = 150
    empty = mark("Press Play to see how the values of every layer are spread.")
    watches = (Watched(key=KEY, kind=KIND, params=Values(bins=48)),)

    def __init__(
        self, run: Run, document: Document, theme: Theme, parent: QWidget | None = None, *, gaze: Gaze | None = None
    ) -> None:
        super().__init__(run, document, theme, parent, gaze=gaze)
        self.chooser = Chooser(with_layer=False)
        self.chooser.chosen.connect(self._choose)
        self.chooser.hide()
        self._legend.lead(self.chooser)
        self._name_values()

    def refresh(self) -> None:
        """Draw what is there now."""
        self.chooser.setVisible(KEY in self._run.pictures)
        super().refresh()

    def lines(self, curves: Curves, across: Across) -> Sequence[Line]:
        """One outline per layer."""
        picture = self._run.pictures.get(KEY)
        if picture is None:
            return []
        what, found = self.chooser.what, []
        for index, (id, words) in enumerate(layer_names(self._document, nodes_of(picture.arrays, what)).items()):
            counts, edges = picture.arrays[f"{what}/{id}/counts"], picture.arrays[f"{what}/{id}/edges"]
            shares = 100.0 * counts / max(int(counts.sum()), 1)
            line = Line(
                name=id,
                words=words,
                x=np.repeat(edges, 2),
                y=np.concatenate([[0.0], np.repeat(shares, 2), [0.0]]),
                colour=self._theme.of_series(index),
                dashed=index >= len(self._theme.series),
            )
            found.append(line)
        return found

    def moment_in_words(self, x: float) -> str:
        """The value that is pointed at."""
        return tr("value {value}", value=f"{x:.4g}")

    def state(self) -> dict[str, Any]:
        """Also what is counted."""
        return super().state() | {"quantity": self.chooser.what}

    def restore(self, state: dict[str, Any]) -> None:
        """See `Plot.restore`."""
        super().restore(state)
        self.chooser.choose(str(state.get("quantity", "")))

    def _choose(self) -> None:
        self._name_values()
        self.zoom_out()

    def _name_values(self) -> None:
        self.view.setLabel("bottom", tr(dict(QUANTITIES)[self.chooser.what]))
