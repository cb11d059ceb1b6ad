"""A plot with a chart in it: its widgets, what a person does with them, and what Qt tells."""

from __future__ import annotations

import math
import time
from typing import Any, ClassVar

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QMenu, QStackedLayout, QVBoxLayout, QWidget

from playground.gui.gaze import Gaze
from playground.gui.plots.chart import Chart
from playground.gui.plots.chip import Chip
from playground.gui.plots.hands import Hands
from playground.gui.plots.legend import Legend
from playground.gui.plots.line import ACROSS, Across, Floats, Line, Mark
from playground.gui.plots.plot import Plot
from playground.gui.plots.pointing import Pointing
from playground.gui.plots.reading import ValueTable
from playground.gui.plots.smoothing import Smoother
from playground.gui.plots.time_axis import axis_label, known
from playground.gui.plots.tools import Tools
from playground.gui.theme.fonts import font
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.words import mark, tr
from playground.workbench.curves import Curves
from playground.workbench.document import Document
from playground.workbench.run import Run

FRAME = 100
"""Milliseconds from one frame to the next, at most, where nothing moves by what can be seen."""
QUICKEST = 16
"""Milliseconds from one frame to the next, at least, while a curve runs fast."""
UNSEEN = 0.5
"""Pixels that a curve may grow between two frames without anybody seeing that there was none between."""
ELSEWHERE = 33
"""Milliseconds from one value to the next while the pointer moves over another plot."""
NOTHING = -1e307
"""No limit, as pyqtgraph has it."""


class ChartPlot(Plot):
    """Lines over an x axis that a person zooms, smooths, hides and reads. `refresh` says which lines.

    Subclasses say ``title``, ``label`` (what y is), ``empty`` (the sentence shown before there is a curve), ``least``
    (what y cannot be less than), ``logarithm`` (whether y can be logarithmic), ``logarithmic`` (how it begins) and
    ``over_time`` (whether x is a moment of the run).
    """

    label: ClassVar[str] = ""
    empty: ClassVar[str] = mark("Press Play to see the curve.")
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
        self._grown = (0.0, -math.inf)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(ELSEWHERE)
        self._soon.timeout.connect(lambda: self._pointing.show())
        self._build()
        self._name_axis()
        self._scale()
        self.view.set_theme(theme)
        self._tools.set_theme(theme)
        self._gaze.time_changed.connect(self._follow_time)

    def fill(self) -> None:
        """Draw the lines that are known into what is seen of the axes."""
        raise NotImplementedError

    def go_to(self, x: float) -> None:
        """Go back to the moment at a place of the x axis."""
        raise NotImplementedError

    def menu(self, at: float | None = None) -> QMenu:
        """All that can be done here; ``at`` is the place of the x axis that it is asked for at."""
        raise NotImplementedError

    def _keep_pace(self, newest: float) -> None:
        """Wait so long until the next frame that the curve, whose last x is ``newest``, will have grown visibly.

        In its first seconds it runs, and is drawn sixty times a second; an hour later nobody sees any difference
        between ten frames and sixty.
        """
        now, (before, then) = time.perf_counter(), self._grown
        low, high = self.view.box.viewRange()[0]
        self._grown = newest, now
        pixels = abs(newest - before) / (high - low) * self.view.box.width()
        pause = (now - then) * UNSEEN / pixels if self.over_time and 0 < pixels < math.inf else math.inf
        self._turn.pause = min(max(pause, QUICKEST / 1000), self.frame / 1000)

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
        return tr(self.title)

    @property
    def y_in_words(self) -> str:
        """What y is, with its unit."""
        return str(self.view.getAxis("left").labelText)

    @property
    def x_in_words(self) -> str:
        """What x is, with its unit."""
        return str(self.view.getAxis("bottom").labelText)

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
        self.view = Chart(tr(self.label) if self.label else "")
        self.view.box.sigRangeChangedManually.connect(self._zoomed)
        self._pointing = Pointing(self, self._run.curves, self._gaze)
        self._hands = Hands(self, self)
        self._nothing = QLabel(tr(self.empty), self)
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
        self.view.set_log(self.log)
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
        self.fill()
