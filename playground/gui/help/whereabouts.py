"""Which page of the help is about what a person has at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWidget

from playground.catalog.entry import Entry, known
from playground.catalog.settings import setting_at
from playground.gui.gallery import Tile
from playground.gui.help.pages import INDEX
from playground.gui.plots.plot import Plot
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice

if TYPE_CHECKING:
    from playground.gui.house import House

FIELD = "field:"
"""The name of a row of a form begins so, and goes on with the path of its setting."""


def address_at_hand(window: House) -> str:
    """The address of the page about what has the focus, is selected, or lies under the pointer."""
    focus = window.focusWidget()
    under = QApplication.widgetAt(QCursor.pos())
    for widget in (focus, under):
        if widget is not None and window.isAncestorOf(widget):
            address = _of_widget(window, widget, exact=True)
            if address:
                return address
    selected = tuple(window.canvas.selection)
    for widget in (focus, under):
        if widget is not None and window.isAncestorOf(widget):
            if selected and (widget is window.canvas or window.canvas.isAncestorOf(widget)):
                break
            address = _of_widget(window, widget, exact=False)
            if address:
                return address
    if selected:
        return _of_block(window.document.experiment, selected[0])
    return INDEX


def address_of(experiment: Experiment, path: tuple[str, ...]) -> str:
    """The address of the page about the setting at ``path``: under the entry of the catalogue that it belongs to."""
    for depth in range(len(path) - 1, 0, -1):
        try:
            field, value = setting_at(experiment, path[:depth])
        except PlaygroundError:
            continue
        if isinstance(value, Choice) and field.about.family:
            return f"{field.about.family}/{value.kind}/{path[-1]}"
        break
    if path[0] == "network" and len(path) > 2:
        return f"{_of_block(experiment, path[1])}/{path[2]}"
    return "/".join(path) if len(path) > 1 else f"experiment/{path[0]}"


def _of_block(experiment: Experiment, id: str) -> str:
    kind = next((node.kind for node in experiment.network.nodes if node.id == id), "")
    return f"blocks/{kind}" if known("blocks", kind) is not None else "blocks"


def _of_widget(window: House, widget: QWidget, *, exact: bool) -> str:
    """The page about ``widget`` or about the part that it stands in. ``exact``: about it alone, not its part."""
    parts: dict[int, str] = {
        id(window.canvas): "canvas",
        id(window.transport): "transport",
        id(window.timeline): "timeline",
        id(window.slow_motion): "slow_motion",
        id(window.side.area): "maths",
        id(window.data): "data",
        id(window.inspector): "inspector",
        id(window.problems): "problems",
        id(window.palette_): "blocks",
    }
    here: QWidget | None = widget
    while here is not None and here is not window:
        if here.objectName().startswith(FIELD):
            path = tuple(here.objectName().removeprefix(FIELD).split("."))
            return address_of(window.document.experiment, path)
        entry = getattr(here, "entry", None)
        if isinstance(here, Tile) and isinstance(entry, type) and issubclass(entry, Entry):
            return f"{entry.family}/{entry.kind}"
        if here is window.palette_ and window.palette_.list.current_kind():
            return f"blocks/{window.palette_.list.current_kind()}"
        if here is window.many.panel:
            return "many"
        if isinstance(here, Plot):
            return f"plots/{here.title}"
        if not exact and id(here) in parts:
            return parts[id(here)]
        here = here.parentWidget()
    return ""
