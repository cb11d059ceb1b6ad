"""The base of all plots of curves: axes, legend, values at the pointer, zoom, logarithmic scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from playground.gui.gaze import Gaze
from playground.gui.plots.axis import Axis, ValueAxis
from playground.gui.plots.chip import Chip
from playground.gui.plots.decimate import decimate, decimate_blocks, means, means_blocks, visible
from playground.gui.plots.legend import Legend
from playground.gui.plots.plot import Plot
from playground.gui.theme import icons
from playground.gui.theme.fonts import font
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.workbench.curves import Blocks
from playground.workbench.document import Document
from playground.workbench.run import Run

Floats = NDArray[np.floating[Any]]
Across = Literal["epoch", "step"]
FRAME = 80
"""Milliseconds; curves grow slowly, the surface is what looks alive."""
POINTS_PER_PIXEL = 2
PIXELS_PER_MEAN = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """One curve: a name that stays, words for the legend, ascending x, y of the same length (NaN is a gap).

    ``faint`` lines lie behind the others. A ``noisy`` line that has more points than there are pixels is drawn faint,
    from the least to the greatest value, with its running mean over it. ``blocks`` are those of y, for a long one.
    """

    name: str
    words: str
    x: Floats
    y: Floats
    colour: QColor
    faint: bool = False
    dashed: bool = False
    noisy: bool = False
    blocks: Callable[[], Blocks] | None = None

    def thinned(self, part: slice, points: int) -> tuple[Floats, Floats]:
        """About so many points that look the same."""
        if self.blocks is None:
            return decimate(self.x[part], self.y[part], points)
        return decimate_blocks(self.x, self.y, part, points, self.blocks())

    def mean(self, part: slice, count: int) -> tuple[Floats, Floats]:
        """The running mean, at about so many points."""
        if self.blocks is None:
            return means(self.x[part], self.y[part], count)
        return means_blocks(self.x, self.y, part, count, self.blocks())


class CurvePlot(Plot):
    """Draws the lines that a subclass gives.

    Subclasses say ``title``, ``label`` (what y is), ``empty`` (the sentence shown before there is a curve),
    ``logarithmic`` (how it begins), and give `lines`.
    """

    label: ClassVar[str] = ""
    empty: ClassVar[str] = "Press Play to see the curve."
    logarithmic: ClassVar[bool] = False
    frame: ClassVar[int] = FRAME

    def __init__(
        self, run: Run, document: Document, theme: Theme, parent: QWidget | None = None, *, gaze: Gaze | None = None
    ) -> None:
        super().__init__(run, document, theme, parent, gaze=gaze)
        self.across: Across = "epoch"
        self.log = self.logarithmic
        self._lines: tuple[Line, ...] = ()
        self._items: dict[str, Any] = {}
        self._means: dict[str, Any] = {}
        self._styles: dict[Any, tuple[str, bool, bool]] = {}
        self._points: dict[str, tuple[Floats, Floats]] = {}
        self._hidden: set[str] = set()
        self._pointer: QPointF | None = None
        self._build()
        self._paint_theme()

    def lines(self, across: Across) -> Sequence[Line]:
        """The curves over epochs or steps; those without a point may be left out."""
        raise NotImplementedError

    # What a person does

    def set_log(self, log: bool) -> None:
        """A logarithmic or a linear y axis. Values that are not positive are gaps on a logarithmic one."""
        self.log = log
        self._log_button.setChecked(log)
        self.view.setLogMode(y=log)
        self.zoom_out()

    def set_across(self, across: Across) -> None:
        """Over epochs or over steps."""
        self.across = across
        self._across_button.setText(f"{across}s")
        self.view.setLabel("bottom", across)
        self.zoom_out()

    def zoom_out(self) -> None:
        """Show everything, and follow as it grows."""
        self.view.enableAutoRange()
        self.refresh()
        self._fit_button.hide()

    def hide_line(self, name: str, hidden: bool) -> None:
        """Take a line out of the plot, or back in."""
        (self._hidden.add if hidden else self._hidden.discard)(name)
        self.refresh()

    @property
    def chips(self) -> dict[str, Chip]:
        """The legend's entries by the names of their lines."""
        return self._legend.chips

    @property
    def zoomed(self) -> bool:
        """Whether a person has chosen what is shown."""
        return not all(self.view.getViewBox().autoRangeEnabled())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """A shows all."""
        if event.key() == Qt.Key.Key_A and not event.modifiers():
            self.zoom_out()
        else:
            super().keyPressEvent(event)

    # Drawing

    def refresh(self) -> None:
        """Draw what is there now."""
        self._lines = tuple(line for line in self.lines(self.across) if len(line.x))
        there = any(np.isfinite(line.y[-1]) or np.isfinite(line.y).any() for line in self._lines)
        self._stack.setCurrentWidget(self.view if there else self._nothing)
        for widget in (self._log_button, self._across_button, self._legend):
            widget.setVisible(there)
        names = {line.name for line in self._lines}
        for name in [name for name in self._items if name not in names]:
            self._points.pop(name, None)
            for items in (self._items, self._means):
                if name in items:
                    item = items.pop(name)
                    self._styles.pop(item, None)
                    self.view.removeItem(item)
        for line in self._lines:
            if line.name not in self._items:
                self._items[line.name] = self._new_item()
        self._legend.show_lines([(line.name, line.words, line.colour) for line in self._lines], self._hidden)
        self._fill()
        self._show_values()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        super().set_theme(theme)
        self._paint_theme()

    def shown(self, name: str) -> tuple[Floats, Floats]:
        """The points that are drawn of a line, before the logarithm."""
        return self._points[name]

    def drawn(self, name: str) -> bool:
        """Whether a line is there and not hidden."""
        return name in self._items and bool(self._items[name].isVisible())

    def _fill(self) -> None:
        points = max(self.view.width(), 100) * POINTS_PER_PIXEL
        low, high = self.view.getViewBox().viewRange()[0]
        zoomed = self.zoomed
        lonely = []
        for line in self._lines:
            item, mean = self._items[line.name], self._means.get(line.name)
            hidden = line.name in self._hidden
            item.setVisible(not hidden)
            if hidden:
                if mean is not None:
                    mean.hide()
                continue
            part = visible(line.x, low, high) if zoomed else slice(0, len(line.x))
            count = part.stop - part.start
            dense = line.noisy and count > points // 4
            self._style(line, item, faint=line.faint or dense)
            x, y = self._points[line.name] = self._drawable(*line.thinned(part, points))
            self._set(item, x, y)
            if count == 1:
                lonely.append((line, x, y))
            if dense:
                if mean is None:
                    mean = self._means[line.name] = self._new_item(ignoreBounds=True)
                mean.show()
                self._style(line, mean, faint=False)
                self._set(mean, *self._drawable(*line.mean(part, points // POINTS_PER_PIXEL // PIXELS_PER_MEAN)))
            elif mean is not None:
                mean.hide()
        self._show_lonely(lonely)
        if not zoomed:  # else pyqtgraph finds the new range while it paints, and paints once more
            self.view.getViewBox().prepareForPaint()

    def _new_item(self, **options: bool) -> Any:
        item = pg.PlotCurveItem(connect="finite")
        self.view.addItem(item, **options)
        return item

    def _drawable(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """What has a place on the axes."""
        return x, (np.where(y > 0, y, np.nan) if self.log else y)

    def _set(self, item: Any, x: Floats, y: Floats) -> None:
        if self.log:
            y = np.log10(y)
        if self.zoomed:  # Qt cannot draw to where a point lies millions of pixels away
            low, high = self.view.getViewBox().viewRange()[1]
            far = 1000 * (high - low)
            y = np.clip(y, low - far, high + far)
        item.setData(x, y)

    def _show_lonely(self, lonely: Sequence[tuple[Line, Floats, Floats]]) -> None:
        """A line through one point cannot be seen: a spot can."""
        spots = [
            {"pos": (x[0], np.log10(y[0]) if self.log else y[0]), "brush": line.colour}
            for line, x, y in lonely
            if np.isfinite(y[0])
        ]
        if spots or len(self._spots.data):
            self._spots.setData(spots)

    def _style(self, line: Line, item: Any, *, faint: bool) -> None:
        style = (line.colour.name(), faint, line.dashed)
        if self._styles.get(item) == style:
            return
        self._styles[item] = style
        colour = QColor(line.colour)
        if faint:
            colour.setAlphaF(0.25)
        pen = pg.mkPen(colour, width=1.0 if faint else 1.8)
        if line.dashed:
            pen.setDashPattern([4.0, 2.5])
        item.setPen(pen)
        item.setZValue(-1 if faint else 0)

    # Legend and values

    def _show_values(self) -> None:
        """The values of all lines at the pointer's x, in a small table beside it."""
        box = self.view.getViewBox()
        if self._pointer is None or not self._items:
            self._cross.hide()
            self.values.hide()
            return
        x = box.mapSceneToView(self._pointer).x()
        rows: list[str] = []
        nearest = x
        for line in self._lines:
            if line.name in self._hidden:
                continue
            index = min(int(np.searchsorted(line.x, x)), len(line.x) - 1)
            if index and abs(line.x[index - 1] - x) <= abs(line.x[index] - x):
                index -= 1
            if not rows:
                nearest = float(line.x[index])
            value = float(line.y[index])
            said = f"{value:.4g}" if np.isfinite(value) else "–"
            rows.append(
                f"<tr><td><span style='color: {line.colour.name()}'>●</span> {line.words}&nbsp;&nbsp;</td>"
                f"<td align='right'>{said}</td></tr>"
            )
        if not rows:
            self._cross.hide()
            self.values.hide()
            return
        self._cross.setPos(nearest)
        self._cross.show()
        self.values.setText(f"{self.across} {nearest:.6g}<table cellspacing='0'>{''.join(rows)}</table>")
        self.values.adjustSize()
        place = self.view.mapFromScene(self._pointer)
        left = place.x() + 14
        if left + self.values.width() > self.view.width():
            left = place.x() - 14 - self.values.width()
        self.values.move(max(left, 0), 4)
        self.values.show()
        self.values.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The pointer over the plot."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            at = self.view.mapToScene(event.position().toPoint())
            inside = self.view.getViewBox().sceneBoundingRect().contains(at)
            self._pointer = at if inside else None
            self._show_values()
        elif event.type() == QEvent.Type.Leave:
            self._pointer = None
            self._show_values()
        elif event.type() == QEvent.Type.MouseButtonDblClick:
            self.zoom_out()
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Other pixels, other points."""
        super().resizeEvent(event)
        self.mark_stale()

    # Building

    def _build(self) -> None:
        self._legend = Legend()
        self._legend.hidden.connect(self.hide_line)
        self._fit_button = self._button("", "Show all of the curve (A, or a double click)")
        self._fit_button.setIconSize(QSize(14, 14))
        self._fit_button.hide()
        self._fit_button.clicked.connect(self.zoom_out)
        self._log_button = self._button("log", "Logarithmic y axis")
        self._log_button.setCheckable(True)
        self._log_button.setChecked(self.log)
        self._log_button.clicked.connect(self.set_log)
        self._across_button = self._button("epochs", "Over epochs or over steps")
        self._across_button.clicked.connect(lambda: self.set_across("step" if self.across == "epoch" else "epoch"))
        self.tools = QWidget(self)
        row = QHBoxLayout(self.tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addStretch(1)
        for button in (self._fit_button, self._log_button, self._across_button):
            row.addWidget(button)
        self.view = pg.PlotWidget(enableMenu=False, axisItems={"left": ValueAxis("left"), "bottom": Axis("bottom")})
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.hideButtons()
        self.view.setAntialiasing(True)
        self.view.setLogMode(y=self.log)
        self.view.setLabel("bottom", self.across)
        self.view.setLabel("left", self.label)
        self.view.getViewBox().setDefaultPadding(0.03)
        self.view.getViewBox().sigRangeChangedManually.connect(self._zoomed)
        self.view.viewport().setMouseTracking(True)
        self.view.viewport().installEventFilter(self)
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self._cross.hide()
        self.view.addItem(self._cross, ignoreBounds=True)
        self._spots = pg.ScatterPlotItem(size=5, pen=None)
        self.view.addItem(self._spots)
        self.values = QLabel(self.view)
        self.values.setTextFormat(Qt.TextFormat.RichText)
        self.values.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.values.hide()
        self._nothing = QLabel(self.empty, self)
        give_role(self._nothing, "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.tools)
        column.addWidget(self._legend)
        column.addLayout(self._stack, 1)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setFont(font(8.0))
        give_role(button, "small")
        if text:
            button.setFixedWidth(button.fontMetrics().horizontalAdvance(text) + 12)
        return button

    def _zoomed(self, *_axes: object) -> None:
        self._fit_button.show()
        self._fill()

    def _paint_theme(self) -> None:
        theme = self._theme
        self.view.setBackground(theme.plot_background)
        small = font(8.0)
        for side in ("bottom", "left"):
            axis = self.view.getAxis(side)
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.muted))
            axis.setTickFont(small)
            axis.label.setFont(small)
            axis.setGrid(36)
            axis.enableAutoSIPrefix(False)
        self._cross.setPen(pg.mkPen(theme.muted, width=1, style=Qt.PenStyle.DashLine))
        self._fit_button.setIcon(icons.icon("fit", theme, "muted"))
        self.values.setFont(small)
        self.values.setStyleSheet(
            f"background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.line}; border-radius: 6px; "
            "padding: 4px 6px;"
        )
        self._fill()
