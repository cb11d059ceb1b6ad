"""The base of all plots of curves: what a person does with one, and what of the run is shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QMenu, QStackedLayout, QVBoxLayout, QWidget

from playground.gui.follow import follow
from playground.gui.gaze import Gaze
from playground.gui.plots import menu as menus
from playground.gui.plots.chart import Chart
from playground.gui.plots.chip import Chip
from playground.gui.plots.hands import Hands
from playground.gui.plots.legend import Legend
from playground.gui.plots.line import ACROSS, Across, Floats, Line, Mark
from playground.gui.plots.pinned import key_of, pinned_lines, words_of
from playground.gui.plots.plot import Plot
from playground.gui.plots.pointing import Pointing
from playground.gui.plots.reading import ValueTable
from playground.gui.plots.smoothing import Smoother
from playground.gui.plots.time_axis import axis_label, convert, known
from playground.gui.plots.tools import Tools
from playground.gui.theme.fonts import font
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr
from playground.workbench.curves import Curves
from playground.workbench.document import Document
from playground.workbench.run import Run

FRAME = 80
"""Milliseconds; curves grow slowly, the surface is what looks alive."""
ELSEWHERE = 33
"""Milliseconds from one value to the next while the pointer moves over another plot."""
MARKS = "marks"
"""The legend's entry for marked places."""
NOTHING = -1e307
"""No limit, as pyqtgraph has it."""


