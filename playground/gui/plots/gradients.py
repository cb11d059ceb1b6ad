"""The size of the gradient, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence

from playground.gui.plots.curve_plot import Across, CurvePlot, Line
from playground.gui.plots.layers import layer_lines


class GradientPlot(CurvePlot):
    """The 2-norm of the gradient over each layer's parameters: where it fades or blows up, shows at once."""

    title = "Gradients"
    order = 30
    label = "‖∇J‖ per layer"
    empty = "Press Play to see how large each layer's gradient is."
    logarithmic = True

    def lines(self, across: Across) -> Sequence[Line]:
        """One line per layer, from input to output."""
        return layer_lines(self._run.curves, self._document, self._theme, "gradient_norm", across)
