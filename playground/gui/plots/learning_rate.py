"""The learning rate as it was, and as the schedule will make it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from playground.gui.plots.curve_plot import CurvePlot
from playground.gui.plots.line import Across, Line
from playground.gui.plots.planned import planned
from playground.gui.plots.time_axis import over
from playground.spec.words import mark, tr
from playground.workbench.curves import Curves


class LearningRatePlot(CurvePlot):
    """α of every step; what the schedule makes of it later is dotted, up to the epoch where training stops.

    Where it goes on until it is paused, the next round number of epochs (1, 2 or 5 · 10ᵏ) is looked ahead to.
    """

    title = mark("Learning rate")
    order = 35
    label = mark("learning rate α")
    least = 0.0
    empty = mark("Press Play to see the learning rate. Before, it is drawn over epochs or steps.")

    def lines(self, curves: Curves, across: Across) -> Sequence[Line]:
        """What was used, and what is to come."""
        steps, colour = curves.steps, self._theme.of_series(0)
        found = []
        if len(steps):
            found.append(
                Line(
                    name="past",
                    words=tr("used"),
                    x=over(curves, steps, across),
                    y=steps["learning_rate"],
                    colour=colour,
                    blocks=partial(steps.blocks, "learning_rate"),
                )
            )
        if curves is self._run.curves:
            epochs, rates = planned(self._document.experiment, float(steps["epoch"][-1]) if len(steps) else 0.0)
            x = epochs * self._per_epoch(curves, across)
            if len(epochs) and math.isfinite(float(x[-1])):
                found.append(Line(name="future", words=tr("to come"), x=x, y=rates, colour=colour, ahead=True))
        return found

    def _per_epoch(self, curves: Curves, across: Across) -> float:
        """Steps or seconds of one epoch, in the mean of the run so far; before it, as the settings say."""
        if across == "epoch":
            return 1.0
        steps = curves.steps
        if len(steps) and across in steps:
            return float(steps[across][-1] / steps["epoch"][-1])
        facts, experiment = self._document.analysis.facts, self._document.experiment
        if across == "seconds" or facts is None:
            return math.nan
        return max(1.0, math.ceil(round(facts.rows * experiment.data.train) / experiment.training.batch_size))