class CurvePlot(Plot):
    """Draws the lines that a subclass gives.

    Subclasses give `lines` and say ``title``, ``label`` (what y is), ``empty`` (the sentence shown before there is a
    curve), ``least`` (what y cannot be less than), ``logarithm`` (whether y can be logarithmic), ``logarithmic`` (how
    it begins) and ``over_time`` (whether x is a moment of the run).
    """

    label: ClassVar[str] = ""
    empty: ClassVar[str] = "Press Play to see the curve."
    logarithmic: ClassVar[bool] = False
    over_time: ClassVar[bool] = True
    logarithm: ClassVar[bool] = True
    least: ClassVar[float | None] = None
    frame: ClassVar[int] = FRAME

    def __init__(
        self, run: Run, document: Document, theme: Theme, parent: QWidget | None = None, *, gaze: Gaze | None = None
    ) -> None:
        super().__init__(run, document, theme, parent, gaze=gaze)
        self.across: Across = "epoch"
        self.log = self.logarithmic
        self.smoother = Smoother()
        self.smooth: dict[str, Line] = {}
        self._lines: tuple[Line, ...] = ()
        self._marks: tuple[Mark, ...] = ()
        self._hidden: set[str] = set()
        self._newest = -math.inf
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(ELSEWHERE)
        self._soon.timeout.connect(lambda: self._pointing.show())
        self._build()
        self._name_axis()
        self._scale()
        self.view.set_theme(theme)
        self._tools.set_theme(theme)
        follow(run.recalled_changed, self, self.mark_stale)
        follow(run.pins.changed, self, self.mark_stale)
        self._gaze.time_changed.connect(self._follow_time)

    def lines(self, curves: Curves, across: Across) -> Sequence[Line]:
        """The curves over epochs, steps or seconds; those without a point may be left out."""
        raise NotImplementedError

    def marks(self, curves: Curves, across: Across) -> Sequence[Mark]:
        """Places on the lines that must be seen."""
        return ()

    def note_in_words(self) -> str:
        """What must be known of what is shown; empty where nothing."""
        return ""

    # What a person does

    def set_log(self, log: bool) -> None:
        """A logarithmic or a linear y axis. Values that are not positive are gaps on a logarithmic one."""
        self.log = log
        self._tools.log.setChecked(log)
        self._scale()
        self.zoom_out()

    def set_across(self, across: Across) -> None:
        """Over epochs, steps or seconds of training."""
        self.across = across
        self._newest = -math.inf
        self._name_axis()
        self.zoom_out()

    def set_smoothing(self, beta: float) -> None:
        """Smooth all lines with this β, from 0 (not at all) to 0.99; the raw values stay behind, faint."""
        self.smoother.set_beta(beta)
        self._tools.options.show_beta(beta)
        self.mark_stale()

    def zoom_out(self) -> None:
        """Show everything, and follow as it grows."""
        self.view.enableAutoRange()
        self.refresh()
        self._tools.fit.hide()

    def zoom(self, share: float) -> None:
        """Show this share of what is seen of x, around the moment that is pointed at."""
        self.view.zoom(share, self._pointing.moment)
        self._zoomed()

    def pan(self, *, forward: bool) -> None:
        """Show what comes after or before, by a tenth of what is seen."""
        self.view.pan(0.1 if forward else -0.1)
        self._zoomed()

    def hide_line(self, name: str, hidden: bool) -> None:
        """Take the lines of an entry of the legend out of the plot, or back in."""
        (self._hidden.add if hidden else self._hidden.discard)(name)
        self.refresh()

    def go_to(self, x: float) -> None:
        """Recall the kept weights nearest to a place of the x axis."""
        step = convert(self._run.curves, x, self.across, "step")
        place = min(self._run.snapshots, key=lambda kept: abs(kept[0] - step), default=None)
        if place is not None and not math.isnan(step):
            self._run.recall(place[0])

    def state(self) -> dict[str, Any]:
        """See `Plot.state`."""
        return {
            "across": self.across,
            "log": self.log,
            "beta": self.smoother.beta,
            "hidden": sorted(name for name in self._hidden if not name.startswith("pin/")),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """See `Plot.restore`."""
        across, beta, hidden = state.get("across"), state.get("beta"), state.get("hidden")
        if self.over_time and across in ACROSS:
            self.set_across(across)
        if isinstance(state.get("log"), bool) and self.logarithm:
            self.set_log(state["log"])
        if isinstance(beta, int | float) and 0 <= beta < 1:
            self.set_smoothing(float(beta))
        if isinstance(hidden, list):
            self._hidden = {name for name in hidden if isinstance(name, str)}
        self.mark_stale()

    @property
    def chips(self) -> dict[str, Chip]:
        """The legend's entries by the names of their lines."""
        return self._legend.chips

    @property
    def theme(self) -> Theme:
        """The colours it is drawn in."""
        return self._theme

    @property
    def curves(self) -> Curves:
        """The curves of the run at hand."""
        return self._run.curves

    @property
    def heading_in_words(self) -> str:
        """What is shown, over a saved picture."""
        return self.title

    @property
    def y_in_words(self) -> str:
        """What y is, with its unit."""
        return str(self.view.getAxis("left").labelText)

    @property
    def x_in_words(self) -> str:
        """What x is, with its unit."""
        return str(self.view.getAxis("bottom").labelText)

    def seen_over(self, across: Across) -> tuple[Line, ...]:
        """The lines that are not hidden, over another axis than they are shown."""
        return tuple(line for line in self._all_lines(across) if line.key not in self._hidden)

    @property
    def seen_lines(self) -> tuple[Line, ...]:
        """The lines that are not hidden."""
        return tuple(line for line in self._lines if line.key not in self._hidden)

    @property
    def seen_marks(self) -> tuple[Mark, ...]:
        """The marks of lines that are not hidden."""
        return tuple(mark for mark in self._marks if mark.line not in self._hidden)

    @property
    def values(self) -> ValueTable:
        """The table of values at the moment that is pointed at."""
        return self.view.reading.label

    @property
    def zoomed(self) -> bool:
        """Whether a person has chosen what is shown."""
        return any(self.view.zoomed)

    def shown(self, name: str) -> tuple[Floats, Floats]:
        """The points that are drawn of a line, before the logarithm."""
        return self.view.strokes.points[name]

    def drawn(self, name: str) -> bool:
        """Whether a line is there and not hidden."""
        return self.view.strokes.drawn(name)

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
        self._fill()
        self._fade(own)
        self._pointing.show()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        super().set_theme(theme)
        self.view.set_theme(theme)
        self._tools.set_theme(theme)
        self._fill()

    def _fill(self) -> None:
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

    # The moment that is pointed at

    def point_at(self, place: QPoint | None) -> None:
        """Point at a place of the viewport; all plots of the window show their values there."""
        self._pointing.point_at(place)

    def walk(self, *, forward: bool) -> None:
        """Point at the next or the last moment that can be told apart."""
        self._pointing.walk(forward=forward)

    def moment_in_words(self, x: float) -> str:
        """The heading of the values where x is no moment of the run."""
        return f"{x:.4g}"

    def _follow_time(self, _epoch: float | None) -> None:
        if self._pointing.at is None and self.isVisible() and not self._soon.isActive():
            self._soon.start()

    # What Qt tells

    def event(self, event: QEvent) -> bool:
        """The keys of a plot that has the focus are its own, not the window's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._hands.act_of(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """See `Hands`."""
        act = self._hands.act_of(event)
        if act is not None:
            act()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Nothing is pointed at in a plot that nobody sees."""
        super().hideEvent(event)
        if self._pointing.at is not None:
            self.point_at(None)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Other pixels, other points."""
        super().resizeEvent(event)
        self.mark_stale()

    # Building

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

    def _build(self) -> None:
        self._legend = Legend()
        self._legend.hidden.connect(self.hide_line)
        self._tools = Tools(self, log=self.log)
        self._tools.fit.clicked.connect(self.zoom_out)
        self._tools.log.clicked.connect(self.set_log)
        self._tools.across.clicked.connect(self._next_across)
        self._tools.menu_wanted.connect(lambda place: self.menu().popup(place))
        self._tools.options.smoothing_changed.connect(self.set_smoothing)
        self.tools = self._tools
        self.view = Chart(self.label)
        self.view.box.sigRangeChangedManually.connect(self._zoomed)
        self._pointing = Pointing(self, self._run.curves, self._gaze)
        self._hands = Hands(self, self)
        self._nothing = QLabel(self.empty, self)
        give_role(self._nothing, "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self.note = QLabel("", self)
        self.note.setFont(font(8.0))
        give_role(self.note, "muted")
        self.note.hide()
        self._stack = QStackedLayout()
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._tools)
        column.addWidget(self._tools.options)
        column.addWidget(self._legend)
        column.addWidget(self.note)
        column.addLayout(self._stack, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view.setFocusProxy(self)

    def _scale(self) -> None:
        self.view.strokes.set_log(self.log)
        self.view.box.setLimits(yMin=NOTHING if self.log or self.least is None else self.least)

    def _name_axis(self) -> None:
        if self.over_time:
            words = {"epoch": tr("epochs"), "step": tr("steps"), "seconds": tr("seconds")}
            self._tools.across.setText(words[self.across])
            self.view.setLabel("bottom", axis_label(self.across))

    def _next_across(self) -> None:
        """The next unit that is known."""
        later = [*ACROSS[ACROSS.index(self.across) + 1 :], *ACROSS]
        self.set_across(next(across for across in later if known(self._run.curves, across)))

    def _zoomed(self, *_axes: object) -> None:
        self._tools.fit.show()
        self._fill()
