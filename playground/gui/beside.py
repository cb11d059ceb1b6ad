"""Windows that stand beside the main one, each imported and made when it is first wanted."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from playground.gui.beside_window import BesideWindow
from playground.gui.gaze import Gaze, Unit
from playground.gui.theme.tokens import Theme
from playground.workbench.document import Document
from playground.workbench.run import Run

if TYPE_CHECKING:
    from playground.gui.looking.window import LookWindow

WINDOWS = {
    "draw": ("playground.gui.draw.window", "DrawWindow"),
    "look_inside": ("playground.gui.looking.window", "LookWindow"),
    "costs": ("playground.gui.costs.window", "CostsWindow"),
    "gallery": ("playground.gui.gallery_of_examples.window", "GalleryWindow"),
    "mistakes": ("playground.gui.mistakes.window", "MistakesWindow"),
    "lab": ("playground.gui.lab.window", "LabWindow"),
}
"""By the command that opens it: the module and the class, a `BesideWindow`.

A window may have a signal ``wanted``, which names another that is to be opened.
"""


class Beside(QObject):
    """The windows that stand beside one main window. They may stay open, and close with it."""

    help_wanted = Signal(str)
    """F1 was pressed in the window that this command opens."""

    def __init__(self, document: Document, run: Run, theme: Theme, gaze: Gaze, parent: QWidget) -> None:
        super().__init__(parent)
        self._made_of = (document, run)
        self._theme, self._gaze, self._parent = theme, gaze, parent
        self.windows: dict[str, BesideWindow] = {}

    def open(self, name: str) -> None:
        """Show the window that the command ``name`` opens, or bring it to the front."""
        if name not in self.windows:
            module, kind = WINDOWS[name]
            make: Any = getattr(import_module(module), kind)
            made = make(*self._made_of, self._theme, self._gaze, self._parent)
            if hasattr(made, "wanted"):
                made.wanted.connect(self.open)
            keys = QShortcut(QKeySequence("F1"), made)
            keys.activated.connect(partial(self.help_wanted.emit, name))
            self.windows[name] = cast(BesideWindow, made)
        self.windows[name].open()

    def look_closely(self, unit: Unit) -> None:
        """Look inside at a unit of a layer that gives pictures."""
        self.open("look_inside")
        cast("LookWindow", self.windows["look_inside"]).look_at(unit)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        for window in self.windows.values():
            window.set_theme(theme)
