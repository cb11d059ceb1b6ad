"""Light and dark: which colours the window wears, and who is told when they change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from playground.gui.theme import style
from playground.gui.theme.tokens import Theme, Wish, theme_for
from playground.workbench.settings import Settings

if TYPE_CHECKING:
    from playground.gui.actions import Actions


class Themed(Protocol):
    """Something that is drawn in the colours of a theme."""

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        ...


class Looks(QObject):
    """Keeps the theme of a window and tells every part of it.

    Args:
        settings: gives the user's settings. remember: keeps changed ones.

    """

    def __init__(self, settings: Callable[[], Settings], remember: Callable[[Settings], None], parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._remember = remember
        self._parts: list[Themed] = []
        self._actions: Actions | None = None
        self.theme = theme_for(settings().theme)
        style.apply(_application(), self.theme)

    def dress(self, *parts: Themed) -> None:
        """Tell these, too, from now on."""
        self._parts.extend(parts)

    def dress_actions(self, actions: Actions) -> None:
        """Tell these, too, from now on; they show what was wished."""
        self._actions = actions
        self.dress(actions)

    def wish(self, wish: Wish) -> None:
        """Light, dark, or as the desktop is; remembered."""
        if self._actions is not None:
            self._actions[f"theme_{wish}"].setChecked(True)
        self._remember(replace(self._settings(), theme=wish))
        self.set_theme(theme_for(wish))

    def swap(self) -> None:
        """From light to dark, or back."""
        self.wish("light" if self.theme.name == "dark" else "dark")

    def set_theme(self, theme: Theme) -> None:
        """Everything in the colours of ``theme``."""
        if theme is self.theme:
            return
        self.theme = theme
        style.apply(_application(), theme)
        for part in self._parts:
            part.set_theme(theme)

    def dress_anew(self) -> None:
        """Everything once more in the same colours: the letters have another size."""
        style.apply(_application(), self.theme)
        for part in self._parts:
            part.set_theme(self.theme)

    def follow_system(self) -> None:
        """The desktop became light or dark."""
        if self._settings().theme == "system":
            self.set_theme(theme_for("system"))


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication), "the window needs a QApplication"
    return app
