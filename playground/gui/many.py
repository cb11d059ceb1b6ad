"""Many runs at once in a window: made when they are first wanted, in the place of the plots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from playground.gui.theme.tokens import Theme

if TYPE_CHECKING:
    from playground.gui.crowd.panel import CrowdPanel
    from playground.gui.house import House
    from playground.workbench.crowd import Crowd

SHARE = 0.58
"""Of the height of canvas and plots together, while it is open: curves and surfaces need more than a plot does."""
LEAST = 370
"""Pixels of height, where the canvas can spare them."""


class Many(QObject):
    """Opens and closes the panel; the plots wait under it as they are."""

    def __init__(self, window: House) -> None:
        super().__init__(window)
        self._window = window
        self._sizes: list[int] = []
        self.panel: CrowdPanel | None = None
        self.crowd: Crowd | None = None

    @property
    def open(self) -> bool:
        """Whether it stands in the place of the plots."""
        return self.panel is not None and self._window.plots.guest is self.panel

    def toggle(self) -> None:
        """Show it, or go back to the plots."""
        if self.open and self._window.plots.isVisible():
            self.leave()
        else:
            self.show()

    def show(self) -> None:
        """Show it in the place of the plots, and give it the keys."""
        window = self._window
        if self.panel is None:
            from playground.gui.crowd.panel import CrowdPanel
            from playground.workbench.crowd import Crowd

            self.crowd = Crowd(window.document, window.run)
            self.panel = CrowdPanel(window.document, self.crowd, window.surface, window.theme)
            self.panel.closed.connect(self.leave)
            self.panel.said.connect(lambda words: window.messages.inform(words, good=True))
        window.actions_["show_plots"].setChecked(True)
        window.actions_["many"].setChecked(True)
        if not self.open:
            self._sizes = window.centre.sizes()
            window.plots.show_instead(self.panel)
            whole = sum(self._sizes)
            window.centre.setSizes([whole - max(round(whole * SHARE), LEAST), max(round(whole * SHARE), LEAST)])
        self.panel.controls.start.setFocus()

    def leave(self) -> None:
        """The plots again; the runs stay as they are."""
        window = self._window
        window.actions_["many"].setChecked(False)
        if self.open:
            window.plots.show_instead(None)
            window.centre.setSizes(self._sizes)
            window.canvas.setFocus()

    def usual(self, sizes: list[int]) -> list[int]:
        """How canvas and plots share their height without the panel, of how they do now."""
        return self._sizes if self.open else sizes

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        if self.panel is not None:
            self.panel.set_theme(theme)
