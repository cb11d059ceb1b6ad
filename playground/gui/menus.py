"""The menus that change while the program runs: the recent files and the templates."""

from __future__ import annotations

import os
from html import escape
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from playground.gui.actions import Actions
from playground.gui.canvas.sketches import sketch_icon
from playground.gui.filing import Filing, Memory
from playground.spec.words import tr
from playground.workbench import templates

LONGEST = 48


class Menus(QObject):
    """Fills the submenus of ``actions``; what is chosen there is opened by ``filing``."""

    def __init__(self, actions: Actions, filing: Filing, memory: Memory, parent: QObject) -> None:
        super().__init__(parent)
        self._actions = actions
        self._filing = filing
        self._memory = memory

    def fill_recent(self) -> None:
        """The files that were opened or saved last."""
        menu = self._actions.recent
        menu.clear()
        for path in self._memory.settings.recent:
            action = menu.addAction(f"{path.name}\t{shortly(path.parent)}".replace("&", "&&"))
            action.setToolTip(str(path))
            action.triggered.connect(lambda _checked=False, path=path: self._filing.open(path))
        menu.setEnabled(bool(self._memory.settings.recent))

    def fill_templates(self) -> None:
        """The experiments that come with the program."""
        menu = self._actions.templates
        for template in templates.templates():
            # What stands behind a tab goes where other commands have their keys.
            action = menu.addAction(f"{tr(template.title)}\t{tr(template.summary)}".replace("&", "&&"))
            action.setToolTip(f"<div style='max-width: 320px'>{escape(tr(template.teaches))}</div>")
            action.setStatusTip(tr(template.summary))
            action.triggered.connect(lambda _checked=False, id=template.id: self._filing.new(id))
        classics = self._actions.submenus["classics"]
        classics.menuAction().setStatusTip(
            tr("From LeNet-5 to EfficientNet, in their own size and small enough to train.")
        )
        for template in templates.classics():
            action = classics.addAction(f"{template.title}\t{template.summary}".replace("&", "&&"))
            action.setToolTip(f"<div style='max-width: 320px'>{escape(template.teaches)}</div>")
            action.setStatusTip(template.summary)
            action.setData(template.id)
            action.triggered.connect(lambda _checked=False, id=template.id: self._filing.new(id))
        classics.aboutToShow.connect(lambda: self._sketch(classics))

    def _sketch(self, classics: QMenu) -> None:
        """Draw the architectures beside their names, in the colours that the window wears now."""
        for action in classics.actions():
            action.setIcon(sketch_icon(str(action.data()), self._actions.theme))


def shortly(folder: Path) -> str:
    """A folder in few words: from the home folder on, and no longer than a line of a menu."""
    words = str(folder)
    home = str(Path.home())
    if words == home or words.startswith(home + os.sep):
        words = "~" + words[len(home) :]
    return words if len(words) <= LONGEST else f"…{words[1 - LONGEST :]}"
