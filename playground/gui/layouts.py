"""How the room of the window is shared out: remembered from start to start, kept under names, and put back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QSplitter, QWidgetAction

from playground.gui.follow import follow
from playground.spec.words import tr

if TYPE_CHECKING:
    from playground.gui.house import House

SHOWN = ("show_left", "show_plots", "show_right", "show_problems")
SPLITTERS = ("columns", "centre", "right")
VIEWS = ("plots", "surface", "canvas", "inspector", "data", "transport")
WIDEST = 20_000
MOST, LONGEST = 40, 60


FRAME = 20
"""Pixels that the field's frame takes of its width."""


@runtime_checkable
class Stateful(Protocol):
    """A view that remembers how a person set it up."""

    def state(self) -> dict[str, Any]:
        """What a person chose in it, in plain JSON types."""
        ...

    def restore(self, state: dict[str, Any]) -> None:
        """Be as ``state`` says; what is missing is as it was originally, what makes no sense is passed over."""
        ...


class Layouts(QObject):
    """Takes down and restores the layout of ``window``. What makes no sense in a kept one is passed over."""

    def __init__(self, window: House) -> None:
        super().__init__(window)
        self._window = window
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Name for this layout, then Enter"))
        self.name.setMinimumWidth(self.name.fontMetrics().horizontalAdvance(self.name.placeholderText()) + FRAME)
        self.name.setAccessibleName(tr("Name for this layout"))
        self.name.setMaxLength(LONGEST)
        self.name.returnPressed.connect(self._keep_named)
        self._entry = QWidgetAction(self)
        self._entry.setDefaultWidget(self.name)
        follow(window.memory.changed, self, self.fill)
        self.fill()

    def state(self) -> dict[str, Any]:
        """The present layout, in plain JSON types."""
        window = self._window
        views = {name: getattr(window, name, None) for name in VIEWS}
        sizes = {name: getattr(window.places, name).sizes() for name in SPLITTERS}
        sizes["centre"] = window.many.usual(sizes["centre"])
        return {
            "sizes": sizes,
            "arranged": window.places.arranged,
            "shown": {name: window.actions_[name].isChecked() for name in SHOWN},
            "tab": window.left.currentIndex(),
            "views": {name: view.state() for name, view in views.items() if isinstance(view, Stateful)},
        }

    def restore(self, layout: Mapping[str, Any]) -> None:
        """Be as ``layout`` says."""
        window = self._window
        window.many.leave()
        shown = _mapping(layout.get("shown"))
        for name in SHOWN:
            if isinstance(shown.get(name), bool):
                window.actions_[name].setChecked(shown[name])
        if layout.get("arranged") is True:
            sizes = _mapping(layout.get("sizes"))
            for name in SPLITTERS:
                _share(getattr(window.places, name), sizes.get(name))
            window.places.arranged = True
        tab = layout.get("tab")
        if isinstance(tab, int) and 0 <= tab < window.left.count():
            window.left.setCurrentIndex(tab)
        self.restore_views(layout)

    def restore_views(self, layout: Mapping[str, Any]) -> None:
        """The views alone, which may come after the first paint."""
        views = _mapping(layout.get("views"))
        for name in VIEWS:
            view = getattr(self._window, name, None)
            if name in views and isinstance(view, Stateful) and isinstance(views[name], dict):
                view.restore(views[name])

    def original(self) -> None:
        """As it was at the first start."""
        window = self._window
        for name in SHOWN:
            window.actions_[name].setChecked(name != "show_problems")
        window.left.setCurrentIndex(0)
        window.places.share_anew()
        for name in VIEWS:
            view = getattr(window, name, None)
            if isinstance(view, Stateful):
                view.restore({})

    def keep(self, name: str) -> None:
        """Keep the present layout under ``name``; one that has it already is replaced."""
        settings = self._window.memory.settings
        if len(settings.layouts) >= MOST and name not in settings.layouts:
            self._window.messages.warn(tr("{count} layouts are kept already; remove one first.", count=MOST))
            return
        self._window.remember(replace(settings, layouts={**settings.layouts, name: self.state()}))
        self._window.messages.inform(tr("The layout “{name}” is kept.", name=name), good=True)

    def choose(self, name: str) -> None:
        """Bring back the layout of that name."""
        layout = self._window.memory.settings.layouts.get(name)
        if layout is not None:
            self.restore(layout)

    def remove(self, name: str) -> None:
        """Forget the layout of that name."""
        settings = self._window.memory.settings
        others = {other: layout for other, layout in settings.layouts.items() if other != name}
        self._window.remember(replace(settings, layouts=others))

    def fill(self) -> None:
        """The menu: named layouts, a line to name this one, and the original."""
        menu = self._window.actions_.submenus["layouts"]
        names = tuple(self._window.memory.settings.layouts)
        menu.clear()
        for name in names:
            menu.addAction(_plain(name)).triggered.connect(lambda _checked=False, name=name: self.choose(name))
        if names:
            menu.addSeparator()
        menu.addAction(self._entry)
        if names:
            removal = menu.addMenu(tr("Remove"))
            for name in names:
                removal.addAction(_plain(name)).triggered.connect(lambda _checked=False, name=name: self.remove(name))
        menu.addSeparator()
        menu.addAction(tr("Original layout")).triggered.connect(lambda _checked=False: self.original())

    def _keep_named(self) -> None:
        name = " ".join(self.name.text().split())
        if name:
            self.name.clear()
            while (popup := QApplication.activePopupWidget()) is not None:
                popup.close()  # the menu and the one that it belongs to
            self.keep(name)


def _share(splitter: QSplitter, sizes: object) -> None:
    if not isinstance(sizes, list) or len(sizes) != splitter.count():
        return
    if all(isinstance(size, int) and 0 <= size <= WIDEST for size in sizes) and sum(sizes) > 0:
        splitter.setSizes(sizes)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _plain(name: str) -> str:
    return name.replace("&", "&&")
