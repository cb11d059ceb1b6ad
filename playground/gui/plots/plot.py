"""What every plot has in common, and how plots are found."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import cache
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from playground.gui.follow import follow
from playground.gui.gaze import Gaze
from playground.gui.theme.tokens import Theme
from playground.gui.turns import Turn
from playground.spec.words import tr
from playground.wire.commands import Watched
from playground.wire.events import Picture
from playground.workbench.document import Document
from playground.workbench.run import Run

FRAME = 33
"""Milliseconds from one frame of a plot to its next, at least."""


class Plot(QWidget):
    """A picture of the run, drawn anew at most once a frame, and only while it can be seen; never all at once.

    Attributes:
        title: the name for people, in English: `tr` where it is shown. order: plots with a lower number come first.
        watches: the probes that it draws; they are asked for while the plot is shown. Curves need none.
        tools: buttons for the heading over it, or None.
        apart: it has a place of its own in the window, and is not one of `plots`.
        frame: milliseconds from one frame to the next, at least.

    """

    title: ClassVar[str] = ""
    order: ClassVar[int] = 100
    watches: ClassVar[tuple[Watched, ...]] = ()
    tools: QWidget | None = None
    apart: ClassVar[bool] = False
    frame: ClassVar[int] = FRAME

    wished = Signal(str)
    """A person wants to keep what is shown: ``copy``, ``png``, ``svg``, ``csv``, ``png light`` or ``svg light``."""

    def __init__(
        self, run: Run, document: Document, theme: Theme, parent: QWidget | None = None, *, gaze: Gaze | None = None
    ) -> None:
        super().__init__(parent)
        self._gaze = gaze if gaze is not None else Gaze(self)
        self._run = run
        self._document = document
        self._theme = theme
        self._stale = True
        self._turn = Turn(self, self._draw, pause=self.frame / 1000)
        self.setAccessibleName(tr(self.title))
        follow(run.steps_arrived, self, self._follow_steps)
        follow(run.evaluated, self, self._follow_steps)
        follow(document.changed, self, self._follow_document)
        follow(run.picture_arrived, self, self._follow_picture)

    def watching(self) -> tuple[Watched, ...]:
        """The probes that it draws now."""
        return self.watches

    def watch(self) -> None:
        """Ask for the probes."""
        for watched in self.watching():
            self._run.watch(watched.key, watched.kind, watched.params)

    def refresh(self) -> None:
        """Draw what is there now."""
        raise NotImplementedError

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.mark_stale()

    def state(self) -> dict[str, Any]:
        """What a person has chosen here, as plain values that JSON can hold."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Choose that again; what does not fit is passed over."""

    def mark_stale(self) -> None:
        """What is drawn is no longer true: draw with the next frame, or as soon as the plot can be seen."""
        self._stale = True
        if self.isVisible():
            self._turn.ask()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Ask for the probes, and catch up."""
        super().showEvent(event)
        self.watch()
        if self._stale:
            self._draw()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Nothing is measured for a plot that nobody sees."""
        super().hideEvent(event)
        for watched in self.watching():
            self._run.unwatch(watched.key)

    def _draw(self) -> None:
        if self.isVisible():
            self._stale = False
            self.refresh()

    def _follow_steps(self) -> None:
        """The curves have grown, or were cleared."""
        self.mark_stale()

    def _follow_document(self) -> None:
        self.mark_stale()

    def _follow_picture(self, picture: Picture) -> None:
        if any(picture.key == watched.key for watched in self.watching()):
            self.mark_stale()


@cache
def plots() -> tuple[type[Plot], ...]:
    """Every plot of this package that has a title, by `Plot.order`, but those `apart`; a new file is a new plot."""
    package = importlib.import_module("playground.gui.plots")
    modules = [
        importlib.import_module(f"{package.__name__}.{info.name}") for info in pkgutil.iter_modules(package.__path__)
    ]
    found = {
        item
        for module in modules
        for item in vars(module).values()
        if inspect.isclass(item)
        and issubclass(item, Plot)
        and item.title
        and not item.apart
        and item.__module__ == module.__name__
    }
    return tuple(sorted(found, key=lambda plot: (plot.order, plot.title)))
