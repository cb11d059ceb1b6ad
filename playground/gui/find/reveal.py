"""Bringing the field of a setting before the eyes, wherever it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QTabWidget, QWidget

if TYPE_CHECKING:
    from playground.gui.house import House


def reveal(window: House, path: tuple[str, ...]) -> None:
    """Open what hides the field of the setting at ``path``, and give it the focus."""
    if path[0] == "data":
        window.actions_["show_left"].setChecked(True)
    else:
        window.actions_["show_right"].setChecked(True)
        window.canvas.select((path[1],) if path[0] == "network" else ())
    row = _row(window, path)
    if row is None:
        return
    page: QWidget | None = row
    while page is not None and page is not window:
        stack = page.parentWidget()
        tabs = stack.parentWidget() if stack is not None else None
        if isinstance(tabs, QTabWidget):
            tabs.setCurrentWidget(page)
        page = stack
    focus = getattr(row, "editor", row)
    focus.setFocus(Qt.FocusReason.ShortcutFocusReason)
    area = row.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if area is not None:
        area.ensureWidgetVisible(row, 0, 40)


def _row(window: House, path: tuple[str, ...]) -> QWidget | None:
    """The row of the setting, or of the one that it lies in."""
    for depth in range(len(path), 0, -1):
        row = window.findChild(QWidget, "field:" + ".".join(path[:depth]))
        if isinstance(row, QWidget):
            return row
    return None
