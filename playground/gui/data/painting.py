"""Painting on the surface: begun and ended from the card, the menu or with a key."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout

from playground.catalog.painting import as_painted
from playground.catalog.prepare import PARTS, Part
from playground.gui.data.brush import Brush
from playground.gui.data.paint_bar import PaintBar
from playground.gui.data.stroke import clearing
from playground.gui.follow import follow
from playground.gui.messages import Messages
from playground.gui.plots.surface import SurfaceView
from playground.gui.theme.tokens import Theme
from playground.workbench.document import Document


class Painting(QObject):
    """Begins and ends painting on the surface; the bar of the brush stands under it meanwhile."""

    changed = Signal(bool)
    """Whether a brush is in use."""

    def __init__(self, document: Document, surface: SurfaceView, messages: Messages, theme: Theme) -> None:
        super().__init__(surface)
        self._document = document
        self._surface = surface
        self._hidden: tuple[Part, ...] = ()
        self.brush = Brush(document, theme, surface.repaint_tool, self)
        self.bar = PaintBar(self.brush, theme, surface)
        self.bar.hide()
        column = surface.layout()
        assert isinstance(column, QVBoxLayout)
        column.addWidget(self.bar)
        self.brush.said.connect(messages.inform)
        self.bar.done.connect(self.stop)
        self.bar.clear_wanted.connect(self._clear)
        surface.tool_changed.connect(self._follow_tool)
        self._messages = messages
        follow(document.changed, self, self._follow_document)

    @property
    def active(self) -> bool:
        """Whether a brush is in use."""
        return self._surface.tool is self.brush

    def toggle(self) -> None:
        """Begin or end painting."""
        self.paint(not self.active)

    def paint(self, wanted: bool) -> None:
        """Begin or end painting; where the data cannot be painted on, say why."""
        if not wanted:
            self.stop()
        elif why := self.brush.obstacle:
            self._messages.inform(why)
            self.changed.emit(self.active)
        else:
            self._surface.set_tool(self.brush)

    def stop(self) -> None:
        """End painting."""
        if self.active:
            self.brush.finish()
            self._surface.set_tool(None)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self.brush.set_theme(theme)
        self.bar.set_theme(theme)

    def _clear(self) -> None:
        prepared = self.brush.prepared
        if prepared is not None and not self.brush.obstacle:
            self._document.apply(clearing(as_painted(self._document.experiment.data, prepared)))

    def _follow_tool(self) -> None:
        """A painted point may fall into any part, so all parts are shown while the brush is in use."""
        chips = self._surface.chips
        if self.active:
            self._hidden = tuple(part for part in PARTS if not chips[part].isChecked())
            for part in self._hidden:
                chips[part].click()
        else:
            for part in self._hidden:
                if chips[part].isChecked():
                    chips[part].click()
            self._hidden = ()
        self._make_room()
        self.changed.emit(self.active)

    def _make_room(self) -> None:
        """The bar takes its height from what stands below the surface, not from the surface."""
        if self.bar.isVisibleTo(self._surface) == self.active:
            return
        self.bar.setVisible(self.active)
        splitter = self._surface.parentWidget()
        while splitter is not None and not isinstance(splitter, QSplitter):
            splitter = splitter.parentWidget()
        if splitter is not None:
            height = self.bar.sizeHint().height() * (1 if self.active else -1)
            above, below, *others = splitter.sizes()
            splitter.setSizes([above + height, below - height, *others])

    def _follow_document(self) -> None:
        """Other data may be none to paint on."""
        if self.active and self.brush.obstacle:
            self.stop()
