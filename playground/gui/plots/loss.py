"""The loss while training."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from playground.gui.plots.curve_plot import Across, CurvePlot, Line

PARTS = ("train", "dev", "test")


class LossPlot(CurvePlot):
    """The loss of every batch, faint, and the loss of the whole training, dev and test parts over it."""

    title = "Loss"
    order = 10
    label = "loss"
    empty = "Press Play to see the loss."

    def lines(self, across: Across) -> Sequence[Line]:
        """One line per part of the data, and one for the batches."""
        curves, theme = self._run.curves, self._theme
        found = []
        evaluations = curves.evaluations
        for index, part in enumerate(PARTS):
            name = f"{part}/loss"
            if name in evaluations:
                x, y = evaluations[across], evaluations[name]
                found.append(Line(name=name, words=part, x=x, y=y, colour=theme.of_series(index)))
        if len(curves.steps):
            steps = curves.steps
            line = Line(
                name="batch",
                words="batch",
                x=steps[across],
                y=steps["loss"],
                colour=theme.of_series(0),
                faint=True,
                blocks=partial(steps.blocks, "loss"),
            )
            found.append(line)
        return found
