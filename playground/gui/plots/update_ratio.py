"""How far a step moves each layer, compared with how large its weights are."""

from __future__ import annotations

from collections.abc import Sequence

from playground.gui.plots.curve_plot import CurvePlot
from playground.gui.plots.layers import layer_lines
from playground.gui.plots.line import Across, Line
from playground.spec.words import mark
from playground.workbench.curves import Curves


class UpdateRatioPlot(CurvePlot):
    """‖Δθ‖ / ‖θ‖ per layer. About a thousandth is usual; far more or less means a learning rate too large or small."""

    title = mark("Update ratios")
    order = 40
    label = mark("‖Δθ‖ / ‖θ‖ per layer")
    empty = mark("Press Play to see how far each step moves the weights.")
    logarithmic = True

    def lines(self, curves: Curves, across: Across) -> Sequence[Line]:
        """One line per layer, from input to output."""
        return layer_lines(curves, self._document, self._theme, "update_ratio", across)
