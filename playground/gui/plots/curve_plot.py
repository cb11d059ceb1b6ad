"""The base of all plots of curves: what a person does with one, and what of the run is shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QHideEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QMenu, QStackedLayout, QVBoxLayout, QWidget

from playground.gui.follow import follow
from playground.gui.gaze import Gaze
from playground.gui.plots import menu as menus
from playground.gui.plots.chart import Chart
from playground.gui.plots.chip import Chip
from playground.gui.plots.legend import Legend
from playground.gui.plots.line import ACROSS, Across, Floats, Line, Mark, nearest
from playground.gui.plots.pinned import key_of, pinned_lines, words_of
from playground.gui.plots.plot import Plot
from playground.gui.plots.smoothing import Smoother
from playground.gui.plots.time_axis import axis_label, convert, in_words, known
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
MARKS = "marks"
"""The legend's entry for marked places."""
STRIDE = 100
"""The arrow keys walk over what is seen in so many strides."""


class CurvePlot(Plot):
    """Draws the lines that a subclass gives.

    Subclasses say ``title``, ``label`` (what y is), ``empty`` (the sentence shown before there is a curve),
    ``logarithmic`` (how it begins), ``over_time`` (whether x is a moment of the run), and give `lines`.
    """

    label: ClassVar[str] = ""
    empty: ClassVar[str] = "Press Play to see the curve."
    logarithmic: ClassVar[bool] = False
    over_time: ClassVar[bool] = True
    frame: ClassVar[int] = FRAME

    def __init__(
        self, run: Run, document: Document, theme: Theme, parent: QWidget | None = None, *, gaze: Gaze | None = None
    ) -> None:
        super().__init__(run, document, theme, parent, gaze=gaze)
        self.across: Across = "epoch"
        self.log = self.logarithmic
        self.smoother = Smoother()
        self._smooth: dict[str, Line] = {}
        self._lines: tuple[Line, ...] = ()
        self._marks: tuple[Mark, ...] = ()
        self._hidden: set[str] = set()
        self._pointer: QPoint | None = None
        self._at: float | None = None
        self._newest = -math.inf
        self._build()
        self._name_axis()
        self.view.strokes.set_log(self.log)
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

    # What a person does

    def set_log(self, log: bool) -> None:
        """A logarithmic or a linear y axis. Values that are not positive are gaps on a logarithmic one."""
        self.log = log
        self._tools.log.setChecked(log)
        self.view.strokes.set_log(log)
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
        if isinstance(state.get("log"), bool):
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
    def seen_lines(self) -> tuple[Line, ...]:
        """The lines that are not hidden."""
        return tuple(line for line in self._lines if line.key not in self._hidden)

    @property
    def values(self) -> QLabel:
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
        known_own = known(run.curves, across)
        own = [line for line in self.lines(run.curves, across) if len(line.x)] if known_own else []
        pins = [pin for pin in run.pins.pins if self.over_time and known(pin.curves, across)]
        pinned = pinned_lines(pins, lambda curves: self.lines(curves, across), self._theme)
        self._lines = (*own, *pinned)
        self._marks = tuple(self.marks(run.curves, across)) if known_own else ()
        there = any(np.isfinite(line.y[-1]) or np.isfinite(line.y).any() for line in self._lines)
        self._stack.setCurrentWidget(self.view if there else self._nothing)
        self._tools.show_for(there, over_time=self.over_time)
        self._legend.setVisible(there or self._legend.led)
        self._follow_newest(own)
        self._show_legend(pins, {line.key for line in pinned})
        self._fill()
        self._fade(own)
        self._show_values()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        super().set_theme(theme)
        self.view.set_theme(theme)
        self._tools.set_theme(theme)
        self._fill()

    def _fill(self) -> None:
        lines = self.seen_lines
        complete = True
        self._smooth = {}
        if self.smoother.beta:
            self._smooth, complete = self.smoother.smooth([line for line in lines if not line.ahead])
        self.view.strokes.show(
            self._lines, self._hidden, self._smooth, () if MARKS in self._hidden else self._seen_marks()
        )
        if not self.zoomed:  # else pyqtgraph finds the new range while it paints, and paints once more
            self.view.box.prepareForPaint()
        if not complete:
            self.mark_stale()

    def _seen_marks(self) -> list[Mark]:
        return [mark for mark in self._marks if mark.line not in self._hidden]

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

    def _show_legend(self, pins: Sequence[Any], there: set[str]) -> None:
        entries = [(line.key, line.words, line.colour) for line in self._lines if not line.pinned]
        for mark in self._seen_marks()[:1]:
            entries.append((MARKS, f"★ {mark.words}", mark.colour))
        for pin in pins:
            if key_of(pin) in there:
                entries.append((key_of(pin), words_of(pin), self._theme.colour("muted")))
        self._legend.show_lines(entries, self._hidden)

    # The moment that is pointed at

    def _look(self, x: float | None) -> None:
        """A place of the x axis is pointed at here, or none any more; all plots of the window hear of it."""
        lines = [line for line in self.seen_lines if len(line.x)]
        if x is not None and lines:
            x = float(lines[0].x[nearest(lines[0].x, x)])
        self._at = x if lines else None
        epoch = None
        if self.over_time and self._at is not None:
            epoch = convert(self._run.curves, self._at, self.across, "epoch")
        self._gaze.look_at_time(None if epoch is None or math.isnan(epoch) else epoch)
        self._show_values()

    def _follow_time(self, epoch: float | None) -> None:
        if self._at is None and self.isVisible():
            self._show_values()

    def _moment(self) -> float | None:
        """Where on the x axis values are shown."""
        if self._at is not None:
            return self._at
        if not self.over_time or self._gaze.time is None:
            return None
        at = convert(self._run.curves, self._gaze.time, "epoch", self.across)
        return None if math.isnan(at) else at

    def _show_values(self) -> None:
        if self._pointer is not None:
            at = self.view.x_at(self._pointer)
            lines = self.seen_lines
            self._at = float(lines[0].x[nearest(lines[0].x, at)]) if at is not None and lines else at
        moment = self._moment()
        if moment is None or not self.seen_lines:
            self.view.reading.hide()
            return
        title = in_words(self.across, moment) if self.over_time else self.moment_in_words(moment)
        self.view.reading.show(self.seen_lines, moment, title, self._smooth, self._seen_marks())

    def moment_in_words(self, x: float) -> str:
        """The heading of the values where x is no moment of the run."""
        return f"{x:.4g}"

    # What Qt tells

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The pointer over the plot."""
        kind = event.type()
        if isinstance(event, QMouseEvent) and kind == QEvent.Type.MouseMove:
            at = event.position().toPoint()
            self._pointer = at if self.view.x_at(at) is not None else None
            self._look(self.view.x_at(at))
        elif isinstance(event, QMouseEvent) and kind == QEvent.Type.MouseButtonPress:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            at_x = self.view.x_at(event.position().toPoint())
            alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            if alt and event.button() == Qt.MouseButton.LeftButton and at_x is not None and self.over_time:
                self.go_to(at_x)
                return True
        elif kind == QEvent.Type.Leave:
            self._pointer = None
            self._look(None)
        elif kind == QEvent.Type.MouseButtonDblClick:
            self.zoom_out()
            return True
        elif isinstance(event, QContextMenuEvent):
            self.menu(self.view.x_at(event.pos())).popup(event.globalPos())
            return True
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """The keys of a plot that has the focus are its own, not the window's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._act(event, ask=True):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """0, F and A show all; + and − zoom; Left and Right walk over the moments, with Shift they pan."""
        if not self._act(event):
            super().keyPressEvent(event)

    def _act(self, event: QKeyEvent, *, ask: bool = False) -> bool:
        """Do what a key stands for; with ``ask`` only say whether it stands for anything."""
        key, shift = event.key(), event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        keys = Qt.Key
        if not plain and not (shift and key in (keys.Key_Left, keys.Key_Right, keys.Key_Plus)):
            return False
        if key in (keys.Key_0, keys.Key_F, keys.Key_A):
            act = self.zoom_out
        elif key in (keys.Key_Plus, keys.Key_Equal, keys.Key_Minus):
            act = lambda: self._zoom(1.25 if key == keys.Key_Minus else 0.8)  # noqa: E731
        elif key in (keys.Key_Left, keys.Key_Right):
            forward = key == keys.Key_Right
            act = (lambda: self._pan(forward)) if shift else (lambda: self._walk(forward))
        elif key == keys.Key_Escape and self._at is not None:
            act = lambda: self._look(None)  # noqa: E731
        else:
            return False
        if not ask:
            act()
        return True

    def _zoom(self, share: float) -> None:
        centre = self._moment()
        low, high = self.view.box.viewRange()[0]
        self.view.box.scaleBy(x=share, center=(centre if centre is not None else (low + high) / 2, 0.0))
        self._zoomed()

    def _pan(self, forward: bool) -> None:
        low, high = self.view.box.viewRange()[0]
        self.view.box.translateBy(x=(high - low) / 10 * (1 if forward else -1))
        self._zoomed()

    def _walk(self, forward: bool) -> None:
        lines = self.seen_lines
        if not lines:
            return
        self._pointer = None
        x = lines[0].x
        low, high = self.view.box.viewRange()[0]
        at = self._at if self._at is not None else float(x[-1])
        wanted = at + (high - low) / STRIDE * (1 if forward else -1)
        row, here = nearest(x, wanted), nearest(x, at)
        if row == here:
            row = min(max(here + (1 if forward else -1), 0), len(x) - 1)
        self._look(float(x[row]))

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Nothing is pointed at in a plot that nobody sees."""
        super().hideEvent(event)
        if self._at is not None:
            self._pointer = None
            self._look(None)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Other pixels, other points."""
        super().resizeEvent(event)
        self.mark_stale()

    # Building

    def menu(self, at: float | None = None) -> QMenu:
        """All that can be done here, made anew; ``at`` is the place of the x axis that it is asked for at."""
        made = QMenu(self)
        made.setToolTipsVisible(True)
        made.aboutToHide.connect(made.deleteLater)
        if self.over_time:
            if at is not None:
                step = convert(self._run.curves, at, self.across, "step")
                menus.add_recall(made, self._run, None if math.isnan(step) else step)
            menus.add_axes(made, self.across, lambda across: known(self._run.curves, across), self.set_across)
            made.addSeparator()
            menus.add_pins(made, self._run, self._hidden, self.hide_line)
            made.addSeparator()
        menus.add_wishes(made, self.wished.emit, there=self._stack.currentWidget() is self.view)
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
        self.view.viewport().installEventFilter(self)
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
