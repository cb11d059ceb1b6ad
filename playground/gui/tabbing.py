"""The order in which the Tab key walks: part by part as the window is read, whenever their widgets were made."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget


def stops(parts: Sequence[QWidget]) -> list[QWidget]:
    """Every widget that Tab can reach now, part by part; inside a part in the order of Qt's own chain."""
    if not parts:
        return []
    found: dict[QWidget, list[QWidget]] = {part: [] for part in parts}
    first = parts[0].window()
    widget = first.nextInFocusChain()
    while widget is not None and widget is not first:
        part = next((part for part in parts if part is widget or part.isAncestorOf(widget)), None)
        if part is not None and _reachable(widget):
            found[part].append(widget)
        widget = widget.nextInFocusChain()
    return [widget for part in parts for widget in found[part]]


def walk(parts: Sequence[QWidget], focus: QWidget | None, *, forward: bool) -> bool:
    """Move the focus to the next or previous stop, around at the end; False where there is none."""
    chain = stops(parts)
    if not chain:
        return False
    if focus in chain:
        target = chain[(chain.index(focus) + (1 if forward else -1)) % len(chain)]
    else:
        target = chain[0 if forward else -1]
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    target.setFocus(reason)
    area = target.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if area is not None:
        area.ensureWidgetVisible(target)
    return True


def _reachable(widget: QWidget) -> bool:
    tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tab and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None
