"""The plots under the canvas, side by side. Each place can show any plot; the width says how many places there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from playground.gui.plots.plot import Plot
from playground.gui.theme.fonts import magnified
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr

NARROWEST = 228
LOW = 170
GAP = 8


class Place(QFrame):
    """Where a plot is seen. Its title stands there from the first paint, so nothing jumps when the plot comes."""

    wanted = Signal(str)
    """A person asked for the plot of this title here."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        give_role(self, "card")
        self.plot: Plot | None = None
        self.heading = QToolButton(self)
        give_role(self.heading, "flat")
        self.heading.setText(f"{tr(title)} ▾")
        self.heading.setToolTip(tr("Show another plot here"))
        self.heading.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.heading.setStyleSheet("QToolButton { font-weight: 600; } QToolButton::menu-indicator { image: none; }")
        self.menu = QMenu(self.heading)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4, 2, 6, 4)
        self._column.setSpacing(0)
        self._head = QHBoxLayout()
        self._head.setContentsMargins(0, 0, 0, 0)
        self._head.addWidget(self.heading)
        self._head.addStretch(1)
        self._column.addLayout(self._head)
        self._column.addStretch(1)
        self.setMinimumHeight(LOW)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def offer(self, titles: Sequence[str]) -> None:
        """Let a person choose among ``titles``."""
        for title in titles:
            action = self.menu.addAction(tr(title))
            action.triggered.connect(lambda _checked=False, title=title: self.wanted.emit(title))
        self.heading.setMenu(self.menu)

    def show_plot(self, plot: Plot) -> None:
        """Put ``plot`` here."""
        before = self.plot
        self._column.takeAt(1)
        self._column.addWidget(plot, 1)
        if before is not None and before.tools is not None and before.tools.parent() is self:
            before.tools.setParent(before)
            before.tools.hide()
        if plot.tools is not None:
            self._head.addWidget(plot.tools)
            plot.tools.show()
        self.plot = plot
        self.heading.setText(f"{tr(plot.title)} ▾")
        self.heading.setAccessibleName(tr("{plot}: show another plot here", plot=tr(plot.title)))
        plot.show()


class PlotStrip(QWidget):
    """Places for plots, laid out before the plots exist; `fill` brings them."""

    wished = Signal(object, str)
    """A plot, and what a person wants to be done with it: see `Plot.wished`."""

    def __init__(self, titles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plots: dict[str, Plot] = {}
        self.places: list[Place] = []
        self.guest: QWidget | None = None
        self._wanted: dict[str, Any] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for title in titles:
            place = Place(title, self)
            place.wanted.connect(lambda wanted, place=place: self.choose(place, wanted))
            row.addWidget(place, 1)
            self.places.append(place)

    def fill(self, plots: Sequence[Plot]) -> None:
        """Bring the plots, the first to the places, all to their menus."""
        self.plots = {plot.title: plot for plot in plots}
        for plot in plots:
            plot.hide()
            plot.setParent(self)
            plot.wished.connect(lambda wish, plot=plot: self.wished.emit(plot, wish))
        for place, plot in zip(self.places, plots, strict=False):
            place.show_plot(plot)
            place.offer(tuple(self.plots))
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.restore(wanted)

    def state(self) -> dict[str, Any]:
        """Which plot is where and what was chosen in each, as plain values that JSON can hold."""
        if not self.plots:
            return self._wanted or {}
        return {
            "places": [place.plot.title for place in self.places if place.plot is not None],
            "plots": {title: plot.state() for title, plot in self.plots.items()},
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Show that again, at the latest when the plots come; what does not fit is passed over."""
        if not self.plots:
            self._wanted = state
            return
        titles, chosen = state.get("places"), state.get("plots")
        for title, plot in self.plots.items():
            if isinstance(chosen, dict) and isinstance(chosen.get(title), dict):
                plot.restore(chosen[title])
        for place, title in zip(self.places, titles if isinstance(titles, list) else (), strict=False):
            if title in self.plots:
                self.choose(place, title)

    def choose(self, place: Place, title: str) -> None:
        """Show the plot of that title at ``place``; where it is shown elsewhere already, the two change places."""
        plot, before = self.plots[title], place.plot
        if plot is before or before is None:
            return
        other = next((other for other in self.places if other.plot is plot), None)
        before.hide()
        before.setParent(self)
        place.show_plot(plot)
        if other is not None:
            other.show_plot(before)

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """What stands here now, from left to right."""
        return tuple(self.places) if self.guest is None else (self.guest,)

    def show_instead(self, guest: QWidget | None) -> None:
        """Show ``guest`` in the place of all plots; None: the plots again."""
        if guest is self.guest:
            return
        row = self.layout()
        assert row is not None
        if self.guest is not None:
            self.guest.hide()
            row.removeWidget(self.guest)
        self.guest = guest
        self._show_fitting(self.width())
        if guest is not None:
            row.addWidget(guest)
            guest.show()

    def refresh(self) -> None:
        """Draw what is seen at once."""
        for place in self.places:
            if place.plot is not None and place.isVisible():
                place.plot.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        for plot in self.plots.values():
            plot.set_theme(theme)
        self._show_fitting(self.width())  # larger letters may have come with it

    def sizeHint(self) -> QSize:  # noqa: N802
        """All places, at a height that shows a curve well."""
        return QSize(NARROWEST * len(self.places), 250)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """One place."""
        return QSize(NARROWEST, LOW)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """As many places as can be read."""
        self._show_fitting(event.size().width())
        super().resizeEvent(event)

    def _show_fitting(self, width: int) -> None:
        fitting = max(1, (width + GAP) // (round(NARROWEST * magnified()) + GAP))
        for index, place in enumerate(self.places):
            place.setVisible(index < fitting and self.guest is None)
