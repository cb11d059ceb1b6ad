"""The base of all plots of curves: which curves of the run at hand and of the pinned ones are drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtWidgets import QMenu, QWidget

from playground.gui.follow import follow
from playground.gui.gaze import Gaze
from playground.gui.plots import menu as menus
from playground.gui.plots.chart_plot import ChartPlot
from playground.gui.plots.line import Across, Line, Mark
from playground.gui.plots.pinned import key_of, pinned_lines, words_of
from playground.gui.plots.time_axis import convert, known
from playground.gui.theme.tokens import Theme
from playground.workbench.curves import Curves
from playground.workbench.document import Document
from playground.workbench.run import Run

MARKS = "marks"
"""The legend's entry for marked places."""


class CurvePlot(ChartPlot):
    """Draws the lines that a subclass gives: see `lines`, and what `ChartPlot` wants to be told."""

    def __init__(
        self, run: Run, document: Document, theme: Theme, parent: QWidget | None = None, *, gaze: Gaze | None = None
    ) -> None:
        super().__init__(run, document, theme, parent, gaze=gaze)
        follow(run.recalled_changed, self, self.mark_stale)
        follow(run.pins.changed, self, self.mark_stale)

    def lines(self, curves: Curves, across: Across) -> Sequence[Line]:
        """The curves over epochs, steps or seconds; those without a point may be left out."""
        raise NotImplementedError

    def marks(self, curves: Curves, across: Across) -> Sequence[Mark]:
        """Places on the lines that must be seen."""
        return ()

    def note_in_words(self) -> str:
        """What must be known of what is shown; empty where nothing."""
        return ""

    def go_to(self, x: float) -> None:
        """Recall the kept weights nearest to a place of the x axis."""
        step = convert(self._run.curves, x, self.across, "step")
        place = min(self._run.snapshots, key=lambda kept: abs(kept[0] - step), default=None)
        if place is not None and not math.isnan(step):
            self._run.recall(place[0])

    def seen_over(self, across: Across) -> tuple[Line, ...]:
        """The lines that are not hidden, over another axis than they are shown."""
        return tuple(line for line in self._all_lines(across) if line.key not in self._hidden)

    def menu(self, at: float | None = None) -> QMenu:
        """All that can be done here, made anew; ``at`` is the place of the x axis that it is asked for at."""
        curves, step = self._run.curves, math.nan
        if at is not None:
            step = convert(curves, at, self.across, "step")
        made = menus.new_menu(self)
        if self.over_time:
            menus.add_recall(made, self._run, None if math.isnan(step) else step)
            menus.add_axes(made, self.across, lambda across: known(curves, across), self.set_across)
            menus.add_pins(made, self._run, self._hidden, self.hide_line)
        there, dark = self._stack.currentWidget() is self.view, self._theme.name == "dark"
        menus.add_wishes(made, self.wished.emit, there=there, dark=dark)
        return made

    # Drawing

    def refresh(self) -> None:
        """Draw what is there now."""
        run, across = self._run, self.across
        self._lines = self._all_lines(across)
        self._marks = tuple(self.marks(run.curves, across)) if known(run.curves, across) else ()
        own = [line for line in self._lines if not line.pinned]
        there = any(np.isfinite(line.y[-1]) or np.isfinite(line.y).any() for line in self._lines)
        self._stack.setCurrentWidget(self.view if there else self._nothing)
        self._tools.show_for(there, over_time=self.over_time, logarithm=self.logarithm)
        self._legend.setVisible(there or self._legend.led)
        note = self.note_in_words() if there else ""
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self._follow_newest(own)
        self._show_legend()
        self.fill()
        self._keep_pace(self._newest)
        self._fade(own)
        self._pointing.show()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        super().set_theme(theme)
        self.view.set_theme(theme)
        self._tools.set_theme(theme)
        self.fill()

    def fill(self) -> None:
        """Draw the lines that are known, and their averages, into what is seen of the axes."""
        if self._stale:  # the curves that they were made of may have been cleared since
            self._lines = self._all_lines(self.across)
        lines = self.seen_lines
        complete = True
        self.smooth = {}
        if self.smoother.beta:
            self.smooth, complete = self.smoother.smooth([line for line in lines if not line.ahead])
        self.view.strokes.show(self._lines, self._hidden, self.smooth, () if MARKS in self._hidden else self.seen_marks)
        if not self.zoomed:  # else pyqtgraph finds the new range while it paints, and paints once more
            self.view.box.prepareForPaint()
        if not complete:
            self.mark_stale()

    def _follow_newest(self, own: Sequence[Line]) -> None:
        """Where the newest was in sight, it stays there."""
        newest = max((float(line.x[-1]) for line in own if not line.ahead), default=-math.inf)
        low, high = self.view.box.viewRange()[0]
        before, self._newest = self._newest, newest
        in_sight = math.isfinite(before) and low <= before <= high
        if self.view.zoomed[0] and self.over_time and in_sight and newest > before:
            self.view.setXRange(low + newest - before, high + newest - before, padding=0)

    def _fade(self, own: Sequence[Line]) -> None:
        """What came after the place that was gone back to lies behind a veil."""
        place, at = self._run.recalled, math.nan
        if place is not None and self.over_time:
            at = convert(self._run.curves, float(place[0]), "step", self.across)
        end = max((float(line.x[-1]) for line in own), default=0.0)
        self.view.fade_after(None if math.isnan(at) else at, end)

    def _all_lines(self, across: Across) -> tuple[Line, ...]:
        """The lines of the run at hand, and behind them those of the pinned runs."""
        run = self._run
        own = self.lines(run.curves, across) if known(run.curves, across) else ()
        pins = [pin for pin in run.pins.pins if self.over_time and known(pin.curves, across)]
        pinned = pinned_lines(pins, lambda curves: self.lines(curves, across), self._theme)
        return (*(line for line in own if len(line.x)), *pinned)

    def _show_legend(self) -> None:
        entries = [(line.key, line.words, line.colour) for line in self._lines if not line.pinned]
        entries += [(MARKS, f"★ {mark.words}", mark.colour) for mark in self.seen_marks[:1]]
        there = {line.key for line in self._lines}
        pins = [pin for pin in self._run.pins.pins if key_of(pin) in there]
        entries += [(key_of(pin), words_of(pin), self._theme.colour("muted")) for pin in pins]
        self._legend.show_lines(entries, self._hidden)
