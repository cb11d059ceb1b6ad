"""The size of the gradient, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence

from playground.gui.plots.curve_plot import CurvePlot
from playground.gui.plots.layers import layer_lines
from playground.gui.plots.line import Across, Line
from playground.spec.words import mark
from playground.workbench.curves import Curves


class GradientPlot(CurvePlot):
    """The 2-norm of the gradient over each layer's parameters: where it fades or blows up, shows at once."""

    title = mark("Gradients")
    order = 30
    label = mark("‖∇J‖ per layer")
    empty = mark("Press Play to see how large each layer's gradient is.")
    logarithmic = True

    def lines(self, curves: Curves, across: Across) -> Sequence[Line]:
        """One line per layer, from input to output."""
        return layer_lines(curves, self._document, self._theme, "gradient_norm", across)
