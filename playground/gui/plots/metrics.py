"""Metrics on the parts of the data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtWidgets import QComboBox, QWidget

from playground.catalog.entry import family, known
from playground.catalog.families import Metric
from playground.gui.gaze import Gaze
from playground.gui.plots.curve_plot import CurvePlot
from playground.gui.plots.line import Across, Line, Mark
from playground.gui.plots.parts import best_mark, part_lines
from playground.gui.theme.fonts import font
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.words import mark, tr
from playground.workbench.curves import Curves
from playground.workbench.document import Document
from playground.workbench.run import Run


class MetricPlot(CurvePlot):
    """One metric, to be chosen from all that the evaluations have, on train, dev and test."""

    title = mark("Metrics")
    order = 20
    empty = mark("Press Play to see the metrics.")

    def __init__(
        self, run: Run, document: Document, theme: Theme, parent: QWidget | None = None, *, gaze: Gaze | None = None
    ) -> None:
        self._metric = self._wanted = ""
        super().__init__(run, document, theme, parent, gaze=gaze)
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("Metric"))
        self.choice.setFont(font(8.0))
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.choice.activated.connect(lambda index: self.choose(self.choice.itemData(index)))
        give_role(self.choice, "small")
        self.choice.hide()
        self._legend.lead(self.choice)

    @property
    def chosen(self) -> str:
        """The kind of the metric that is drawn; empty before the first evaluation."""
        return self._metric

    def choose(self, metric: str) -> None:
        """Draw another metric."""
        self._metric = metric
        entry = known("metrics", metric)
        unit = getattr(entry, "unit", "")
        words = entry.title if entry is not None else metric
        self.view.setLabel("left", f"{words} ({unit})" if unit else words)
        self.choice.setCurrentIndex(self.choice.findData(metric))
        self.zoom_out()

    def refresh(self) -> None:
        """Draw what is there now; the choice follows what the evaluations have."""
        there = self._there()
        if [self.choice.itemData(index) for index in range(self.choice.count())] != there:
            self.choice.clear()
            for metric in there:
                entry = known("metrics", metric)
                self.choice.addItem(entry.title if entry is not None else metric, metric)
            self.choice.setVisible(len(there) > 0)
            if there and self._metric not in there:
                self.choose(self._wanted if self._wanted in there else there[0])
            self.choice.setCurrentIndex(self.choice.findData(self._metric))
        super().refresh()

    def lines(self, curves: Curves, across: Across) -> Sequence[Line]:
        """One line per part of the data."""
        return part_lines(curves, self._metric, self._theme, across)

    def marks(self, curves: Curves, across: Across) -> Sequence[Mark]:
        """The best value on dev."""
        entry = known("metrics", self._metric)
        better = entry.better if entry is not None and issubclass(entry, Metric) else "high"
        return best_mark(curves, self._metric, better, self._theme, across, self._run.measured_from)

    def state(self) -> dict[str, Any]:
        """Also which metric is shown."""
        return super().state() | {"metric": self._metric or self._wanted}

    def restore(self, state: dict[str, Any]) -> None:
        """The metric is chosen as soon as it is there."""
        wanted = state.get("metric")
        self._wanted = wanted if isinstance(wanted, str) else ""
        if self._wanted in self._there():
            self.choose(self._wanted)
        super().restore(state)

    def _there(self) -> list[str]:
        evaluations = self._run.curves.evaluations
        columns = [name for name in evaluations.names() if "/" in name]
        # What the data at hand have no values of is not their metric.
        first = int(np.searchsorted(evaluations["step"], self._run.measured_from)) if len(evaluations) else 0
        measured = [name for name in columns if np.isfinite(evaluations[name][first:]).any()]
        names = {name.partition("/")[2] for name in measured or columns} - {"loss"}
        in_order = [kind for kind in family("metrics") if kind in names]
        return in_order + sorted(names.difference(in_order))
