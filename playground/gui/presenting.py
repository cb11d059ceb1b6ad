"""Presenting: large letters, and only the parts of the window that are needed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from playground.gui.magnify import Magnifier
from playground.gui.theme.fonts import magnify
from playground.spec.words import mark, tr
from playground.workbench.presentation import Presentation

if TYPE_CHECKING:
    from playground.gui.house import House

PARTS = {
    "menu": "Menu",
    "status": "Status line",
    "data": "Data and blocks",
    "plots": "Plots",
    "surface": "Surface",
    "inspector": "Inspector",
    "steps": "Step, epoch and reset",
    "speed": "Speed, stops and pins",
    "seed": "Seed and new weights",
    "figures": "Figures of the training",
    "device": "Device and colours",
}
"""The parts that can be put away, by their name in files and links."""
HOW_TO_END = mark("Escape or F11 ends the presentation.")
NEEDED_LEAST = ("device", "speed", "seed", "steps", "figures")
"""What of the bar goes, in this order, where large letters leave no room for all of it."""


def parts_of(window: House) -> dict[str, list[QWidget]]:
    """The widgets of every part."""
    bar = window.transport
    return {
        "menu": [window.menuBar()],
        "status": [window.statusBar()],
        "data": [window.left_card],
        "plots": [window.plots],
        "surface": [window.places.surface_card],
        "inspector": [window.places.inspector_card],
        "steps": [bar.step, bar.epoch, bar.reset],
        "speed": [bar.pace, bar.stops, bar.pins],
        "seed": [bar.seed, bar.seed_caption, bar.new_weights],
        "figures": list(bar.readouts()),
        "device": [bar.device, bar.look],
    }


class Presenter(QObject):
    """Begins and ends the presentation of ``window``. What was put away comes back as it was."""

    def __init__(self, window: House) -> None:
        super().__init__(window)
        self._window = window
        self.shown: Presentation | None = None
        self._put_away: list[QWidget] = []
        self._magnifier = Magnifier()
        self._leave = QShortcut(Qt.Key.Key_Escape, window)
        self._leave.activated.connect(self._escape)
        self._leave.setEnabled(False)

    def toggle(self) -> None:
        """Begin as somebody presented last, or end."""
        if self.shown is None:
            self.begin(self._window.memory.settings.presentation)
        else:
            self.end()

    def begin(self, presentation: Presentation) -> None:
        """Present so, and remember it; a presentation that is on gives way."""
        self.end()
        window = self._window
        self.shown = presentation
        parts = parts_of(window)
        for name in presentation.hidden:
            for widget in parts.get(name, []):
                self._hide(widget)
        if all(widget.isHidden() for name in ("surface", "inspector") for widget in parts[name]):
            self._hide(window.places.right)
        magnify(presentation.scale)
        window.looks.dress_anew()
        self._magnifier.enlarge(window, presentation.scale)
        if presentation.scale > 1:
            window.places.widen(presentation.scale)
        bar = window.transport
        for name in NEEDED_LEAST:
            if row := bar.layout():
                row.activate()  # its inner rows have not heard of the larger letters yet
            if bar.minimumSizeHint().width() <= window.width():
                break
            for widget in parts[name]:
                self._hide(widget)
        self._leave.setEnabled(True)
        window.actions_["present"].setChecked(True)
        window.remember(replace(window.memory.settings, presentation=presentation))
        window.messages.inform(tr(HOW_TO_END))
        window.canvas.setFocus()
        window.canvas.fit()

    def end(self) -> None:
        """As it was before."""
        if self.shown is None:
            return
        scale, self.shown = self.shown.scale, None
        window = self._window
        magnify(1.0)
        self._magnifier.restore()
        window.looks.dress_anew()
        if scale > 1:
            window.places.widen(1.0)
        for widget in self._put_away:
            if shiboken6.isValid(widget):
                widget.show()
        self._put_away = []
        self._leave.setEnabled(False)
        if window.messages.news.text == tr(HOW_TO_END):
            window.messages.news.clear()
        window.actions_["present"].setChecked(False)
        window.canvas.fit()

    def _hide(self, widget: QWidget) -> None:
        if not widget.isHidden():
            widget.hide()
            self._put_away.append(widget)

    def _escape(self) -> None:
        """What lies over the window goes first."""
        if not self._window.overlays.close_one():
            self.end()
