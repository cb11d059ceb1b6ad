"""The loss while training."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from playground.gui.plots.curve_plot import CurvePlot
from playground.gui.plots.line import Across, Line, Mark
from playground.gui.plots.parts import best_mark, part_lines
from playground.gui.plots.time_axis import over
from playground.spec.words import mark, tr
from playground.workbench.blocks import BLOCK
from playground.workbench.columns import Columns
from playground.workbench.curves import Curves

COST = 5
"""The colour of the cost among the series; the parts have the first three."""


class LossPlot(CurvePlot):
    """The loss of every batch, faint, and the loss of the whole training, dev and test parts over it.

    Where weights are penalised, the cost of every batch too: the loss with the penalty, which is what is minimised.
    The lowest dev loss is marked.
    """

    title = mark("Loss")
    order = 10
    label = mark("loss")
    empty = mark("Press Play to see the loss.")

    def lines(self, curves: Curves, across: Across) -> Sequence[Line]:
        """One line per part of the data, and one or two for the batches."""
        found = part_lines(curves, "loss", self._theme, across)
        steps = curves.steps
        if not len(steps):
            return found
        x = over(curves, steps, across)
        batches = [("batch", tr("batch"), "loss", 0)]
        if penalised(steps):
            batches.append(("cost", tr("batch with penalty"), "cost", COST))
        for name, words, column, colour in batches:
            line = Line(
                name=name,
                words=words,
                x=x,
                y=steps[column],
                colour=self._theme.of_series(colour),
                faint=True,
                blocks=partial(steps.blocks, column),
            )
            found.append(line)
        return found

    def marks(self, curves: Curves, across: Across) -> Sequence[Mark]:
        """The lowest loss on dev."""
        return best_mark(curves, "loss", "low", self._theme, across, self._run.measured_from)


def penalised(steps: Columns) -> bool:
    """Whether the cost of any step is another than its loss; fast for a long table."""
    loss, cost = steps.blocks("loss").levels[0], steps.blocks("cost").levels[0]
    if not np.array_equal(loss.total, cost.total):
        return True
    rest = slice(len(steps) // BLOCK * BLOCK, None)
    return not np.array_equal(steps["loss"][rest], steps["cost"][rest], equal_nan=True)
