"""The panels that lie over the window for a while. Each is made when it is first wanted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from playground.gui.theme.tokens import Theme
from playground.spec.words import tr
from playground.workbench.link import is_link

if TYPE_CHECKING:
    from playground.gui.find.panel import FindPanel
    from playground.gui.find.things import Thing
    from playground.gui.help.panel import HelpPanel
    from playground.gui.history_panel import HistoryPanel
    from playground.gui.house import House
    from playground.gui.present_panel import PresentPanel


class Overlays(QObject):
    """Finding, the history, the choice of a presentation and the help of ``window``."""

    def __init__(self, window: House) -> None:
        super().__init__(window)
        self._window = window
        self.find_panel: FindPanel | None = None
        self.history_panel: HistoryPanel | None = None
        self.present_panel: PresentPanel | None = None
        self.help_panel: HelpPanel | None = None

    def find(self) -> None:
        """Search everything."""
        from playground.gui.find.panel import FindPanel
        from playground.gui.find.things import things

        window = self._window
        if self.find_panel is None:
            self.find_panel = FindPanel(window.theme, partial(things, window), self._linked, window)
        self.find_panel.open()

    def history(self) -> None:
        """Open or close the list of versions."""
        from playground.gui.history_panel import HistoryPanel

        window = self._window
        if self.history_panel is None:
            self.history_panel = HistoryPanel(window.document, window.theme, window.canvas, window)
        self.history_panel.toggle()

    def presentation(self) -> None:
        """Choose how to present."""
        from playground.gui.present_panel import PresentPanel

        window = self._window
        if self.present_panel is None:
            self.present_panel = PresentPanel(window.theme, window.presenter.begin, window.links.copy, window)
        self.present_panel.open(window.memory.settings.presentation)

    def help(self) -> None:
        """The page about what is at hand."""
        from playground.gui.help.whereabouts import address_at_hand

        self.show_help(address_at_hand(self._window))

    def show_help(self, address: str) -> None:
        """The page of that address: see `playground.gui.help.pages`."""
        from playground.gui.help.panel import HelpPanel

        if self.help_panel is None:
            self.help_panel = HelpPanel(self._window.theme, self._window)
        self.help_panel.open(address)

    def close_one(self) -> bool:
        """Close a panel that lies over the window; False where none does."""
        for panel in (self.find_panel, self.present_panel, self.history_panel):
            if panel is not None and panel.isVisible():
                panel.close_panel()
                return True
        return False

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        for panel in (self.find_panel, self.history_panel, self.present_panel, self.help_panel):
            if panel is not None:
                panel.set_theme(theme)

    def _linked(self, text: str) -> Thing | None:
        """A pasted link, as something to open."""
        from playground.gui.find.things import Thing

        if not is_link(text):
            return None
        return Thing(
            title=tr("Open this link"),
            section=tr("Link"),
            detail=text.strip()[:80],
            act=partial(self._window.links.open, text),
        )
