"""Pinning the run at hand, and the runs that are pinned: how each differs from the present settings."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from playground.gui.actions import Actions
from playground.gui.follow import follow
from playground.gui.theme.icons import icon
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr
from playground.workbench.pins import Pin
from playground.workbench.run import Run

WIDEST = 460
"""Pixels of the words on a pin in the list; all of them are in its tip."""


class PinsButton(QToolButton):
    """A click pins; with pins there it opens a list of them, where each can be let go."""

    def __init__(self, actions: Actions, run: Run, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions, self._run, self._theme = actions, run, theme
        give_role(self, "flat")
        self.setFixedSize(34, 34)
        self.setIconSize(QSize(18, 18))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.list = QMenu(self)
        self.list.setToolTipsVisible(True)
        self.clicked.connect(self._press)
        follow(run.pins.changed, self, self._show)
        self.set_theme(theme)
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        self.setIcon(icon("pin", theme, "accent" if self._run.pins.pins else "text"))

    def _press(self) -> None:
        if not self._run.pins.pins:
            self._actions["pin"].trigger()
            return
        self._fill()
        self.list.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _fill(self) -> None:
        self.list.clear()
        self.list.addAction(self._actions["pin"])
        self.list.addSeparator()
        self.list.addAction(tr("Let go")).setEnabled(False)  # a heading: the words of a section are not drawn
        for pin in self._run.pins.pins:
            words = words_of(pin)
            short = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, WIDEST)
            action = self.list.addAction(short.replace("&", "&&"))
            action.setToolTip("\n".join((words, tr("Let this run go: its curves leave the plots."))))
            action.setIcon(icon("close", self._theme, "muted"))
            action.triggered.connect(lambda _checked=False, pin=pin: self._run.pins.remove(pin))

    def _show(self) -> None:
        pins = self._run.pins.pins
        self.setAccessibleName(tr("Pin this run"))
        tip = self._actions["pin"].toolTip()
        if pins:
            tip = "\n".join(
                (tr("Pinned, and what was other then:"), *map(words_of, pins), tr("Click to pin, or let go."))
            )
        self.setToolTip(tip)
        self.set_theme(self._theme)


def words_of(pin: Pin) -> str:
    """``run 1: Learning rate α 0.1``."""
    differences = ", ".join(pin.differences) or tr("same settings")
    return f"{pin.name}: {differences}"
